"""What the benchmarks are made of. Nothing here is a test, and no test needs it."""
