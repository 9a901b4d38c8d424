"""Who has acknowledged and answered what: for staff by memo, type and town as of any day, for everybody as totals."""
