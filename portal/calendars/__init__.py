"""Calendars (RFC 5545) of the days on which public texts take effect, end, or are due for review."""
