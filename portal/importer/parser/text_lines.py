"""A text as lines, each with its place."""

from dataclasses import dataclass

TAB_WIDTH = 4


@dataclass(frozen=True)
class TextLine:
    """`text` is the line without the white space around it, and is at start to end; `indent` is in columns."""

    text: str
    start: int
    end: int
    indent: int

    @property
    def is_blank(self) -> bool:
        return not self.text


def split_lines(text: str, start: int = 0, end: int | None = None) -> list[TextLine]:
    """The lines of text[start:end]. Only U+000A ends one; the form feeds of a PDF are white space."""
    end = len(text) if end is None else end
    made, place = [], start
    for raw in text[start:end].split("\n"):
        words = raw.strip()
        before = len(raw) - len(raw.lstrip()) if words else 0
        columns = sum(TAB_WIDTH if one == "\t" else 1 for one in raw[:before])
        made.append(TextLine(words, place + before, place + before + len(words), columns))
        place += len(raw) + 1
    return made
