"""What is above a text: masthead, release line, day, title and subtitle."""

import re
from dataclasses import dataclass, field

from portal.importer.parser.date_parser import DateMention, find_dates
from portal.importer.parser.datelines import Dateline, parse_dateline
from portal.importer.parser.organizations import is_organization_name
from portal.importer.parser.page import TextPage
from portal.importer.parser.paragraphs import LABEL_PATTERN, Paragraph
from portal.importer.parser.posted_dates import parse_date_line
from portal.importer.parser.spans import ExtractedValue, extract_words
from portal.importer.parser.wrapped_headings import join_heading_lines

RELEASE_LINE_PATTERN = re.compile(
    r"[*_\s-]*+(?:(?P<before>.{0,60}?)[\s–—|-]++)?(?:for\s+(?:immediate\s+)?release\b"
    r"|para\s+(?:su\s+)?(?:publicación|divulgación|difusión|distribución)\s+inmediata\b)",
    re.IGNORECASE,
)
SECTION_PATTERN = re.compile(
    r"(?:the\s+)?(?:(?:latest|state|agency|county|city|town|office|department)\s+)?(?:news|press"
    r"|media)\s*(?:releases?|room|advisory|statement|alert)?"
    r"|public statements?|statements?|memorandum|memo|interoffice memorandum"
    r"|(?:(?:official|public|legal) )?notices?|alerts?|announcements?|print version|pdf version|comunicado de prensa"
    r"|(?:consumer|fraud|scam|health|public health|safety|travel|traffic|weather) (?:alerts?|advisory)"
    r"|(?:politics|government|business|education|schools|crime|health|community|sports)"
    r"(?:\s*(?:&|and|/)\s*(?:government|politics|safety|courts|education|schools|law))?"
    r"|blog|opinion|local|politics|local news|archives?"
    r"|(?:lieutenant )?governor|mayor|(?:deputy )?commissioner|(?:executive )?director|attorney general|superintendent"
    r"|comptroller|treasurer|first selectman|secretary",
    re.IGNORECASE,
)
MASTHEAD_PATTERN = re.compile(
    r"(?:(?:a )?(?:news|press|media|information) ?(?:release|statement|advisory|bulletin)? ?(?:from|by"
    r"|of)\s+(?:the\s+)?)(?P<body>.{4,100})",
    re.IGNORECASE,
)
POSTAL_ADDRESS_PATTERN = re.compile(
    r"\d{1,5}\s+\w.*\b(?:street|avenue|road|boulevard|st|ave|rd|blvd|drive|plaza|square|floor|suite)\b"
    r"|.*\b[A-Z]{2}\s+\d{5}\b|(?:p\.?o\.? box)",
    re.IGNORECASE,
)
END_MARK_PATTERN = re.compile(
    r"(?:#\s?){1,5}$|[-–—]\s?(?:30|0|end|xxx)\s?[-–—]$|\(?end\)?$|xxx$|\*\s?\*\s?\*$", re.IGNORECASE
)
PHOTO_CREDIT_PATTERN = re.compile(
    r"\bfile photo\b|\bphoto(?:graph)?\s*(?:by|credit|courtesy|:|\))|\bcredit\s*:|\bcourtesy (?:of|photo)"
    r"|\((?:photo|ap photo|image)\b|^(?:photo|image|caption)\s*[:–-]|\billustration\b\)?$|/\s?(?:AP|staff)\)?$",
    re.IGNORECASE,
)
REPRINT_PATTERN = re.compile(r"re-?(?:printed|posted|published) (?:from|with)\b[^.]{0,120}:$", re.IGNORECASE)
BYLINE_PATTERN = re.compile(
    r"(?:story\s+|text\s+|posted\s+|written\s+|reported\s+)?(?:by"
    r"|por)\s*:?\s+(?!(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:the|an?|using|order|mail|phone|law)\b)(?P<name>[A-ZÁÉÍÓÚÑ][\w.'’-]*(?:\s+(?:de\s+|van\s+"
    r"|von\s+)?[A-ZÁÉÍÓÚÑ][\w.'’-]*){0,4}(?:\s+and\s+[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,3})?)"
    r"\s*(?:$|[,|•·/–—-]|\son\s)",
    re.IGNORECASE,
)
TIMESTAMP_PATTERN = re.compile(r"(?:first |last )?(?:published|posted|updated|modified|revised)\b", re.IGNORECASE)
MAX_HEADING_LENGTH = 260
MAX_LETTERHEAD_WORDS = 3
"""Words of a line above the release line that is a name, when a heading of more words is below it."""
MAX_HEAD_PARAGRAPHS = 40


