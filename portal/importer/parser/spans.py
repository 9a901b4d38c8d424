"""A value and the characters of the original text that it was read from."""

from dataclasses import dataclass

from portal.lib.text import collapse_whitespace

Span = tuple[int, int]
"""Half-open: the character at the second place is not part of it. Counted in code points of the whole text."""


@dataclass(frozen=True)
class ExtractedValue:
    """`value` is what text[start:end] says: the words with their white space folded, or what they are read as."""

    value: str
    start: int
    end: int
    basis: str = ""
    """What makes the words this fact, as a phrase: “posted date at the end of the item”."""

    @property
    def span(self) -> Span:
        return self.start, self.end


def trim_span(text: str, start: int, end: int, drop: str = "") -> Span:
    """The span without white space, and without the characters of `drop`, at its ends."""
    while start < end and (text[start].isspace() or text[start] in drop):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in drop):
        end -= 1
    return start, end


def extract_words(text: str, start: int, end: int, basis: str = "", drop: str = "") -> ExtractedValue | None:
    """The words of the span, trimmed and folded; None where it holds none."""
    start, end = trim_span(text, start, end, drop)
    return ExtractedValue(collapse_whitespace(text[start:end]), start, end, basis) if start < end else None
