"""Emails to officials about what they have to acknowledge, and to staff about posts that are late."""
