"""What a text asks its readers to do: the items of its lists, or the paragraphs behind “the following:”."""

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
"""At the beginning of a paragraph: somebody speaks in it."""
IMPERATIVE_PATTERN = re.compile(
    r"(?:do not|don'?t|never|always|please|clean|post|ask|visit|keep|call|refer|use|limit|wash|stay|avoid|wear"
    r"|check|report|contact|review|ensure|provide|make|follow|notify|submit|complete"
    r"|maintain|train|document|verify|require|cancel|close|accept|boil|allow|send|direct|establish|designate"
    r"|display|offer|place|record|remove|update|consider|develop|limpie|lave|use|evite|llame)\b",
    re.IGNORECASE,
)


def find_recommendations(text: str, body: list[Paragraph], *, is_memo: bool = False) -> list[ExtractedValue]:
    """Items of the lists that ask for something, nested items with theirs; where no list is, unmarked paragraphs
    behind an announcement of them, as far as they say “should” and nobody speaks."""
    found: list[ExtractedValue] = []
    for place, run in find_lists(body):
        intro = body[place - 1] if place else None
        if is_recommendation_list(intro, run, is_memo):
            found += [
                item
                for one in merge_nested_items(run)
                if (item := extract_words(text, one[0].start, one[-1].end, "list item"))
            ]
    return found or find_unmarked_recommendations(text, body)


def find_lists(body: list[Paragraph]) -> list[tuple[int, list[Paragraph]]]:
    """The lists of the text: each with the place of its first item. Unmarked deeper paragraphs go with their item."""
    made: list[tuple[int, list[Paragraph]]] = []
    for place, one in enumerate(body):
        goes_on = bool(made) and made[-1][0] + len(made[-1][1]) == place
        if one.mark and goes_on:
            made[-1][1].append(one)
        elif one.mark:
            made.append((place, [one]))
        elif goes_on and one.indent > made[-1][1][-1].indent and one.gap <= 1 and not one.text.startswith(("“", '"')):
            made[-1][1].append(one)
    return made


def merge_nested_items(run: list[Paragraph]) -> list[list[Paragraph]]:
    """Each item of the outermost level with what hangs below it."""
    level = min(one.indent for one in run if one.mark)
    outer = run[0].mark.kind, get_numbering_style(run[0])
    made: list[list[Paragraph]] = []
    for one in run:
        deeper = one.mark is None or one.indent > level + 1 or (one.mark.kind, get_numbering_style(one)) != outer
        if deeper and made:
            made[-1].append(one)
        else:
            made.append([one])
    return made


def get_numbering_style(one: Paragraph) -> str:
    """What tells levels of one list apart: the sign itself, or how the number or letter is set."""
    if not one.mark:
        return ""
    if one.mark.kind == "sign":
        return one.mark.label
    return "upper" if one.mark.label.isupper() else "lower"


def is_recommendation_list(intro: Paragraph | None, run: list[Paragraph], is_memo: bool) -> bool:
    lead = intro.text[-300:] if intro else ""
    if NON_CUE_PATTERN.search(lead):
        return False
    said = sum(bool(MODAL_PATTERN.search(one.text) or IMPERATIVE_PATTERN.match(one.text)) for one in run)
    if 2 * said >= len(run):
        return True
    return is_memo or (lead.rstrip().endswith(":") and bool(CUE_PATTERN.search(lead)))


def find_unmarked_recommendations(text: str, body: list[Paragraph]) -> list[ExtractedValue]:
    found: list[ExtractedValue] = []
    for place, intro in enumerate(body):
        if not (intro.text.rstrip().endswith(":") and CUE_PATTERN.search(intro.text[-300:])) or found:
            continue
        for one in body[place + 1 :]:
            asked = MODAL_PATTERN.search(one.text) or IMPERATIVE_PATTERN.match(one.text)
            if one.mark or not asked or SPEECH_PATTERN.match(one.text[:150]) or one.text[0] in '“"':
                break
            found.append(extract_words(text, one.start, one.end, "paragraph behind “the following:”"))
    return [one for one in found if one] or find_counted_recommendations(text, body)


def find_counted_recommendations(text: str, body: list[Paragraph]) -> list[ExtractedValue]:
    """Paragraphs that count themselves, “First, …”, “Second, …”, as far as they ask for something."""
    kept = [
        one for one in body if not one.mark and ORDINAL_PATTERN.match(one.text[:20]) and MODAL_PATTERN.search(one.text)
    ]
    found = [extract_words(text, one.start, one.end, "paragraph that counts itself") for one in kept]
    return [one for one in found if one] if len(found) >= MIN_COUNTED else []
