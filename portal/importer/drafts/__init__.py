"""Turns a parsed document into drafts that staff check."""
