"""Service notices: a heading and items about hours, closures and changes, each perhaps with its days."""

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
"""A heading with it names days of what it announces, not the day on which it was put up."""
LEAD_IN_PATTERN = re.compile(
    r"(?:please (?:note|be advised)[^.]{0,40}\s)?(?:the|these)\s(?:following\s)?(?:\w+\s){0,3}(?:changes?|services?"
    r"|hours|closings?|closures?|offices?)\s(?:\w+\s){0,3}"
    r"(?:appl(?:y|ies)\b|as follows|(?:is|are) in effect\b|following)",
    re.IGNORECASE,
)
"""What announces the items and is none."""
DOT_LEADER_PATTERN = re.compile(r"\w\s?(?:\.{4,}|…{2,}|(?:\. ){3,}\.?)\s*\w")
"""Dots that lead from a place to its hours."""

HOURS_PATTERN = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b\.?|[A-Z][a-z]{2,8}\.?\s\d{1,2}\b|daily\b|weekdays\b|weekends\b)"
    r".{0,80}(?:\d\s?[ap]\.?m\b|\bnoon\b|\bclos(?:ed|es|ing)\b|\bopens?\b|\bno (?:service|hours)\b|\bby appointment\b)",
    re.IGNORECASE,
)
"""A row of a timetable: the days, and what holds on them."""


def parse_notice(page: TextPage, document: ParsedDocument) -> None:
    found = find_contacts(page.text, page.lines)
    taken = {line.start for one in found for line in one.lines}
    head = parse_head(page, taken)
    document.title, document.subtitle = head.title, None
    set_title(page, head, document)
    document.contacts = found
    kept = find_statements(page, head, taken)
    document.issuer = find_issuer(page, head, found, lead=False)
    stated = {one.first.start for one in kept}
    named = find_attachments(page.text, page.lines, page.targets)
    document.attachments = [one for one in named if one.line.start not in stated]
    apply_head_dates(page, head, document)
    add_items(page, head, kept, document)
    add_surrounding_text(page, stated, document)
    document.official = has_government_words(page.words[:20_000])
    document.official_reason = (
        "It is a public body’s own notice of its services." if document.official else "No public body is named in it."
    )
    document.official_span = document.issuer.span if document.official and document.issuer else None


def add_items(page: TextPage, head: DocumentHead, kept: list[Paragraph], document: ParsedDocument) -> None:
    is_list = any(one.mark for one in kept)
    above = {day.start for day, _ in head.dates}
    has_column = any(POSTED_COLUMN_PATTERN.match(one.text) for one in page.paragraphs if len(one.text) < 130)
    for one in kept:
        if day := parse_date_line(page.text, one.first.start, one.end):
            if day[0].start in above:
                continue
            assign_posted_date(document, *day, is_list and not one.gap)
        elif made := parse_item(page, one, document, has_column):
            document.items.append(made)


def add_surrounding_text(page: TextPage, stated: set[int], document: ParsedDocument) -> None:
    """The running text beside the items: since when something applies, whom to ask."""
    for one in page.paragraphs:
        if one.first.start not in stated and not parse_date_line(page.text, one.first.start, one.end) and is_prose(one):
            document.body.append((one.first.start, one.end))
            add_effective_dates(document, find_effective_period(page.text, one.start, one.end))
    aside = [one for one in page.paragraphs if one.first.start not in stated]
    document.contacts += find_sentence_contacts(page.text, aside, document.contacts)
    document.effective_dates.sort(key=lambda one: one.start)


def set_title(page: TextPage, head: DocumentHead, document: ParsedDocument) -> None:
    """The heading without the day on which the page was put up, and from when it says that the page applies."""
    if head.title is None:
        document.title = next((one for one in head.sections if one), None)
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
    """The items and the lines with nothing but a date: the marked paragraphs, or all that state something."""
    every = [one for one in page.paragraphs if one.first.start not in taken]
    titles = {one.start for one in (head.title, *head.masthead, *head.sections) if one}

    def is_own(one: Paragraph) -> bool:
        return one.first.start not in titles and not is_date_line(page, one) and is_change_statement(one)

    first_mark = next((one.start for one in every if one.mark), None)
    if first_mark is not None:
        return [one for one in every if one.mark or one.start > first_mark and is_date_line(page, one) or is_own(one)]
    own = head.title.span if head.title else (0, 0)
    kept = [one for one in every if one.first.start not in titles and not (own[0] <= one.start < own[1])]
    return [one for one in kept if parse_date_line(page.text, one.first.start, one.end) or is_statement(one)]


