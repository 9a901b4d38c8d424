"""Finds quotations and their speakers. A quotation that continues after its attribution becomes two passages by one
speaker, because each must be a continuous span of the text. One that continues in the next paragraph is one passage."""

import re
from dataclasses import dataclass

from portal.importer.parser.attribution import find_leading_name, find_speaker_after, find_speaker_before
from portal.importer.parser.datelines import parse_dateline
from portal.importer.parser.paragraphs import Paragraph
from portal.importer.parser.spans import ExtractedValue, extract_words

STATEMENT_PATTERN = re.compile(r"\b(?:statement|remarks?|declaración)\b", re.IGNORECASE)
DATELINE_GAP_PATTERN = re.compile(r"[^\w“\"]*")
"""The characters between the place of a dateline and the first word."""
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
    """Characters inside quotation marks; `first` and `last` are the indexes of the paragraphs that contain it."""

    start: int
    end: int
    first: int
    last: int
    is_closed: bool = True


def find_quotes(text: str, body: list[Paragraph]) -> tuple[list[ParsedQuote], list[str]]:
    """Returns the quotations of the paragraphs in order, and warnings."""
    quotes: list[ParsedQuote] = []
    warnings: list[str] = []
    passages = find_passages(text, body)
    last_speaker, last_place = None, -9
    for place, passage in enumerate(passages):
        before = passages[place - 1] if place and passages[place - 1].last == passage.first else None
        after = passages[place + 1] if place + 1 < len(passages) and passages[place + 1].first == passage.last else None
        floor = before.end + 1 if before else body[passage.first].start
        ceiling = after.start - 1 if after else body[passage.last].end
        speaker, is_ascribed = find_speaker(text, passage, floor, ceiling)
        words = extract_words(text, passage.start, passage.end, "words in quotation marks")
        count = len(words.value.split()) if words else 0
        goes_on = last_place in (passage.first, passage.first - 1) and last_speaker is not None
        alone = is_standalone(text, passage, body)
        if speaker is None and goes_on:
            follows = last_place == passage.first and is_sentence_start(text, passage)
            if is_ascribed or follows or alone or is_resumed(text, passage, before):
                speaker, is_ascribed = last_speaker, True
        if speaker is None and alone and not goes_on:
            speaker = find_statement_speaker(text, passage, body)
        if count < MIN_WORDS - (1 if is_ascribed and text[passage.end - 1 : passage.end] in ",.!?" else 0):
            continue
        if not is_ascribed and not (alone and count >= MIN_UNATTRIBUTED_WORDS):
            continue
        if not passage.is_closed:
            warnings.append(UNCLOSED_QUOTE.format(words.value[:40]))
        quotes.append(ParsedQuote(words, speaker))
        last_speaker, last_place = speaker, passage.last
    return quotes, warnings


def find_statement_speaker(text: str, passage: QuotedPassage, body: list[Paragraph]) -> ExtractedValue | None:
    """Returns the speaker whom the paragraph above names, as in “… released the following statement:”."""
    if not passage.first:
        return None
    above = body[passage.first - 1]
    ends = above.text.rstrip()[-120:]
    if not (ends.endswith(":") and STATEMENT_PATTERN.search(ends)) or "joint" in ends:
        return None
    place = parse_dateline(text, above.start, above.end)
    lead = DATELINE_GAP_PATTERN.match(text, place.place.end if place else above.start, above.end) if place else None
    return find_leading_name(text, lead.end() if lead else above.start, above.end)


def is_standalone(text: str, passage: QuotedPassage, body: list[Paragraph]) -> bool:
    """Returns whether its paragraphs contain only the words in quotation marks."""
    ahead, behind = text[body[passage.first].start : passage.start], text[passage.end : body[passage.last].end]
    return not ahead.strip('“”"«» ') and not behind.strip("“”\"«»’' .")


def find_speaker(text: str, passage: QuotedPassage, floor: int, ceiling: int) -> tuple[ExtractedValue | None, bool]:
    """Returns the speaker named after the words or, if none is named there, before them."""
    speaker, is_ascribed = find_speaker_after(text, passage.end + 1, ceiling)
    ends = text[max(passage.start, passage.end - 1) : passage.end]
    leads = text[max(floor, passage.start - 12) : passage.start].rstrip('“"« \n')
    if speaker and not (leads.endswith((",", ":")) and ends not in ",?!"):
        return speaker, True
    earlier, is_earlier = find_speaker_before(text, floor, max(floor, passage.start - 1))
    if earlier:
        return earlier, True
    return speaker, is_ascribed or is_earlier


def is_resumed(text: str, passage: QuotedPassage, before: QuotedPassage | None) -> bool:
    """Returns whether the passage continues the one before, as in “…,” said the speaker, “and …”: a comma ends the
    passage before, and another is in front of this one."""
    if before is None or text[before.end - 1 : before.end] != ",":
        return False
    return text[before.end + 1 : passage.start - 1].rstrip().endswith(",")


def is_sentence_start(text: str, passage: QuotedPassage) -> bool:
    return text[passage.start : passage.start + 1].isupper()


def find_passages(text: str, body: list[Paragraph]) -> list[QuotedPassage]:
    """Returns the passages in order. Straight marks open and close in turn; an opening mark at the start of the next
    paragraph continues the quotation."""
    passages: list[QuotedPassage] = []
    held: QuotedPassage | None = None
    for place, paragraph in enumerate(body):
        marks = list(QUOTATION_MARK_PATTERN.finditer(text, paragraph.start, paragraph.end))
        begins = bool(marks) and not text[paragraph.start : marks[0].start()].strip("*_ ") and marks[0][0] in '“"«'
        if held and begins:
            held.last, marks = place, marks[1:]
            opened = held
        elif held:
            opened = None
            passages.append(held)
        else:
            opened = None
        held = None
        for mark in marks:
            opened = handle_quotation_mark(text, mark, opened, passages, place, paragraph.end)
        if opened:
            opened.end, opened.is_closed = paragraph.end, False
            held = opened
    return passages + ([held] if held else [])


def handle_quotation_mark(
    text: str, mark: re.Match, opened: QuotedPassage | None, passages: list[QuotedPassage], place: int, end: int
) -> QuotedPassage | None:
    """Returns the passage that is open after the mark. A passage that the mark closes is added to `passages`."""
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
    passages.append(opened)
    return None
