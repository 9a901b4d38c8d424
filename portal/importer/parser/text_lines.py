"""Splits a text into lines, each with its span."""

from dataclasses import dataclass

TAB_WIDTH = 4


@dataclass(frozen=True)
class TextLine:
    """`text` is the line without the white space around it; start and end are its span; `indent` is in columns."""

    text: str
    start: int
    end: int
    indent: int

    @property
    def is_blank(self) -> bool:
        return not self.text


def split_lines(text: str, start: int = 0, end: int | None = None) -> list[TextLine]:
    """Returns the lines of text[start:end]. Only U+000A ends a line; the form feeds of a PDF are white space."""
    end = len(text) if end is None else end
    lines, place = [], start
    for raw in text[start:end].split("\n"):
        words = raw.strip()
        before = len(raw) - len(raw.lstrip()) if words else 0
        columns = sum(TAB_WIDTH if character == "\t" else 1 for character in raw[:before])
        lines.append(TextLine(words, place + before, place + before + len(words), columns))
        place += len(raw) + 1
    return lines
