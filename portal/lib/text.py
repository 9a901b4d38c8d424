"""Plain text: white space and matches."""

import re


def collapse_whitespace(words: str) -> str:
    """Every run of white space as one space, none at the ends."""
    return " ".join(words.split())


def find_match_end(pattern: re.Pattern, text, at: int = 0) -> int:
    """Where the match of the pattern that begins at a place ends; that place where there is none."""
    match = pattern.match(text, at)
    return match.end() if match else at
