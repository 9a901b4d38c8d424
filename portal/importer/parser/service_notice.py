"""Parses service notices: a heading and items about hours, closures and changes, each optionally with its dates."""

import re

from portal.importer.parser.attached_papers import find_attachments
from portal.importer.parser.classifier import SERVICE_PATTERN
from portal.importer.parser.contact_blocks import find_contacts
from portal.importer.parser.contact_sentences import find_sentence_contacts
from portal.importer.parser.date_parser import MISSING_YEAR, find_dates
from portal.importer.parser.document import ParsedDocument, ParsedItem
from portal.importer.parser.effective_dates import EffectivePeriod, find_effective_period
from portal.importer.parser.headings import DocumentHead, is_heading, is_prose, parse_head
from portal.importer.parser.issuer_names import find_issuer
from portal.importer.parser.links import find_links
from portal.importer.parser.organizations import has_government_words
from portal.importer.parser.page import TextPage
from portal.importer.parser.paragraphs import Paragraph
from portal.importer.parser.posted_dates import (
    POSTED_COLUMN_PATTERN,
    find_date_in_last_cell,
    find_posted_date,
    parse_date_line,
)
from portal.importer.parser.spans import ExtractedValue, extract_words, trim_span

CHANGE_PATTERN = re.compile(
    r"\b(?:closed|suspended|cancel+ed|postponed|by appointment|by mail"
    r"|until further notice|re-?open\w*|(?:will )?opens? at|delayed)\b|\d\s?[ap]\.m\.",
    re.IGNORECASE,
)
COURTESY_PATTERN = re.compile(
    r"(?:for (?:more|further|additional|any)? ?(?:information|questions)"
    r"|(?:if you have )?(?:any )?questions\b|please (?:call|contact|visit) .{0,80}for (?:more|questions)"
    r"|thank you|we (?:apologize|appreciate|thank))",
    re.IGNORECASE,
)
CLOSURE_PATTERN = re.compile(
    r"\b(?:clos(?:e|es|ed|ing|ings|ures?)|suspen\w+|cancel\w+|postpon\w+|re-?open\w*"
    r"|holidays?|observ(?:ed|ance)|no service)\b",
    re.IGNORECASE,
)
"""Dates in a heading with such a word are those of the announced event, not the date of posting."""
LEAD_IN_PATTERN = re.compile(
    r"(?:please (?:note|be advised)[^.]{0,40}\s)?(?:the|these)\s(?:following\s)?(?:\w+\s){0,3}(?:changes?|services?"
    r"|hours|closings?|closures?|offices?)\s(?:\w+\s){0,3}"
    r"(?:appl(?:y|ies)\b|as follows|(?:is|are) in effect\b|following)",
    re.IGNORECASE,
)
"""Introduces the items and is not an item."""
DOT_LEADER_PATTERN = re.compile(r"\w\s?(?:\.{4,}|…{2,}|(?:\. ){3,}\.?)\s*\w")
"""Dots between a place and its hours."""

HOURS_PATTERN = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b\.?|[A-Z][a-z]{2,8}\.?\s\d{1,2}\b|daily\b|weekdays\b|weekends\b)"
    r".{0,80}(?:\d\s?[ap]\.?m\b|\bnoon\b|\bclos(?:ed|es|ing)\b|\bopens?\b|\bno (?:service|hours)\b|\bby appointment\b)",
    re.IGNORECASE,
)
"""A row of a timetable: the days, and what applies on them."""


