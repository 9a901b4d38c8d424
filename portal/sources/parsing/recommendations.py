"""What a text asks its readers to do: the items of its lists, or the paragraphs behind “the following:”."""

import re

from portal.sources.parsing.paragraphs import Paragraph
from portal.sources.parsing.spans import Found, words_at

CUE = re.compile(
    r"\b(?:recommend|guidance|guideline|should|protocol|steps?|urg|advis|encourag|ask|measures?|must|precaution"
    r"|tips?|requir|follow|direct|instruct|practices?|procedures?|actions?"
    r"|rules?|remind|recomiend|recomendaci|medidas|deben?)\w*\b",
    re.IGNORECASE,
)
NOT_CUE = re.compile(
    r"\b(?:recipients?|awards?|grants? (?:are|were|include)|winners?|projects (?:are|include)|appoint\w+|nominees"
    r"|sponsors|members (?:are|include)|locations? (?:are|include)|schedule)\b",
    re.IGNORECASE,
)
MODAL = re.compile(
    r"\b(?:should|must|shall|may not|do not|are (?:asked|required|requested|urged|encouraged) to|is required to"
    r"|need to|ought to|debe[n]?)\b",
    re.IGNORECASE,
)
ORDINAL = re.compile(
    r"(?:first|second|third|fourth|fifth|sixth|next|finally|lastly|primero|segundo|tercero)(?:ly)?,?\s", re.IGNORECASE
)
FEWEST_COUNTED = 2
SPEECH = re.compile(
    r"(?:The\s+|In\s.{3,40},\s+)?[A-Z]\S*(?:\s+\S+){0,5}?\s+(?:also\s+)?(?:said|says|explained|added|announced"
    r"|stated|noted|emphasized|continued|told|wrote)\b"
)
"""At the beginning of a paragraph: somebody speaks in it."""
IMPERATIVE = re.compile(
    r"(?:do not|don'?t|never|always|please|clean|post|ask|visit|keep|call|refer|use|limit|wash|stay|avoid|wear"
    r"|check|report|contact|review|ensure|provide|make|follow|notify|submit|complete"
    r"|maintain|train|document|verify|require|cancel|close|accept|boil|allow|send|direct|establish|designate"
    r"|display|offer|place|record|remove|update|consider|develop|limpie|lave|use|evite|llame)\b",
    re.IGNORECASE,
)


def recommendations(text: str, body: list[Paragraph], *, is_memo: bool = False) -> list[Found]:
    """Items of the lists that ask for something, nested items with theirs; where no list is, unmarked paragraphs
    behind an announcement of them, as far as they say “should” and nobody speaks."""
    found: list[Found] = []
    for place, run in runs(body):
        intro = body[place - 1] if place else None
        if asks(intro, run, is_memo):
            found += [item for one in merged(run) if (item := words_at(text, one[0].start, one[-1].end, "list item"))]
    return found or unmarked(text, body)


def runs(body: list[Paragraph]) -> list[tuple[int, list[Paragraph]]]:
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


def merged(run: list[Paragraph]) -> list[list[Paragraph]]:
    """Each item of the outermost level with what hangs below it."""
    level = min(one.indent for one in run if one.mark)
    outer = run[0].mark.kind, numbering(run[0])
    made: list[list[Paragraph]] = []
    for one in run:
        deeper = one.mark is None or one.indent > level + 1 or (one.mark.kind, numbering(one)) != outer
        if deeper and made:
            made[-1].append(one)
        else:
            made.append([one])
    return made


def numbering(one: Paragraph) -> str:
    """What tells levels of one list apart: the sign itself, or how the number or letter is set."""
    if not one.mark:
        return ""
    if one.mark.kind == "sign":
        return one.mark.label
    return "upper" if one.mark.label.isupper() else "lower"


def asks(intro: Paragraph | None, run: list[Paragraph], is_memo: bool) -> bool:
    lead = intro.text[-300:] if intro else ""
    if NOT_CUE.search(lead):
        return False
    said = sum(bool(MODAL.search(one.text) or IMPERATIVE.match(one.text)) for one in run)
    if 2 * said >= len(run):
        return True
    return is_memo or (lead.rstrip().endswith(":") and bool(CUE.search(lead)))


def unmarked(text: str, body: list[Paragraph]) -> list[Found]:
    found: list[Found] = []
    for place, intro in enumerate(body):
        if not (intro.text.rstrip().endswith(":") and CUE.search(intro.text[-300:])) or found:
            continue
        for one in body[place + 1 :]:
            asked = MODAL.search(one.text) or IMPERATIVE.match(one.text)
            if one.mark or not asked or SPEECH.match(one.text[:150]) or one.text[0] in '“"':
                break
            found.append(words_at(text, one.start, one.end, "paragraph behind “the following:”"))
    return [one for one in found if one] or counted(text, body)


def counted(text: str, body: list[Paragraph]) -> list[Found]:
    """Paragraphs that count themselves, “First, …”, “Second, …”, as far as they ask for something."""
    kept = [one for one in body if not one.mark and ORDINAL.match(one.text[:20]) and MODAL.search(one.text)]
    found = [words_at(text, one.start, one.end, "paragraph that counts itself") for one in kept]
    return [one for one in found if one] if len(found) >= FEWEST_COUNTED else []
