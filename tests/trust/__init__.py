"""The attack on the whole portal that `make trust` runs. It takes some minutes, so the tests contain only a small run
of it."""