@dataclass
class DocumentHead:
    """`body` is the place among the paragraphs where the text itself begins."""

    body: int
    dateline: Dateline | None = None
    title: ExtractedValue | None = None
    subtitle: ExtractedValue | None = None
    masthead: list[ExtractedValue] = field(default_factory=list)
    sections: list[ExtractedValue] = field(default_factory=list)
    dates: list[tuple[DateMention, str]] = field(default_factory=list)
    byline: ExtractedValue | None = None


def parse_head(page: TextPage, taken: set[int]) -> DocumentHead:
    """`taken` holds the starts of lines that belong to contacts or attachments, and so to no heading."""
    head = DocumentHead(*find_body_start(page, taken))
    titles: list[Paragraph] = []
    released = 0
    for one in page.paragraphs[: head.body]:
        if is_release_line(one.folded):
            released = len(titles)
            continue
        if one.first.start in taken or END_MARK_PATTERN.match(one.folded[:12]):
            continue
        if day := parse_date_line(page.text, one.first.start, one.end):
            head.dates.append(day)
        else:
            add_head_line(page.text, one, head, titles)
    if MAX_LETTERHEAD_WORDS < len(titles) - released or any(
        len(one.folded.split()) > MAX_LETTERHEAD_WORDS for one in titles[released:]
    ):
        titles = [one for one in titles[:released] if len(one.folded.split()) > MAX_LETTERHEAD_WORDS] + titles[
            released:
        ]
    set_titles(page.text, titles, head)
    if head.dateline:
        head.subtitle = find_subtitle_sentence(page, head, taken) or head.subtitle
    return head


def find_subtitle_sentence(page: TextPage, head: DocumentHead, taken: set[int]) -> ExtractedValue | None:
    """A whole sentence right below the title, above the text with its dateline."""
    above = [one for one in page.paragraphs[: head.body] if head.title and one.start >= head.title.end]
    one = next((one for one in above if one.first.start not in taken), None)
    if one is None or one.mark or not is_prose(one) or len(one.folded) > MAX_HEADING_LENGTH:
        return None
    if BYLINE_PATTERN.match(one.text[:150]) or TIMESTAMP_PATTERN.match(one.text[:40]) or one.text[0] in '“"':
        return None
    return extract_words(page.text, one.start, one.end, "sentence below the title", drop="*_")


