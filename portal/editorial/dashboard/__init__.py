"""The start page of the desk: work that waits, also as lists with filters and as CSV files."""
