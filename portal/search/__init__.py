"""Finds published texts by their words: one index, written when a text is published, on SQLite and on PostgreSQL."""
