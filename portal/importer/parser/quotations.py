"""Quotations and their speakers. One that goes on behind its attribution is two passages by one speaker, so
that each is a stretch of the text; one that goes on in the next paragraph is one."""

import re
from dataclasses import dataclass

from portal.importer.parser.attribution import find_leading_name, find_speaker_after, find_speaker_before
from portal.importer.parser.datelines import parse_dateline
from portal.importer.parser.paragraphs import Paragraph
from portal.importer.parser.spans import ExtractedValue, extract_words

STATEMENT_PATTERN = re.compile(r"\b(?:statement|remarks?|declaración)\b", re.IGNORECASE)
DATELINE_GAP_PATTERN = re.compile(r"[^\w“\"]*")
"""What is between a dateline’s place and the first word."""
QUOTATION_MARK_PATTERN = re.compile('[“”"«»]')
UNCLOSED_QUOTE = "A quotation is not closed: “{}…”."
MIN_WORDS = 3
MIN_UNATTRIBUTED_WORDS = 8


@dataclass
class ParsedQuote:
    text: ExtractedValue
    speaker: ExtractedValue | None


@dataclass
class QuotedPassage:
    """Characters inside quotation marks; `first` and `last` are the places of the paragraphs it is in."""

    start: int
    end: int
    first: int
    last: int
    is_closed: bool = True


def find_quotes(text: str, body: list[Paragraph]) -> tuple[list[ParsedQuote], list[str]]:
    """The quotations of the paragraphs in order, and warnings."""
    made: list[ParsedQuote] = []
    warnings: list[str] = []
    passages = find_passages(text, body)
    last_speaker, last_place = None, -9
    for place, one in enumerate(passages):
        before = passages[place - 1] if place and passages[place - 1].last == one.first else None
        after = passages[place + 1] if place + 1 < len(passages) and passages[place + 1].first == one.last else None
        floor = before.end + 1 if before else body[one.first].start
        ceiling = after.start - 1 if after else body[one.last].end
        speaker, is_ascribed = find_speaker(text, one, floor, ceiling)
        words = extract_words(text, one.start, one.end, "words in quotation marks")
        count = len(words.value.split()) if words else 0
        goes_on = last_place in (one.first, one.first - 1) and last_speaker is not None
        alone = is_standalone(text, one, body)
        if speaker is None and goes_on:
            follows = last_place == one.first and is_sentence_start(text, one)
            if is_ascribed or follows or alone or is_resumed(text, one, before):
                speaker, is_ascribed = last_speaker, True
        if speaker is None and alone and not goes_on:
            speaker = find_statement_speaker(text, one, body)
        if count < MIN_WORDS - (1 if is_ascribed and text[one.end - 1 : one.end] in ",.!?" else 0):
            continue
        if not is_ascribed and not (alone and count >= MIN_UNATTRIBUTED_WORDS):
            continue
        if not one.is_closed:
            warnings.append(UNCLOSED_QUOTE.format(words.value[:40]))
        made.append(ParsedQuote(words, speaker))
        last_speaker, last_place = speaker, one.last
    return made, warnings


def find_statement_speaker(text: str, one: QuotedPassage, body: list[Paragraph]) -> ExtractedValue | None:
    """Anyone who the paragraph above says “released the following statement:” of."""
    if not one.first:
        return None
    above = body[one.first - 1]
    ends = above.text.rstrip()[-120:]
    if not (ends.endswith(":") and STATEMENT_PATTERN.search(ends)) or "joint" in ends:
        return None
    place = parse_dateline(text, above.start, above.end)
    lead = DATELINE_GAP_PATTERN.match(text, place.place.end if place else above.start, above.end) if place else None
    return find_leading_name(text, lead.end() if lead else above.start, above.end)


def is_standalone(text: str, one: QuotedPassage, body: list[Paragraph]) -> bool:
    """Whether its paragraphs hold nothing beside the words in quotation marks."""
    ahead, behind = text[body[one.first].start : one.start], text[one.end : body[one.last].end]
    return not ahead.strip('“”"«» ') and not behind.strip("“”\"«»’' .")


def find_speaker(text: str, one: QuotedPassage, floor: int, ceiling: int) -> tuple[ExtractedValue | None, bool]:
    """The speaker by the words behind or, unless those name one, by the words in front."""
    speaker, is_ascribed = find_speaker_after(text, one.end + 1, ceiling)
    ends = text[max(one.start, one.end - 1) : one.end]
    leads = text[max(floor, one.start - 12) : one.start].rstrip('“"« \n')
    if speaker and not (leads.endswith((",", ":")) and ends not in ",?!"):
        return speaker, True
    earlier, is_earlier = find_speaker_before(text, floor, max(floor, one.start - 1))
    if earlier:
        return earlier, True
    return speaker, is_ascribed or is_earlier


def is_resumed(text: str, one: QuotedPassage, before: QuotedPassage | None) -> bool:
    """“…,” said the speaker, “and …”: a comma ends the passage before, and another is in front of this one."""
    if before is None or text[before.end - 1 : before.end] != ",":
        return False
    return text[before.end + 1 : one.start - 1].rstrip().endswith(",")


def is_sentence_start(text: str, one: QuotedPassage) -> bool:
    return text[one.start : one.start + 1].isupper()


def find_passages(text: str, body: list[Paragraph]) -> list[QuotedPassage]:
    """Straight marks open and close in turn; an opening mark at the head of the next paragraph carries on."""
    made: list[QuotedPassage] = []
    held: QuotedPassage | None = None
    for place, paragraph in enumerate(body):
        marks = list(QUOTATION_MARK_PATTERN.finditer(text, paragraph.start, paragraph.end))
        begins = bool(marks) and not text[paragraph.start : marks[0].start()].strip("*_ ") and marks[0][0] in '“"«'
        if held and begins:
            held.last, marks = place, marks[1:]
            opened = held
        elif held:
            opened = None
            made.append(held)
        else:
            opened = None
        held = None
        for mark in marks:
            opened = handle_quotation_mark(text, mark, opened, made, place, paragraph.end)
        if opened:
            opened.end, opened.is_closed = paragraph.end, False
            held = opened
    return made + ([held] if held else [])


def handle_quotation_mark(
    text: str, mark: re.Match, opened: QuotedPassage | None, made: list[QuotedPassage], place: int, end: int
) -> QuotedPassage | None:
    """What is open behind the mark; a passage that it closes is added to `made`."""
    at = mark.start()
    following = text[at + 1 : at + 2]
    if opened is None:
        is_inch = mark[0] == '"' and text[at - 1 : at].isdigit()
        if mark[0] in "”»" or is_inch or not following.strip() or at + 1 >= end:
            return None
        return QuotedPassage(at + 1, at + 1, place, place)
    if mark[0] in "“«":
        return opened
    opened.end, opened.last, opened.is_closed = at, place, True
    made.append(opened)
    return None
