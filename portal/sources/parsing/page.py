"""A document's part of a text, cut into lines and paragraphs once, without furniture and readers' comments."""

from dataclasses import dataclass, replace

from portal.sources.parsing.columns import in_columns
from portal.sources.parsing.comments import Comments, comments
from portal.sources.parsing.envelope import envelope
from portal.sources.parsing.furniture import furniture
from portal.sources.parsing.lines import Line, lines_of
from portal.sources.parsing.links import Target
from portal.sources.parsing.paragraphs import Paragraph, paragraphs
from portal.sources.parsing.spans import Span


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
    sent: Span | None = None
    """Where the mail that the text came in names its day."""

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @property
    def body_end(self) -> int:
        return self.lines[-1].end if self.lines else self.start


def page_of(text: str, start: int = 0, end: int | None = None, targets: list[Target] | None = None) -> Page:
    end = len(text) if end is None else end
    every = in_columns([without_rim(line) for line in lines_of(text, start, end)])
    mail = envelope(every)
    if mail.subject:
        every[mail.subject[0]] = mail.subject[1]
    hidden = furniture(every) | mail.hidden
    under = comments(every, hidden)
    last = under.first if under else len(every)
    shown = [
        replace(line, text="", end=line.start) if place in hidden else line for place, line in enumerate(every[:last])
    ]
    return Page(text, start, end, targets or [], every, hidden, under, shown, paragraphs(text, shown), mail.sent)


def without_rim(line: Line) -> Line:
    """A row of a table without the bars at its ends."""
    if len(line.text) < 3 or line.text[0] != "|" or line.text[-1] != "|":
        return line
    start, end = line.start + 1, line.end - 1
    words = line.text[1:-1]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return replace(line, text=words.strip(), start=start, end=max(start, end))
