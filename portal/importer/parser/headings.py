"""Reads the head of a text: masthead, release line, date, title and subtitle."""

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
"""Most words of a line above the release line that counts as a name, if a longer heading is below it."""
MAX_HEAD_PARAGRAPHS = 40


@dataclass
class DocumentHead:
    """`body` is the index of the paragraph at which the text itself begins."""

    body: int
    dateline: Dateline | None = None
    title: ExtractedValue | None = None
    subtitle: ExtractedValue | None = None
    masthead: list[ExtractedValue] = field(default_factory=list)
    sections: list[ExtractedValue] = field(default_factory=list)
    dates: list[tuple[DateMention, str]] = field(default_factory=list)
    byline: ExtractedValue | None = None


def parse_head(page: TextPage, taken: set[int]) -> DocumentHead:
    """Reads the head of a text. `taken` has the starts of lines that belong to contacts or attachments, and so to no
    heading."""
    head = DocumentHead(*find_body_start(page, taken))
    titles: list[Paragraph] = []
    released = 0
    for paragraph in page.paragraphs[: head.body]:
        if is_release_line(paragraph.folded):
            released = len(titles)
            continue
        if paragraph.first.start in taken or END_MARK_PATTERN.match(paragraph.folded[:12]):
            continue
        if day := parse_date_line(page.text, paragraph.first.start, paragraph.end):
            head.dates.append(day)
        else:
            add_head_line(page.text, paragraph, head, titles)
    if MAX_LETTERHEAD_WORDS < len(titles) - released or any(
        len(paragraph.folded.split()) > MAX_LETTERHEAD_WORDS for paragraph in titles[released:]
    ):
        titles = [
            paragraph for paragraph in titles[:released] if len(paragraph.folded.split()) > MAX_LETTERHEAD_WORDS
        ] + titles[released:]
    set_titles(page.text, titles, head)
    if head.dateline:
        head.subtitle = find_subtitle_sentence(page, head, taken) or head.subtitle
    return head


def find_subtitle_sentence(page: TextPage, head: DocumentHead, taken: set[int]) -> ExtractedValue | None:
    """Returns a whole sentence right below the title, above the text with its dateline."""
    above = [
        paragraph for paragraph in page.paragraphs[: head.body] if head.title and paragraph.start >= head.title.end
    ]
    candidate = next((paragraph for paragraph in above if paragraph.first.start not in taken), None)
    if candidate is None or candidate.mark or not is_prose(candidate) or len(candidate.folded) > MAX_HEADING_LENGTH:
        return None
    if (
        BYLINE_PATTERN.match(candidate.text[:150])
        or TIMESTAMP_PATTERN.match(candidate.text[:40])
        or candidate.text[0] in '“"'
    ):
        return None
    return extract_words(page.text, candidate.start, candidate.end, "sentence below the title", drop="*_")


def add_head_line(text: str, paragraph: Paragraph, head: DocumentHead, titles: list[Paragraph]) -> None:
    words = paragraph.folded
    if match := BYLINE_PATTERN.match(words[:150]):
        head.byline = head.byline or parse_byline(text, paragraph, match)
    elif SECTION_PATTERN.fullmatch(words.strip("*_# ")):
        head.sections += [extract_words(text, paragraph.first.start, paragraph.end)]
    elif match := MASTHEAD_PATTERN.fullmatch(words.rstrip(":*_ ")):
        place = text.find(match["body"].split()[0], paragraph.start + words.find(match["body"]) // 2, paragraph.end)
        head.masthead += (
            [name]
            if (name := extract_words(text, place, paragraph.end, "masthead", drop=":*_ ")) and place >= 0
            else []
        )
    elif is_organization_name(words) and not (
        titles and paragraph.gap == 0 and titles[-1].end + 2 >= paragraph.start and not titles[-1].text.isupper()
    ):
        head.masthead += [extract_words(text, paragraph.start, paragraph.end, "masthead", drop="*_ ")]
    elif is_heading(paragraph):
        titles.append(paragraph)


def parse_byline(text: str, paragraph: Paragraph, match: re.Match) -> ExtractedValue | None:
    start = text.find(match["name"].split()[0], paragraph.first.start, paragraph.end)
    last = match["name"].split()[-1]
    end = text.find(last, start, paragraph.end) + len(last)
    return extract_words(text, start, end, "byline") if start >= 0 else None


def find_body_start(page: TextPage, taken: set[int]) -> tuple[int, Dateline | None]:
    """Returns the index of the paragraph with the dateline or of the first prose, or the number of paragraphs if there
    is neither."""
    prose = None
    for place, paragraph in enumerate(page.paragraphs[: MAX_HEAD_PARAGRAPHS * 3]):
        if paragraph.first.start in taken or is_release_line(paragraph.folded[:120]):
            continue
        if not paragraph.mark and (dateline := parse_dateline(page.text, paragraph.start, paragraph.end)):
            return (place, dateline) if prose is None or place - prose <= 3 else (prose, None)
        if prose is None and (is_prose(paragraph) or paragraph.mark and place):
            prose = place
    return (prose if prose is not None else len(page.paragraphs)), None


def is_prose(paragraph: Paragraph) -> bool:
    words = paragraph.folded
    if (
        paragraph.mark
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
    """Returns whether the words are an address, a number or a release line, which are not sentences even if they are
    long."""
    return is_release_line(words[:120]) or bool(POSTAL_ADDRESS_PATTERN.match(words[:120])) and len(words) < 120


def is_release_line(words: str) -> bool:
    return bool(RELEASE_LINE_PATTERN.match(words[:120])) and len(words) < 220


def is_heading(paragraph: Paragraph) -> bool:
    words = paragraph.folded
    if (
        paragraph.mark
        or not 3 <= len(words) <= MAX_HEADING_LENGTH
        or not any(c.isalpha() for c in words)
        or END_MARK_PATTERN.match(words[:12])
        or TIMESTAMP_PATTERN.match(words)
        and any(character.isdigit() for character in words)
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
    """Sets the title to the first heading, and the subtitle to the next one that does not repeat it in other case."""
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
    """Returns the dates on the lines “For Immediate Release”."""
    return [
        day
        for paragraph in page.paragraphs
        if is_release_line(paragraph.folded)
        for day in find_dates(page.text, paragraph.first.start, paragraph.end)
    ]