def parse_notice(page: TextPage, document: ParsedDocument) -> None:
    contacts = find_contacts(page.text, page.lines)
    taken = {line.start for contact in contacts for line in contact.lines}
    head = parse_head(page, taken)
    document.title, document.subtitle = head.title, None
    set_title(page, head, document)
    document.contacts = contacts
    statements = find_statements(page, head, taken)
    document.issuer = find_issuer(page, head, contacts, lead=False)
    statement_starts = {paragraph.first.start for paragraph in statements}
    named = find_attachments(page.text, page.lines, page.targets)
    document.attachments = [attachment for attachment in named if attachment.line.start not in statement_starts]
    apply_head_dates(page, head, document)
    add_items(page, head, statements, document)
    add_surrounding_text(page, statement_starts, document)
    document.official = has_government_words(page.words[:20_000])
    document.official_reason = (
        "It is a public body’s own notice of its services." if document.official else "No public body is named in it."
    )
    document.official_span = document.issuer.span if document.official and document.issuer else None


def add_items(page: TextPage, head: DocumentHead, statements: list[Paragraph], document: ParsedDocument) -> None:
    is_list = any(paragraph.mark for paragraph in statements)
    above = {day.start for day, _ in head.dates}
    has_column = any(
        POSTED_COLUMN_PATTERN.match(paragraph.text) for paragraph in page.paragraphs if len(paragraph.text) < 130
    )
    for paragraph in statements:
        if day := parse_date_line(page.text, paragraph.first.start, paragraph.end):
            if day[0].start in above:
                continue
            assign_posted_date(document, *day, is_list and not paragraph.gap)
        elif item := parse_item(page, paragraph, document, has_column):
            document.items.append(item)


def add_surrounding_text(page: TextPage, statement_starts: set[int], document: ParsedDocument) -> None:
    """Adds the running text beside the items: from when something applies, and contacts."""
    for paragraph in page.paragraphs:
        if (
            paragraph.first.start not in statement_starts
            and not parse_date_line(page.text, paragraph.first.start, paragraph.end)
            and is_prose(paragraph)
        ):
            document.body.append((paragraph.first.start, paragraph.end))
            add_effective_dates(document, find_effective_period(page.text, paragraph.start, paragraph.end))
    aside = [paragraph for paragraph in page.paragraphs if paragraph.first.start not in statement_starts]
    document.contacts += find_sentence_contacts(page.text, aside, document.contacts)
    document.effective_dates.sort(key=lambda value: value.start)


def set_title(page: TextPage, head: DocumentHead, document: ParsedDocument) -> None:
    """Sets the title to the heading without its date of posting, and adds the dates from which the page applies."""
    if head.title is None:
        document.title = next((heading for heading in head.sections if heading), None)
        return
    closes = CLOSURE_PATTERN.search(head.title.value)
    add_effective_dates(document, find_effective_period(page.text, *head.title.span, only_strong=not closes))
    if head.subtitle:
        add_effective_dates(document, find_effective_period(page.text, *head.subtitle.span, only_strong=True))
    posted = find_posted_date(page.text, *head.title.span)
    if posted and posted.end < head.title.end:
        document.title = extract_words(page.text, posted.start, posted.end, "heading")
        document.published_on = posted.found
        document.warn(posted.dated.doubt)


def find_statements(page: TextPage, head: DocumentHead, taken: set[int]) -> list[Paragraph]:
    """Returns the items and the lines with only a date: the marked paragraphs, or all that state something."""
    every = [paragraph for paragraph in page.paragraphs if paragraph.first.start not in taken]
    titles = {heading.start for heading in (head.title, *head.masthead, *head.sections) if heading}

    def is_own(paragraph: Paragraph) -> bool:
        return (
            paragraph.first.start not in titles and not is_date_line(page, paragraph) and is_change_statement(paragraph)
        )

    first_mark = next((paragraph.start for paragraph in every if paragraph.mark), None)
    if first_mark is not None:
        return [
            paragraph
            for paragraph in every
            if paragraph.mark or paragraph.start > first_mark and is_date_line(page, paragraph) or is_own(paragraph)
        ]
    own = head.title.span if head.title else (0, 0)
    kept = [
        paragraph
        for paragraph in every
        if paragraph.first.start not in titles and not (own[0] <= paragraph.start < own[1])
    ]
    return [
        paragraph
        for paragraph in kept
        if parse_date_line(page.text, paragraph.first.start, paragraph.end) or is_statement(paragraph)
    ]


