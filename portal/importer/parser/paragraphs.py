"""Joins lines to paragraphs and list items: a wrapped line continues the one before."""

import re
from dataclasses import dataclass, field

from portal.importer.parser.bullets import LONE_SIGN_PATTERN, ListMarker, is_initial, parse_list_marker
from portal.importer.parser.text_lines import TextLine

LABEL_PATTERN = re.compile(
    r"(?:to|from|fm|date|dt|re|subj|subject|cc|bcc|thru|via|by|location|source|contact|q\d*|a\d*|p|r|question|answer|pregunta"
    r"|respuesta|phone|tel|cell|office|mobile|fax|email|e-mail|download|attachment|link to|posted|updated)\s?[:.]",
    re.IGNORECASE,
)
BYLINE_ROW_PATTERN = re.compile(r"(?:(?:posted|written) )?by [^|·•\n]{2,60}[|·•]", re.IGNORECASE)
"""A row with the reporter or poster below a headline, possibly in lower case."""
URL_OR_EMAIL_PATTERN = re.compile(r"\S+@\S+|https?://|www\.", re.IGNORECASE)
MAX_WRAPPED_LENGTH = 125
MIN_WRAPPED_LENGTH = 40


@dataclass
class Paragraph:
    """One paragraph or list item. `text` begins after the mark and keeps its line ends; start and end are its span.
    `gap` counts the blank lines before it."""

    text: str
    start: int
    end: int
    indent: int
    gap: int
    mark: ListMarker | None = None
    lines: list[TextLine] = field(default_factory=list)

    @property
    def first(self) -> TextLine:
        return self.lines[0]

    @property
    def folded(self) -> str:
        return " ".join(self.text.split())


def split_paragraphs(text: str, lines: list[TextLine]) -> list[Paragraph]:
    """Returns the paragraphs in order, without blank lines. Time grows with the length of the text."""
    width = find_wrap_width(lines)
    marks = [parse_list_marker(line.text) for line in lines]
    labels = {mark.label for mark in marks if mark and mark.kind == "letter"}
    paragraphs: list[Paragraph] = []
    gap, pending = 0, None
    for line, mark in zip(lines, marks, strict=True):
        if mark and is_initial(mark, labels):
            mark = None
        if line.is_blank:
            gap += 1
        elif len(line.text) == 1 and LONE_SIGN_PATTERN.match(line.text):
            pending = line
        elif pending:
            paragraphs.append(start_paragraph(line, ListMarker("sign", pending.text, 0), gap, pending.indent))
            gap, pending = 0, None
        elif not mark and not gap and paragraphs and is_continuation(paragraphs[-1], line, width):
            paragraphs[-1].lines.append(line)
        else:
            paragraphs.append(start_paragraph(line, mark, gap, line.indent))
            gap = 0
    return [finish_paragraph(text, paragraph) for paragraph in paragraphs]


def start_paragraph(line: TextLine, mark: ListMarker | None, gap: int, indent: int) -> Paragraph:
    start = line.start + (mark.length if mark else 0)
    return Paragraph("", start, line.end, indent, gap, mark, [line])


def finish_paragraph(text: str, paragraph: Paragraph) -> Paragraph:
    paragraph.end = paragraph.lines[-1].end
    paragraph.text = text[paragraph.start : paragraph.end]
    return paragraph


def find_wrap_width(lines: list[TextLine]) -> int:
    """Returns the column at which the author broke lines, or 0 if each paragraph is one line."""
    longest, width, broken = 0, 0, 0
    for line, after in zip(lines, lines[1:], strict=False):
        longest = max(longest, len(line.text))
        if (
            len(line.text) >= MIN_WRAPPED_LENGTH
            and after.text[:1].islower()
            and not URL_OR_EMAIL_PATTERN.match(after.text)
        ):
            width, broken = max(width, len(line.text) + line.indent), broken + 1
    return width if broken and longest <= MAX_WRAPPED_LENGTH else 0


def is_continuation(paragraph: Paragraph, line: TextLine, width: int) -> bool:
    """Returns whether an unmarked line right below belongs to the paragraph."""
    last = paragraph.lines[-1]
    if (
        LABEL_PATTERN.match(line.text)
        or URL_OR_EMAIL_PATTERN.match(line.text)
        or BYLINE_ROW_PATTERN.match(line.text[:90])
    ):
        return False
    if paragraph.mark and line.indent > paragraph.first.indent:
        return True
    if line.text[0].islower() and last.text[-1] not in ".!?:" and (paragraph.mark or len(last.text) >= 25):
        return True
    word = line.text.split(maxsplit=1)[0] if len(line.text) < MAX_WRAPPED_LENGTH * 2 else line.text
    return bool(width) and len(last.text) + last.indent + 1 + len(word) > width and len(last.text) >= MIN_WRAPPED_LENGTH
