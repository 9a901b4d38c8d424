"""Finds linked words and addresses. A target is only what the text or the code of the page names."""

import re
from dataclasses import dataclass
from itertools import takewhile

from portal.importer.parser.spans import ExtractedValue, extract_words

LINK_WORDS_PATTERN = re.compile(
    r"HERE\b|(?i:\bclick\s+(here)\b)|(?i:\b(?:available|found|view(?:ed)?|posted|form is|memos? (?:is"
    r"|are))\s+(here)\b)|(?i:,?\s(?:and|or)\s(here)(?=[.,;]))"
    r"|(?i:\b(?:haga clic|pulse|oprima)\s+(aquí)\b)"
)
URL_PATTERN = re.compile(r"(?:https?://|www\.)[^\s<>\[\]“”\"]{2,2000}", re.IGNORECASE)
MARKDOWN_LINK_PATTERN = re.compile(r"\[([^\[\]\n]{1,200})\]\((https?://[^\s()]{2,1000})\)")


@dataclass(frozen=True)
class HtmlLink:
    """A link in the code of a page: characters start to end of the text lead to the address."""

    start: int
    end: int
    url: str


@dataclass(frozen=True)
class ParsedLink:
    text: ExtractedValue
    url: ExtractedValue | None
    """The span of the address if the text names it, or of the linked words if only the code of the page does."""


def extract_url(text: str, match: re.Match) -> ExtractedValue:
    """Returns the address without the punctuation of its sentence."""
    end = match.end()
    while end > match.start() and text[end - 1] in ".,;:!?)'’*_":
        end -= 1
    return ExtractedValue(text[match.start() : end], match.start(), end, "address in the text")


def find_urls(text: str, start: int, end: int) -> list[ExtractedValue]:
    return [extract_url(text, match) for match in URL_PATTERN.finditer(text, start, end)]


def find_links(text: str, start: int, end: int, targets: list[HtmlLink]) -> list[ParsedLink]:
    """Returns links in order. `targets` are those of the whole text, also in order."""
    links = [link for target in get_html_links(targets, start, end) if (link := build_link(text, target))]
    for match in MARKDOWN_LINK_PATTERN.finditer(text, start, end):
        words = extract_words(text, *match.span(1), "linked words")
        links += [ParsedLink(words, ExtractedValue(match[2], *match.span(2), "address in the text"))] if words else []
    taken = [link.text.span for link in links] + [link.url.span for link in links if link.url]
    for match in LINK_WORDS_PATTERN.finditer(text, start, end):
        place = next((match.span(group) for group in range(1, 5) if match[group]), match.span())
        if not has_overlap(place, taken) and (words := extract_words(text, *place, "words that stand for a link")):
            links.append(ParsedLink(words, None))
    links += [ParsedLink(url, url) for url in find_urls(text, start, end) if not has_overlap(url.span, taken)]
    return sorted(links, key=lambda link: link.text.start)


def get_html_links(targets: list[HtmlLink], start: int, end: int) -> list[HtmlLink]:
    low, high = 0, len(targets)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if targets[middle].start < start else (low, middle)
    return list(takewhile(lambda target: target.start < end, targets[low : low + 1000]))


def build_link(text: str, target: HtmlLink) -> ParsedLink | None:
    words = extract_words(text, target.start, target.end, "linked words")
    return (
        ParsedLink(words, ExtractedValue(target.url, target.start, target.end, "link of the page")) if words else None
    )


def has_overlap(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)
