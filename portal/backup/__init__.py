"""Exports and imports records as files for git and backups."""
