"""Full text search of published texts, on SQLite and on PostgreSQL. Publishing a text updates the index."""
