"""Importing a text on the desk: paste or upload, look at what was read beside the text, correct, make drafts."""
