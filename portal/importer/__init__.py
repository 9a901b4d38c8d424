"""Imports a text in the admin: paste or upload it, review the values beside the text, correct them, create drafts."""
