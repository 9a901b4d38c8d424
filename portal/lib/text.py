"""Plain text: white space and matches."""

import re


def collapse_whitespace(words: str) -> str:
    """Every run of white space as one space, none at the ends."""
    return " ".join(words.split())


def find_match_end(pattern: re.Pattern, text, at: int = 0) -> int:
    """End of the match that begins at a position; that position without a match."""
    match = pattern.match(text, at)
    return match.end() if match else at
