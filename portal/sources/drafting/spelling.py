"""Spells words of a source as Markdown."""

import re
from collections.abc import Iterable

from portal.sources.parsing.lines import lines_of
from portal.sources.parsing.links import Link
from portal.sources.parsing.paragraphs import paragraphs
from portal.sources.parsing.spans import fold

TARGET = re.compile(r"lost:|(?:https?://|mailto:)[^\s()<>]+")
ESCAPED = re.compile(r"([\\`*_\[\]<>#|~])")


def markdown(words: str) -> str:
    """Markdown that says exactly the words: each line a paragraph, numbered lines a list."""
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


def linked(spelled: str, links: Iterable[Link]) -> str:
    """The Markdown with its links. Words whose target the source does not name keep the sign of a lost link."""
    made, rest = "", spelled
    for link in links:
        words = ESCAPED.sub(r"\\\1", link.text.value)
        target = link.url.value if link.url else "lost:"
        if words in rest and target != link.text.value and TARGET.fullmatch(target):
            before, _, rest = rest.partition(words)
            made += f"{before}[{words}]({target})"
    return made + rest


def laid_out(text: str, start: int, end: int, *, is_one: bool) -> str:
    """The words of the span with a line for each paragraph or list item, however the source breaks its lines. Of
    what `is_one` item, only a blank line or a mark begins another."""
    made: list[str] = []
    for one in paragraphs(text, lines_of(text, start, end)):
        words = fold(text[one.first.start : one.end])
        if made and is_one and not one.gap and one.mark is None:
            made[-1] += f" {words}"
        else:
            made.append(words)
    return "\n".join(made)
