"""A document's part of a text, cut into lines and paragraphs once, without furniture and readers' comments."""

from dataclasses import dataclass, replace

from portal.sources.parsing.comments import Comments, comments
from portal.sources.parsing.furniture import furniture
from portal.sources.parsing.lines import Line, lines_of
from portal.sources.parsing.links import Target
from portal.sources.parsing.paragraphs import Paragraph, paragraphs


@dataclass(frozen=True)
class Page:
    """Places are those of the whole text. `hidden` are the places in `all_lines` of furniture."""

    text: str
    start: int
    end: int
    targets: list[Target]
    all_lines: list[Line]
    hidden: set[int]
    comments: Comments | None
    lines: list[Line]
    """Furniture is blank here, and comments are left out."""
    paragraphs: list[Paragraph]

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @property
    def body_end(self) -> int:
        return self.lines[-1].end if self.lines else self.start


def page_of(text: str, start: int = 0, end: int | None = None, targets: list[Target] | None = None) -> Page:
    end = len(text) if end is None else end
    every = lines_of(text, start, end)
    hidden = furniture(every)
    under = comments(every, hidden)
    last = under.first if under else len(every)
    shown = [
        replace(line, text="", end=line.start) if place in hidden else line for place, line in enumerate(every[:last])
    ]
    return Page(text, start, end, targets or [], every, hidden, under, shown, paragraphs(text, shown))
