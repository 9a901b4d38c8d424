"""Versions as PDF: made once from what the register keeps, kept for ever, handed out as they were made."""
