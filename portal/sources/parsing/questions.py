"""Where the questions of a text stand: labelled, numbered, or as headings of their own."""

import re
from dataclasses import dataclass

from portal.sources.parsing.page import Page
from portal.sources.parsing.paragraphs import Paragraph
from portal.sources.parsing.spans import Found

ASK = re.compile(
    r"[*_#]*(?:(?P<word>q|question|pregunta|p)\s*(?:no\.?\s*|#\s*)?(?P<number>\d{1,3})?\s*[*_]*(?P<sign>[:.)]"
    r"|[-–—](?=\s))[*_]*|(?P<long>question|pregunta)\s+(?P<count>\d{1,3})\b)\s*",
    re.IGNORECASE,
)
REPLY = re.compile(
    r"[*_]*(?:a|answer|respuesta|r)\s*(?:no\.?\s*|#\s*)?\d{0,3}\s*[*_]*(?:[:.)]|[-–—](?=\s))[*_]*\s*", re.IGNORECASE
)
INLINE_REPLY = re.compile(r"\s(?:A|Answer|Respuesta|R)\s*\d{0,3}\s*[:.]\s+")
LONGEST = 400


@dataclass(frozen=True)
class Asked:
    """A question at start to end; `paragraph` is its place among the page's, and its answer begins at `answer`."""

    paragraph: int
    number: Found | None
    start: int
    end: int
    answer: int


def question_starts(page: Page) -> list[Asked]:
    """In order; the way of writing of which there are the most questions, labels before numbers before headings."""
    for way in (labelled, numbered, headed):
        found = way(page)
        if len(found) >= 2:
            return found
    return []


def labelled(page: Page) -> list[Asked]:
    found: list[Asked] = []
    replies = sum(
        bool(REPLY.match(one.text[:30])) or bool(INLINE_REPLY.search(one.text[:LONGEST])) for one in page.paragraphs
    )
    for place, one in enumerate(page.paragraphs):
        match = ASK.match(one.text[:40]) or (
            ASK.match(page.text[one.first.start : one.first.start + 40]) if one.mark else None
        )
        if not match or not (replies or match["number"]) and (match["word"] or "").lower() in ("p", "q"):
            continue
        base = one.start if ASK.match(one.text[:40]) else one.first.start
        group = "number" if match["number"] else "count"
        number = (
            Found(str(int(match[group])), base + match.start(group), base + match.end(group), "printed number")
            if match[group]
            else marked_number(one)
        )
        start = base + match.end()
        if start >= one.end and place + 1 < len(page.paragraphs):
            following = page.paragraphs[place + 1]
            start, one = following.start, following
        found.append(asked(page.text, place, number, start, one))
    return found


def marked_number(one: Paragraph) -> Found | None:
    if not one.mark or one.mark.kind != "number":
        return None
    start = one.first.start + one.first.text.index(one.mark.label)
    return Found(str(int(one.mark.label)), start, start + len(one.mark.label), "printed number")


def numbered(page: Page) -> list[Asked]:
    """1, 2, 3… in turn, each ending in “?”. A list inside an answer that begins at 1 again is not read
    as questions, even where its entries ask."""
    found: list[Asked] = []
    inner, inner_asks = 0, False
    for place, one in enumerate(page.paragraphs):
        if not one.mark or one.mark.kind != "number":
            inner = 0 if inner_asks and not one.mark else inner
            continue
        asks = "?" in one.text[:LONGEST] and question_end(one.text) is not None
        expected = len(found) + 1
        deeper = bool(found) and one.indent > page.paragraphs[found[0].paragraph].indent + 1
        in_list = inner and one.mark.number == inner + 1 and (inner_asks or not asks)
        if asks and one.mark.number == expected and not deeper and not in_list:
            found.append(asked(page.text, place, marked_number(one), one.start, one))
            inner, inner_asks = 0, False
        elif one.mark.number == 1 or in_list:
            inner, inner_asks = one.mark.number, asks
    return found


def headed(page: Page) -> list[Asked]:
    """Lines that end in “?” and stand above something that does not."""
    found: list[Asked] = []
    for place, one in enumerate(page.paragraphs):
        after = page.paragraphs[place + 1] if place + 1 < len(page.paragraphs) else None
        if one.mark and one.mark.kind != "sign" or len(one.text) > 250 or one.text[0] in '“"' or after is None:
            continue
        below = question_end(one.text)
        rest = one.text[below:].strip("*_ \n") if below is not None else "no"
        if rest and not (below and one.text[below:].lstrip(" *_").startswith("\n")):
            continue
        if not rest and after.folded.strip("*_").endswith("?") and not after.mark:
            continue
        if one.mark and not one.gap and place and page.paragraphs[place - 1].mark:
            continue
        found.append(asked(page.text, place, None, one.start, one))
    return found


def question_end(words: str) -> int | None:
    """The place behind the question: its last “?” on the line of the first; None where none asks."""
    first = words.find("?", 0, LONGEST)
    if first < 0:
        return None
    line_end = words.find("\n", first)
    line_end = len(words) if line_end < 0 else line_end
    last = words.rfind("?", first, line_end)
    return (last if not words[last + 1 : line_end].strip('*_ ”"’)') else first) + 1


def asked(text: str, place: int, number: Found | None, start: int, one: Paragraph) -> Asked:
    words = text[start : one.end]
    inline = INLINE_REPLY.search(words[: LONGEST * 2])
    end = question_end(words)
    if inline and (end is None or inline.start() >= end - 1):
        return Asked(place, number, start, start + inline.start(), start + inline.end())
    end = (
        end
        if end is not None
        else (words + "\n").index("\n")
        if len(one.lines) > 1 and not words.strip()
        else len(words)
    )
    return Asked(place, number, start, start + end, start + end)
