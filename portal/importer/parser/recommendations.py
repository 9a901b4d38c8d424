"""Finds what a text asks its readers to do: the items of its lists, or the paragraphs after “the following:”."""

import re

from portal.importer.parser.paragraphs import Paragraph
from portal.importer.parser.spans import ExtractedValue, extract_words

CUE_PATTERN = re.compile(
    r"\b(?:recommend|guidance|guideline|should|protocol|steps?|urg|advis|encourag|ask|measures?|must|precaution"
    r"|tips?|requir|follow|direct|instruct|practices?|procedures?|actions?"
    r"|rules?|remind|recomiend|recomendaci|medidas|deben?)\w*\b",
    re.IGNORECASE,
)
NON_CUE_PATTERN = re.compile(
    r"\b(?:recipients?|awards?|grants? (?:are|were|include)|winners?|projects (?:are|include)|appoint\w+|nominees"
    r"|sponsors|members (?:are|include)|locations? (?:are|include)|schedule)\b",
    re.IGNORECASE,
)
MODAL_PATTERN = re.compile(
    r"\b(?:should|must|shall|may not|do not|are (?:asked|required|requested|urged|encouraged) to|is required to"
    r"|need to|ought to|debe[n]?)\b",
    re.IGNORECASE,
)
ORDINAL_PATTERN = re.compile(
    r"(?:first|second|third|fourth|fifth|sixth|next|finally|lastly|primero|segundo|tercero)(?:ly)?,?\s", re.IGNORECASE
)
MIN_COUNTED = 2
SPEECH_PATTERN = re.compile(
    r"(?:The\s+|In\s.{3,40},\s+)?[A-Z]\S*(?:\s+\S+){0,5}?\s+(?:also\s+)?(?:said|says|explained|added|announced"
    r"|stated|noted|emphasized|continued|told|wrote)\b"
)
"""The beginning of a paragraph in which somebody speaks."""
IMPERATIVE_PATTERN = re.compile(
    r"(?:do not|don'?t|never|always|please|clean|post|ask|visit|keep|call|refer|use|limit|wash|stay|avoid|wear"
    r"|check|report|contact|review|ensure|provide|make|follow|notify|submit|complete"
    r"|maintain|train|document|verify|require|cancel|close|accept|boil|allow|send|direct|establish|designate"
    r"|display|offer|place|record|remove|update|consider|develop|limpie|lave|use|evite|llame)\b",
    re.IGNORECASE,
)


def find_recommendations(text: str, body: list[Paragraph], *, is_memo: bool = False) -> list[ExtractedValue]:
    """Returns the items of lists that ask for something, with their nested items. Without such a list, returns unmarked
    paragraphs after their announcement, as long as they say “should” or the like and nobody speaks in them."""
    recommendations: list[ExtractedValue] = []
    for place, run in find_lists(body):
        intro = body[place - 1] if place else None
        if is_recommendation_list(intro, run, is_memo):
            recommendations += [
                item
                for item_paragraphs in merge_nested_items(run)
                if (item := extract_words(text, item_paragraphs[0].start, item_paragraphs[-1].end, "list item"))
            ]
    return recommendations or find_unmarked_recommendations(text, body)


def find_lists(body: list[Paragraph]) -> list[tuple[int, list[Paragraph]]]:
    """Returns the lists of the text, each with the index of its first item. Unmarked deeper paragraphs belong to their
    item."""
    lists: list[tuple[int, list[Paragraph]]] = []
    for place, paragraph in enumerate(body):
        goes_on = bool(lists) and lists[-1][0] + len(lists[-1][1]) == place
        if paragraph.mark and goes_on:
            lists[-1][1].append(paragraph)
        elif paragraph.mark:
            lists.append((place, [paragraph]))
        elif (
            goes_on
            and paragraph.indent > lists[-1][1][-1].indent
            and paragraph.gap <= 1
            and not paragraph.text.startswith(("“", '"'))
        ):
            lists[-1][1].append(paragraph)
    return lists


def merge_nested_items(run: list[Paragraph]) -> list[list[Paragraph]]:
    """Groups each item of the outermost level with the paragraphs nested below it."""
    level = min(paragraph.indent for paragraph in run if paragraph.mark)
    outer = run[0].mark.kind, get_numbering_style(run[0])
    items: list[list[Paragraph]] = []
    for paragraph in run:
        deeper = (
            paragraph.mark is None
            or paragraph.indent > level + 1
            or (paragraph.mark.kind, get_numbering_style(paragraph)) != outer
        )
        if deeper and items:
            items[-1].append(paragraph)
        else:
            items.append([paragraph])
    return items


def get_numbering_style(paragraph: Paragraph) -> str:
    """Returns what distinguishes the levels of a list: the sign itself, or the case of the number or letter."""
    if not paragraph.mark:
        return ""
    if paragraph.mark.kind == "sign":
        return paragraph.mark.label
    return "upper" if paragraph.mark.label.isupper() else "lower"


def is_recommendation_list(intro: Paragraph | None, run: list[Paragraph], is_memo: bool) -> bool:
    lead = intro.text[-300:] if intro else ""
    if NON_CUE_PATTERN.search(lead):
        return False
    requests = sum(
        bool(MODAL_PATTERN.search(paragraph.text) or IMPERATIVE_PATTERN.match(paragraph.text)) for paragraph in run
    )
    if 2 * requests >= len(run):
        return True
    return is_memo or (lead.rstrip().endswith(":") and bool(CUE_PATTERN.search(lead)))


def find_unmarked_recommendations(text: str, body: list[Paragraph]) -> list[ExtractedValue]:
    recommendations: list[ExtractedValue] = []
    for place, intro in enumerate(body):
        if not (intro.text.rstrip().endswith(":") and CUE_PATTERN.search(intro.text[-300:])) or recommendations:
            continue
        for paragraph in body[place + 1 :]:
            request = MODAL_PATTERN.search(paragraph.text) or IMPERATIVE_PATTERN.match(paragraph.text)
            if paragraph.mark or not request or SPEECH_PATTERN.match(paragraph.text[:150]) or paragraph.text[0] in '“"':
                break
            recommendations.append(
                extract_words(text, paragraph.start, paragraph.end, "paragraph after “the following:”")
            )
    return [recommendation for recommendation in recommendations if recommendation] or find_counted_recommendations(
        text, body
    )


def find_counted_recommendations(text: str, body: list[Paragraph]) -> list[ExtractedValue]:
    """Returns paragraphs that number themselves (“First, …”, “Second, …”) and ask for something."""
    kept = [
        paragraph
        for paragraph in body
        if not paragraph.mark and ORDINAL_PATTERN.match(paragraph.text[:20]) and MODAL_PATTERN.search(paragraph.text)
    ]
    recommendations = [
        extract_words(text, paragraph.start, paragraph.end, "paragraph that numbers itself") for paragraph in kept
    ]
    return (
        [recommendation for recommendation in recommendations if recommendation]
        if len(recommendations) >= MIN_COUNTED
        else []
    )
