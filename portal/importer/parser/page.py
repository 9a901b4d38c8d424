"""Splits the part of a text that is one document into lines and paragraphs, once, without boilerplate and comments."""

from dataclasses import dataclass, replace

from portal.importer.parser.boilerplate import find_boilerplate
from portal.importer.parser.letterhead_columns import split_columns
from portal.importer.parser.links import HtmlLink
from portal.importer.parser.mail_envelope import find_envelope
from portal.importer.parser.paragraphs import Paragraph, split_paragraphs
from portal.importer.parser.reader_comments import ReaderComments, find_comments
from portal.importer.parser.spans import Span
from portal.importer.parser.text_lines import TextLine, split_lines


@dataclass(frozen=True)
class TextPage:
    """Offsets count characters of the whole text. `hidden` has the indexes of boilerplate in `all_lines`."""

    text: str
    start: int
    end: int
    targets: list[HtmlLink]
    all_lines: list[TextLine]
    hidden: set[int]
    comments: ReaderComments | None
    lines: list[TextLine]
    """Boilerplate is blank here, and readers' comments are left out."""
    paragraphs: list[Paragraph]
    sent: Span | None = None
    """Span of the date in the header of the mail that contains the text."""

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @property
    def body_end(self) -> int:
        return self.lines[-1].end if self.lines else self.start


def build_page(text: str, start: int = 0, end: int | None = None, targets: list[HtmlLink] | None = None) -> TextPage:
    end = len(text) if end is None else end
    every = split_columns([strip_table_bars(line) for line in split_lines(text, start, end)])
    mail = find_envelope(every)
    if mail.subject:
        every[mail.subject[0]] = mail.subject[1]
    hidden = find_boilerplate(every) | mail.hidden
    under = find_comments(every, hidden)
    last = under.first if under else len(every)
    shown = [
        replace(line, text="", end=line.start) if place in hidden else line for place, line in enumerate(every[:last])
    ]
    return TextPage(
        text, start, end, targets or [], every, hidden, under, shown, split_paragraphs(text, shown), mail.sent
    )


def strip_table_bars(line: TextLine) -> TextLine:
    """Returns the row of a table without the bars at its ends."""
    if len(line.text) < 3 or line.text[0] != "|" or line.text[-1] != "|":
        return line
    start, end = line.start + 1, line.end - 1
    words = line.text[1:-1]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return replace(line, text=words.strip(), start=start, end=max(start, end))
