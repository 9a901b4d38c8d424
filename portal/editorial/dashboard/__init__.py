"""The start page of the desk: waiting work, also as filterable lists and CSV files."""