def is_change_statement(one: Paragraph) -> bool:
    """Whether a paragraph beside a list states a change by itself, and does not lead up to the list."""
    words = one.folded
    return (
        bool(CHANGE_PATTERN.search(words))
        and not words.endswith(":")
        and "following" not in words
        and is_statement(one)
    )


def is_date_line(page: TextPage, one: Paragraph) -> bool:
    return parse_date_line(page.text, one.first.start, one.end) is not None


def is_statement(one: Paragraph) -> bool:
    words = one.folded
    if words.endswith(":") or COURTESY_PATTERN.match(words) or LEAD_IN_PATTERN.match(words):
        return False
    if is_prose(one) or DOT_LEADER_PATTERN.search(words) or HOURS_PATTERN.match(words) or is_sentence(words):
        return True
    has_number = any(character.isdigit() for character in words)
    return bool(SERVICE_PATTERN.search(words)) and (
        not is_heading(one) or has_number or ":" in words or " is " in words or " are " in words
    )


def is_sentence(words: str) -> bool:
    """A short sentence, its full stop perhaps behind it the day on which it was posted."""
    words = re.sub(r"\s?[(\[][^()\[\]]{4,40}[)\]]$", "", words)
    return words.endswith(".") and len(words.split()) >= 4 and sum(one.islower() for one in words.split()) >= 2


def parse_item(page: TextPage, one: Paragraph, document: ParsedDocument, has_column: bool) -> ParsedItem | None:
    """`has_column` says that the items are rows of a table whose last column has the days of posting."""
    text, start, end = page.text, one.start, one.end
    posted = find_posted_date(text, start, end) or (find_date_in_last_cell(text, start, end) if has_column else None)
    if posted:
        start, end = posted.start, posted.end
        document.warn(posted.dated.doubt)
    start, end = trim_span(text, start, end, "*_")
    words = extract_words(text, start, end, "list item" if one.mark else "paragraph")
    if words is None:
        return None
    said = find_effective_period(text, start, end)
    add_effective_dates(document, said)
    document.warn(
        *(
            day.doubt
            for day in find_dates(text, start, end)
            if day.doubt and day.month_day and day.doubt == MISSING_YEAR.format(day.words)
        )
    )
    return ParsedItem(
        words, posted.found if posted else None, said.first, said.last, find_links(text, start, end, page.targets)
    )


def add_effective_dates(document: ParsedDocument, said: EffectivePeriod) -> None:
    document.effective_dates += said.dates
    document.warn(*said.doubts)


def apply_head_dates(page: TextPage, head: DocumentHead, document: ParsedDocument) -> None:
    """A date above the items is the page's own; below a heading about a closing, the day of that."""
    closes = head.title and CLOSURE_PATTERN.search(head.title.value)
    for day, word in head.dates:
        document.warn(day.doubt)
        if word.startswith("effective") or closes and not word and day.start > head.title.end:
            found = day.found("effective date above the items")
            document.effective_dates += [found] if found else []
        elif document.published_on is None:
            document.published_on = day.found(f"date above the items{f' (“{word}”)' if word else ''}")


def assign_posted_date(document: ParsedDocument, day, word: str, is_list: bool) -> None:
    """A date on a line right below an item of a list is that item's; below plain paragraphs it is the page's."""
    document.warn(day.doubt)
    found: ExtractedValue | None = day.found("date on a line of its own")
    page_words = ("last", "updated", "revised", "date")
    if is_list and document.items and document.items[-1].posted_on is None and not word.startswith(page_words):
        document.items[-1].posted_on = found
    elif document.published_on is None:
        document.published_on = found
