"""Writes words of a source as Markdown."""

import re
from collections.abc import Iterable

from portal.importer.parser.links import ParsedLink
from portal.importer.parser.paragraphs import split_paragraphs
from portal.importer.parser.text_lines import split_lines
from portal.lib.text import collapse_whitespace

TARGET = re.compile(r"lost:|(?:https?://|mailto:)[^\s()<>]+")
ESCAPED = re.compile(r"([\\`*_\[\]<>#|~])")


def write_markdown(words: str) -> str:
    """Returns Markdown with exactly these words: each line becomes a paragraph, numbered lines become a list."""
    blocks: list[str] = []
    was_numbered = False
    for line in filter(None, (" ".join(line.split()) for line in words.split("\n"))):
        numbered = bool(re.match(r"\d{1,3}\.\s", line))
        escaped = ESCAPED.sub(r"\\\1", line)
        if numbered and was_numbered:
            blocks[-1] += f"\n{escaped}"
        else:
            blocks.append(escaped)
        was_numbered = numbered
    return "\n\n".join(blocks)


def add_links(spelled: str, links: Iterable[ParsedLink]) -> str:
    """Adds links to the Markdown. Words whose target the source does not name are marked as a lost link."""
    linked, rest = "", spelled
    for link in links:
        words = ESCAPED.sub(r"\\\1", link.text.value)
        target = link.url.value if link.url else "lost:"
        if words in rest and target != link.text.value and TARGET.fullmatch(target):
            before, _, rest = rest.partition(words)
            linked += f"{before}[{words}]({target})"
    return linked + rest


def lay_out_lines(text: str, start: int, end: int, *, is_one: bool) -> str:
    """Returns the words of the span, with a line for each paragraph or list item, whatever line breaks the source has.
    If the span `is_one` item, only a blank line or a list mark begins a new line."""
    lines: list[str] = []
    for paragraph in split_paragraphs(text, split_lines(text, start, end)):
        words = collapse_whitespace(text[paragraph.first.start : paragraph.end])
        if lines and is_one and not paragraph.gap and paragraph.mark is None:
            lines[-1] += f" {words}"
        else:
            lines.append(words)
    return "\n".join(lines)
