"""Importing a text on the desk: paste or upload, review beside the text, correct, create drafts."""