def is_change_statement(paragraph: Paragraph) -> bool:
    """Returns whether a paragraph beside a list states a change by itself, and does not introduce the list."""
    words = paragraph.folded
    return (
        bool(CHANGE_PATTERN.search(words))
        and not words.endswith(":")
        and "following" not in words
        and is_statement(paragraph)
    )


def is_date_line(page: TextPage, paragraph: Paragraph) -> bool:
    return parse_date_line(page.text, paragraph.first.start, paragraph.end) is not None


def is_statement(paragraph: Paragraph) -> bool:
    words = paragraph.folded
    if words.endswith(":") or COURTESY_PATTERN.match(words) or LEAD_IN_PATTERN.match(words):
        return False
    if is_prose(paragraph) or DOT_LEADER_PATTERN.search(words) or HOURS_PATTERN.match(words) or is_sentence(words):
        return True
    has_number = any(character.isdigit() for character in words)
    return bool(SERVICE_PATTERN.search(words)) and (
        not is_heading(paragraph) or has_number or ":" in words or " is " in words or " are " in words
    )


def is_sentence(words: str) -> bool:
    """Returns whether the words are a short sentence, possibly followed by its date of posting."""
    words = re.sub(r"\s?[(\[][^()\[\]]{4,40}[)\]]$", "", words)
    return words.endswith(".") and len(words.split()) >= 4 and sum(word.islower() for word in words.split()) >= 2


def parse_item(page: TextPage, paragraph: Paragraph, document: ParsedDocument, has_column: bool) -> ParsedItem | None:
    """Parses an item. With `has_column`, the items are rows of a table whose last column has the dates of posting."""
    text, start, end = page.text, paragraph.start, paragraph.end
    posted = find_posted_date(text, start, end) or (find_date_in_last_cell(text, start, end) if has_column else None)
    if posted:
        start, end = posted.start, posted.end
        document.warn(posted.dated.doubt)
    start, end = trim_span(text, start, end, "*_")
    words = extract_words(text, start, end, "list item" if paragraph.mark else "paragraph")
    if words is None:
        return None
    period = find_effective_period(text, start, end)
    add_effective_dates(document, period)
    document.warn(
        *(
            day.doubt
            for day in find_dates(text, start, end)
            if day.doubt and day.month_day and day.doubt == MISSING_YEAR.format(day.words)
        )
    )
    return ParsedItem(
        words, posted.found if posted else None, period.first, period.last, find_links(text, start, end, page.targets)
    )


def add_effective_dates(document: ParsedDocument, period: EffectivePeriod) -> None:
    document.effective_dates += period.dates
    document.warn(*period.doubts)


def apply_head_dates(page: TextPage, head: DocumentHead, document: ParsedDocument) -> None:
    """Applies the dates above the items: they are those of the page or, below a heading about a closing, of the
    closing."""
    closes = head.title and CLOSURE_PATTERN.search(head.title.value)
    for day, word in head.dates:
        document.warn(day.doubt)
        if word.startswith("effective") or closes and not word and day.start > head.title.end:
            value = day.found("effective date above the items")
            document.effective_dates += [value] if value else []
        elif document.published_on is None:
            document.published_on = day.found(f"date above the items{f' (“{word}”)' if word else ''}")


def assign_posted_date(document: ParsedDocument, day, word: str, is_list: bool) -> None:
    """Assigns a date on a line of its own: right below an item of a list to that item, otherwise to the page."""
    document.warn(day.doubt)
    value: ExtractedValue | None = day.found("date on a line of its own")
    page_words = ("last", "updated", "revised", "date")
    if is_list and document.items and document.items[-1].posted_on is None and not word.startswith(page_words):
        document.items[-1].posted_on = value
    elif document.published_on is None:
        document.published_on = value
