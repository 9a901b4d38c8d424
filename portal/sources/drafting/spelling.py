"""Spells words of a source as Markdown."""

import re


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
