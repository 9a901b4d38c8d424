"""Reports on acknowledgements and decisions: for staff by memo, type of agency and town as of any day; for the public
as totals."""
