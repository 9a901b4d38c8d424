"""Values, and the characters of the original text that they were read from."""

from dataclasses import dataclass

from portal.lib.text import collapse_whitespace

Span = tuple[int, int]
"""Half-open: the character at the end is not part of it. Counted in code points of the whole text."""


@dataclass(frozen=True)
class ExtractedValue:
    """`value` has the words of text[start:end] with their white space folded, or what these words are read as."""

    value: str
    start: int
    end: int
    basis: str = ""
    """Why the words have this meaning, as a phrase: “posted date at the end of the item”."""

    @property
    def span(self) -> Span:
        return self.start, self.end


def trim_span(text: str, start: int, end: int, drop: str = "") -> Span:
    """Returns the span without white space, and without the characters of `drop`, at its ends."""
    while start < end and (text[start].isspace() or text[start] in drop):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in drop):
        end -= 1
    return start, end


def extract_words(text: str, start: int, end: int, basis: str = "", drop: str = "") -> ExtractedValue | None:
    """Returns the words of the span, trimmed and folded, or None if it has none."""
    start, end = trim_span(text, start, end, drop)
    return ExtractedValue(collapse_whitespace(text[start:end]), start, end, basis) if start < end else None
