"""Finds where the questions of a text begin: labeled, numbered, or as headings of their own."""

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
    """A question at start to end; `paragraph` is its index in the page, and its answer begins at `answer`."""

    paragraph: int
    number: ExtractedValue | None
    start: int
    end: int
    answer: int


def find_questions(page: TextPage) -> list[QuestionSpan]:
    """Returns questions in order, by the first form with at least two: labels, then numbers, then headings."""
    for find_by_form in (find_labeled_questions, find_numbered_questions, find_heading_questions):
        questions = find_by_form(page)
        if len(questions) >= 2:
            return questions
    return []


def find_labeled_questions(page: TextPage) -> list[QuestionSpan]:
    questions: list[QuestionSpan] = []
    replies = sum(
        bool(ANSWER_LABEL_PATTERN.match(paragraph.text[:30]))
        or bool(INLINE_ANSWER_PATTERN.search(paragraph.text[:MAX_QUESTION_LENGTH]))
        for paragraph in page.paragraphs
    )
    for place, paragraph in enumerate(page.paragraphs):
        match = QUESTION_LABEL_PATTERN.match(paragraph.text[:40]) or (
            QUESTION_LABEL_PATTERN.match(page.text[paragraph.first.start : paragraph.first.start + 40])
            if paragraph.mark
            else None
        )
        if not match or not (replies or match["number"]) and (match["word"] or "").lower() in ("p", "q"):
            continue
        base = paragraph.start if QUESTION_LABEL_PATTERN.match(paragraph.text[:40]) else paragraph.first.start
        group = "number" if match["number"] else "count"
        number = (
            ExtractedValue(str(int(match[group])), base + match.start(group), base + match.end(group), "printed number")
            if match[group]
            else get_marked_number(paragraph)
        )
        start = base + match.end()
        if start >= paragraph.end and place + 1 < len(page.paragraphs):
            following = page.paragraphs[place + 1]
            start, paragraph = following.start, following
        questions.append(build_question_span(page.text, place, number, start, paragraph))
    return questions


def get_marked_number(paragraph: Paragraph) -> ExtractedValue | None:
    if not paragraph.mark or paragraph.mark.kind != "number":
        return None
    start = paragraph.first.start + paragraph.first.text.index(paragraph.mark.label)
    return ExtractedValue(str(int(paragraph.mark.label)), start, start + len(paragraph.mark.label), "printed number")


def find_numbered_questions(page: TextPage) -> list[QuestionSpan]:
    """Finds questions numbered 1, 2, 3… in turn, each with “?” at the end. A list inside an answer that begins at 1
    again is not read as questions, even if its entries are questions."""
    questions: list[QuestionSpan] = []
    inner, inner_asks = 0, False
    for place, paragraph in enumerate(page.paragraphs):
        if not paragraph.mark or paragraph.mark.kind != "number":
            inner = 0 if inner_asks and not paragraph.mark else inner
            continue
        asks = "?" in paragraph.text[:MAX_QUESTION_LENGTH] and find_question_end(paragraph.text) is not None
        expected = len(questions) + 1
        deeper = bool(questions) and paragraph.indent > page.paragraphs[questions[0].paragraph].indent + 1
        in_list = inner and paragraph.mark.number == inner + 1 and (inner_asks or not asks)
        if asks and paragraph.mark.number == expected and not deeper and not in_list:
            questions.append(
                build_question_span(page.text, place, get_marked_number(paragraph), paragraph.start, paragraph)
            )
            inner, inner_asks = 0, False
        elif paragraph.mark.number == 1 or in_list:
            inner, inner_asks = paragraph.mark.number, asks
    return questions


def find_heading_questions(page: TextPage) -> list[QuestionSpan]:
    """Finds lines that end in “?” and are above a line that does not."""
    questions: list[QuestionSpan] = []
    for place, paragraph in enumerate(page.paragraphs):
        after = page.paragraphs[place + 1] if place + 1 < len(page.paragraphs) else None
        if (
            paragraph.mark
            and paragraph.mark.kind != "sign"
            or len(paragraph.text) > 250
            or paragraph.text[0] in '“"'
            or after is None
        ):
            continue
        below = find_question_end(paragraph.text)
        rest = paragraph.text[below:].strip("*_ \n") if below is not None else "no"
        if rest and not (below and paragraph.text[below:].lstrip(" *_").startswith("\n")):
            continue
        if not rest and after.folded.strip("*_").endswith("?") and not after.mark:
            continue
        if paragraph.mark and not paragraph.gap and place and page.paragraphs[place - 1].mark:
            continue
        questions.append(build_question_span(page.text, place, None, paragraph.start, paragraph))
    return questions


def find_question_end(words: str) -> int | None:
    """Returns the place after the question: after the last “?” on the line of the first one, or None if there is
    none."""
    first = words.find("?", 0, MAX_QUESTION_LENGTH)
    if first < 0:
        return None
    line_end = words.find("\n", first)
    line_end = len(words) if line_end < 0 else line_end
    last = words.rfind("?", first, line_end)
    return (last if not words[last + 1 : line_end].strip('*_ ”"’)') else first) + 1


def build_question_span(
    text: str, place: int, number: ExtractedValue | None, start: int, paragraph: Paragraph
) -> QuestionSpan:
    words = text[start : paragraph.end]
    inline = INLINE_ANSWER_PATTERN.search(words[: MAX_QUESTION_LENGTH * 2])
    end = find_question_end(words)
    if inline and (end is None or inline.start() >= end - 1):
        return QuestionSpan(place, number, start, start + inline.start(), start + inline.end())
    end = (
        end
        if end is not None
        else (words + "\n").index("\n")
        if len(paragraph.lines) > 1 and not words.strip()
        else len(words)
    )
    return QuestionSpan(place, number, start, start + end, start + end)
