"""Plain text: white space."""


def collapse_whitespace(words: str) -> str:
    """Every run of white space as one space, none at the ends."""
    return " ".join(words.split())
