"""Words that stand for a link, and addresses. A target is only what the text or the page's own code names."""

import re
from dataclasses import dataclass
from itertools import takewhile

from portal.sources.parsing.spans import Found, words_at

WORDS = re.compile(
    r"HERE\b|(?i:\bclick\s+(here)\b)|(?i:\b(?:available|found|view(?:ed)?|posted|form is|memos? (?:is"
    r"|are))\s+(here)\b)|(?i:,?\s(?:and|or)\s(here)(?=[.,;]))"
    r"|(?i:\b(?:haga clic|pulse|oprima)\s+(aquí)\b)"
)
URL = re.compile(r"(?:https?://|www\.)[^\s<>\[\]“”\"]{2,2000}", re.IGNORECASE)
MARKDOWN = re.compile(r"\[([^\[\]\n]{1,200})\]\((https?://[^\s()]{2,1000})\)")


@dataclass(frozen=True)
class Target:
    """Characters start to end of the text are a link to the address, as the code of the page says."""

    start: int
    end: int
    url: str


@dataclass(frozen=True)
class Link:
    text: Found
    url: Found | None
    """Where the text names the address, its place; where the page's code does, the place of the linked words."""


def address_at(text: str, match: re.Match) -> Found:
    """The address without the punctuation of the sentence behind it."""
    end = match.end()
    while end > match.start() and text[end - 1] in ".,;:!?)'’*_":
        end -= 1
    return Found(text[match.start() : end], match.start(), end, "address in the text")


def addresses(text: str, start: int, end: int) -> list[Found]:
    return [address_at(text, match) for match in URL.finditer(text, start, end)]


def links(text: str, start: int, end: int, targets: list[Target]) -> list[Link]:
    """In order. `targets` are those of the whole text, in order too."""
    made = [link for target in within(targets, start, end) if (link := linked(text, target))]
    for match in MARKDOWN.finditer(text, start, end):
        words = words_at(text, *match.span(1), "linked words")
        made += [Link(words, Found(match[2], *match.span(2), "address in the text"))] if words else []
    taken = [link.text.span for link in made] + [link.url.span for link in made if link.url]
    for match in WORDS.finditer(text, start, end):
        place = next((match.span(group) for group in range(1, 5) if match[group]), match.span())
        if not overlaps(place, taken) and (words := words_at(text, *place, "words that stand for a link")):
            made.append(Link(words, None))
    made += [Link(one, one) for one in addresses(text, start, end) if not overlaps(one.span, taken)]
    return sorted(made, key=lambda link: link.text.start)


def within(targets: list[Target], start: int, end: int) -> list[Target]:
    low, high = 0, len(targets)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if targets[middle].start < start else (low, middle)
    return list(takewhile(lambda target: target.start < end, targets[low : low + 1000]))


def linked(text: str, target: Target) -> Link | None:
    words = words_at(text, target.start, target.end, "linked words")
    return Link(words, Found(target.url, target.start, target.end, "link of the page")) if words else None


def overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)
