"""Spells words of a source as Markdown."""

import re

from portal.sources.parsing.lines import lines_of
from portal.sources.parsing.paragraphs import paragraphs
from portal.sources.parsing.spans import fold


def markdown(words: str) -> str:
    """Markdown that says exactly the words: each line a paragraph, numbered lines a list."""
    blocks: list[str] = []
    was_numbered = False
    for line in filter(None, (" ".join(line.split()) for line in words.split("\n"))):
        numbered = bool(re.match(r"\d{1,3}\.\s", line))
        escaped = re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", line)
        if numbered and was_numbered:
            blocks[-1] += f"\n{escaped}"
        else:
            blocks.append(escaped)
        was_numbered = numbered
    return "\n\n".join(blocks)


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
