"""The desk's first page: what waits for whoever opens it, and the same as lists to filter and to take away."""
