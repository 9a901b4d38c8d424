"""Benchmarks, and the artificial corpus that they measure with. The tests do not run them."""
