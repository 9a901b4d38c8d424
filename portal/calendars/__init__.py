"""Calendars (RFC 5545) of the days on which what readers are shown takes effect, ends and is looked at again."""