def add_head_line(text: str, one: Paragraph, head: DocumentHead, titles: list[Paragraph]) -> None:
    words = one.folded
    if match := BYLINE_PATTERN.match(words[:150]):
        head.byline = head.byline or parse_byline(text, one, match)
    elif SECTION_PATTERN.fullmatch(words.strip("*_# ")):
        head.sections += [extract_words(text, one.first.start, one.end)]
    elif match := MASTHEAD_PATTERN.fullmatch(words.rstrip(":*_ ")):
        place = text.find(match["body"].split()[0], one.start + words.find(match["body"]) // 2, one.end)
        head.masthead += (
            [found] if (found := extract_words(text, place, one.end, "masthead", drop=":*_ ")) and place >= 0 else []
        )
    elif is_organization_name(words) and not (
        titles and one.gap == 0 and titles[-1].end + 2 >= one.start and not titles[-1].text.isupper()
    ):
        head.masthead += [extract_words(text, one.start, one.end, "masthead", drop="*_ ")]
    elif is_heading(one):
        titles.append(one)


def parse_byline(text: str, one: Paragraph, match: re.Match) -> ExtractedValue | None:
    start = text.find(match["name"].split()[0], one.first.start, one.end)
    last = match["name"].split()[-1]
    end = text.find(last, start, one.end) + len(last)
    return extract_words(text, start, end, "byline") if start >= 0 else None


def find_body_start(page: TextPage, taken: set[int]) -> tuple[int, Dateline | None]:
    """The place of the paragraph with the dateline, or of the first of prose; behind all where neither is."""
    prose = None
    for place, one in enumerate(page.paragraphs[: MAX_HEAD_PARAGRAPHS * 3]):
        if one.first.start in taken or is_release_line(one.folded[:120]):
            continue
        if not one.mark and (found := parse_dateline(page.text, one.start, one.end)):
            return (place, found) if prose is None or place - prose <= 3 else (prose, None)
        if prose is None and (is_prose(one) or one.mark and place):
            prose = place
    return (prose if prose is not None else len(page.paragraphs)), None


def is_prose(one: Paragraph) -> bool:
    words = one.folded
    if (
        one.mark
        or LABEL_PATTERN.match(words)
        or REPRINT_PATTERN.match(words)
        or PHOTO_CREDIT_PATTERN.search(words[-200:])
        or is_address_or_release_line(words)
    ):
        return False
    count = len(words.split())
    if words[-1] in '.”"’)' and words[-2:] not in ("..",) and (count >= 9 or words[0] in '“"' and count >= 4):
        return not words.isupper() or count > 40
    return count > 38 or words[-1] == ":" and count >= 5


def is_address_or_release_line(words: str) -> bool:
    """An address, a number, a release line: no sentence though it may be long."""
    return is_release_line(words[:120]) or bool(POSTAL_ADDRESS_PATTERN.match(words[:120])) and len(words) < 120


def is_release_line(words: str) -> bool:
    return bool(RELEASE_LINE_PATTERN.match(words[:120])) and len(words) < 220


def is_heading(one: Paragraph) -> bool:
    words = one.folded
    if (
        one.mark
        or not 3 <= len(words) <= MAX_HEADING_LENGTH
        or not any(c.isalpha() for c in words)
        or END_MARK_PATTERN.match(words[:12])
        or TIMESTAMP_PATTERN.match(words)
        and any(one.isdigit() for one in words)
    ):
        return False
    if words[-1] in ".;," and len(words.split()) > 3 and not words.isupper() or PHOTO_CREDIT_PATTERN.search(words):
        return False
    return not (
        POSTAL_ADDRESS_PATTERN.match(words[:120])
        or "@" in words
        or words.lower().startswith(("http", "www."))
        or LABEL_PATTERN.match(words)
        and not re.match(r"(?i)to |from ", words)
    ) and not is_release_line(words)


def set_titles(text: str, titles: list[Paragraph], head: DocumentHead) -> None:
    """The title is the first heading that is not repeated in full capitals, the subtitle the next other one."""
    joined = join_heading_lines(titles)
    if not joined:
        if len(head.masthead) > 1 and head.dateline is None:
            head.title = head.masthead.pop()
        return
    start, end = joined[0]
    head.title = extract_words(text, start, end, "heading", drop="*_# ")
    for start, end in joined[1:]:
        words = extract_words(text, start, end, "heading below the title", drop="*_# –—-")
        if words and head.title and words.value.casefold() != head.title.value.casefold():
            head.subtitle = words
            break


def find_release_dates(page: TextPage) -> list[DateMention]:
    """The days named on the lines “For Immediate Release”."""
    return [
        day
        for one in page.paragraphs
        if is_release_line(one.folded)
        for day in find_dates(page.text, one.first.start, one.end)
    ]
