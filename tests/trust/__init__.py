"""The attack on the whole portal that `make trust` repeats. It takes some minutes and is no part of the tests; a small
run of it is."""
