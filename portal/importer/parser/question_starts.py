"""Where the questions of a text stand: labelled, numbered, or as headings of their own."""

import re
from dataclasses import dataclass

from portal.importer.parser.page import TextPage
from portal.importer.parser.paragraphs import Paragraph
from portal.importer.parser.spans import ExtractedValue

QUESTION_LABEL_PATTERN = re.compile(
    r"[*_#]*(?:(?P<word>q|question|pregunta|p)\s*+(?:no\.?\s*+|#\s*+)?(?P<number>\d{1,3})?\s*+[*_]*+(?P<sign>[:.)]"
    r"|[-–—](?=\s))[*_]*|(?P<long>question|pregunta)\s+(?P<count>\d{1,3})\b)\s*",
    re.IGNORECASE,
)
ANSWER_LABEL_PATTERN = re.compile(
    r"[*_]*+(?:a|answer|respuesta|r)\s*+(?:no\.?\s*+|#\s*+)?\d{0,3}\s*+[*_]*+(?:[:.)]|[-–—](?=\s))[*_]*\s*",
    re.IGNORECASE,
)
INLINE_ANSWER_PATTERN = re.compile(r"\s(?:A|Answer|Respuesta|R)\s*+\d{0,3}\s*+[:.]\s+")
MAX_QUESTION_LENGTH = 400


@dataclass(frozen=True)
class QuestionSpan:
    """A question at start to end; `paragraph` is its place among the page's, and its answer begins at `answer`."""

    paragraph: int
    number: ExtractedValue | None
    start: int
    end: int
    answer: int


def find_questions(page: TextPage) -> list[QuestionSpan]:
    """In order; the way of writing of which there are the most questions, labels before numbers before headings."""
    for way in (find_labeled_questions, find_numbered_questions, find_heading_questions):
        found = way(page)
        if len(found) >= 2:
            return found
    return []


def find_labeled_questions(page: TextPage) -> list[QuestionSpan]:
    found: list[QuestionSpan] = []
    replies = sum(
        bool(ANSWER_LABEL_PATTERN.match(one.text[:30]))
        or bool(INLINE_ANSWER_PATTERN.search(one.text[:MAX_QUESTION_LENGTH]))
        for one in page.paragraphs
    )
    for place, one in enumerate(page.paragraphs):
        match = QUESTION_LABEL_PATTERN.match(one.text[:40]) or (
            QUESTION_LABEL_PATTERN.match(page.text[one.first.start : one.first.start + 40]) if one.mark else None
        )
        if not match or not (replies or match["number"]) and (match["word"] or "").lower() in ("p", "q"):
            continue
        base = one.start if QUESTION_LABEL_PATTERN.match(one.text[:40]) else one.first.start
        group = "number" if match["number"] else "count"
        number = (
            ExtractedValue(str(int(match[group])), base + match.start(group), base + match.end(group), "printed number")
            if match[group]
            else get_marked_number(one)
        )
        start = base + match.end()
        if start >= one.end and place + 1 < len(page.paragraphs):
            following = page.paragraphs[place + 1]
            start, one = following.start, following
        found.append(build_question_span(page.text, place, number, start, one))
    return found


def get_marked_number(one: Paragraph) -> ExtractedValue | None:
    if not one.mark or one.mark.kind != "number":
        return None
    start = one.first.start + one.first.text.index(one.mark.label)
    return ExtractedValue(str(int(one.mark.label)), start, start + len(one.mark.label), "printed number")


def find_numbered_questions(page: TextPage) -> list[QuestionSpan]:
    """1, 2, 3… in turn, each ending in “?”. A list inside an answer that begins at 1 again is not read
    as questions, even where its entries ask."""
    found: list[QuestionSpan] = []
    inner, inner_asks = 0, False
    for place, one in enumerate(page.paragraphs):
        if not one.mark or one.mark.kind != "number":
            inner = 0 if inner_asks and not one.mark else inner
            continue
        asks = "?" in one.text[:MAX_QUESTION_LENGTH] and find_question_end(one.text) is not None
        expected = len(found) + 1
        deeper = bool(found) and one.indent > page.paragraphs[found[0].paragraph].indent + 1
        in_list = inner and one.mark.number == inner + 1 and (inner_asks or not asks)
        if asks and one.mark.number == expected and not deeper and not in_list:
            found.append(build_question_span(page.text, place, get_marked_number(one), one.start, one))
            inner, inner_asks = 0, False
        elif one.mark.number == 1 or in_list:
            inner, inner_asks = one.mark.number, asks
    return found


def find_heading_questions(page: TextPage) -> list[QuestionSpan]:
    """Lines that end in “?” and are above something that does not."""
    found: list[QuestionSpan] = []
    for place, one in enumerate(page.paragraphs):
        after = page.paragraphs[place + 1] if place + 1 < len(page.paragraphs) else None
        if one.mark and one.mark.kind != "sign" or len(one.text) > 250 or one.text[0] in '“"' or after is None:
            continue
        below = find_question_end(one.text)
        rest = one.text[below:].strip("*_ \n") if below is not None else "no"
        if rest and not (below and one.text[below:].lstrip(" *_").startswith("\n")):
            continue
        if not rest and after.folded.strip("*_").endswith("?") and not after.mark:
            continue
        if one.mark and not one.gap and place and page.paragraphs[place - 1].mark:
            continue
        found.append(build_question_span(page.text, place, None, one.start, one))
    return found


def find_question_end(words: str) -> int | None:
    """The place behind the question: its last “?” on the line of the first; None where none asks."""
    first = words.find("?", 0, MAX_QUESTION_LENGTH)
    if first < 0:
        return None
    line_end = words.find("\n", first)
    line_end = len(words) if line_end < 0 else line_end
    last = words.rfind("?", first, line_end)
    return (last if not words[last + 1 : line_end].strip('*_ ”"’)') else first) + 1


def build_question_span(
    text: str, place: int, number: ExtractedValue | None, start: int, one: Paragraph
) -> QuestionSpan:
    words = text[start : one.end]
    inline = INLINE_ANSWER_PATTERN.search(words[: MAX_QUESTION_LENGTH * 2])
    end = find_question_end(words)
    if inline and (end is None or inline.start() >= end - 1):
        return QuestionSpan(place, number, start, start + inline.start(), start + inline.end())
    end = (
        end
        if end is not None
        else (words + "\n").index("\n")
        if len(one.lines) > 1 and not words.strip()
        else len(words)
    )
    return QuestionSpan(place, number, start, start + end, start + end)
