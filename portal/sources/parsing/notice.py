"""Service notices: a heading and items about hours, closures and changes, each perhaps with its days."""

import re

from portal.sources.parsing.attachments import attachments
from portal.sources.parsing.bodies import speaks_public
from portal.sources.parsing.classify import SERVICE
from portal.sources.parsing.contact_sentences import contact_sentences
from portal.sources.parsing.contacts import contacts
from portal.sources.parsing.dates import YEARLESS, dates_in
from portal.sources.parsing.effective import Effect, effect
from portal.sources.parsing.facts import Document, Item
from portal.sources.parsing.headings import Head, head_of, is_heading, is_prose
from portal.sources.parsing.issuers import issuer
from portal.sources.parsing.links import links
from portal.sources.parsing.page import Page
from portal.sources.parsing.paragraphs import Paragraph
from portal.sources.parsing.posted import COLUMN, in_last_cell, own_line, posting
from portal.sources.parsing.spans import Found, trimmed, words_at

CHANGE = re.compile(
    r"\b(?:closed|suspended|cancel+ed|postponed|by appointment|by mail"
    r"|until further notice|re-?open\w*|(?:will )?opens? at|delayed)\b|\d\s?[ap]\.m\.",
    re.IGNORECASE,
)
CAUTION = re.compile(
    r"(?:for (?:more|further|additional|any)? ?(?:information|questions)"
    r"|(?:if you have )?(?:any )?questions\b|please (?:call|contact|visit) .{0,80}for (?:more|questions)"
    r"|thank you|we (?:apologize|appreciate|thank))",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"\b(?:clos(?:e|es|ed|ing|ings|ures?)|suspen\w+|cancel\w+|postpon\w+|re-?open\w*"
    r"|holidays?|observ(?:ed|ance)|no service)\b",
    re.IGNORECASE,
)
"""A heading with it names days of what it announces, not the day on which it was put up."""
LEADS_IN = re.compile(
    r"(?:please (?:note|be advised)[^.]{0,40}\s)?(?:the|these)\s(?:following\s)?(?:\w+\s){0,3}(?:changes?|services?"
    r"|hours|closings?|closures?|offices?)\s(?:\w+\s){0,3}"
    r"(?:appl(?:y|ies)\b|as follows|(?:is|are) in effect\b|following)",
    re.IGNORECASE,
)
"""What announces the items and is none."""
LEADER = re.compile(r"\w\s?(?:\.{4,}|…{2,}|(?:\. ){3,}\.?)\s*\w")
"""Dots that lead from a place to its hours."""

HOURS = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b\.?|[A-Z][a-z]{2,8}\.?\s\d{1,2}\b|daily\b|weekdays\b|weekends\b)"
    r".{0,80}(?:\d\s?[ap]\.?m\b|\bnoon\b|\bclos(?:ed|es|ing)\b|\bopens?\b|\bno (?:service|hours)\b|\bby appointment\b)",
    re.IGNORECASE,
)
"""A row of a timetable: the days, and what holds on them."""


def read(page: Page, document: Document) -> None:
    found = contacts(page.text, page.lines)
    taken = {line.start for one in found for line in one.lines}
    head = head_of(page, taken)
    document.title, document.subtitle = head.title, None
    read_title(page, head, document)
    document.contacts = found
    kept = statements(page, head, taken)
    document.issuer = issuer(page, head, found, lead=False)
    stated = {one.first.start for one in kept}
    named = attachments(page.text, page.lines, page.targets)
    document.attachments = [one for one in named if one.line.start not in stated]
    name_days(page, head, document)
    read_items(page, head, kept, document)
    read_around(page, stated, document)
    document.official = speaks_public(page.words[:20_000])
    document.official_reason = (
        "It is a public body’s own notice of its services." if document.official else "No public body is named in it."
    )
    document.official_span = document.issuer.span if document.official and document.issuer else None


def read_items(page: Page, head: Head, kept: list[Paragraph], document: Document) -> None:
    is_list = any(one.mark for one in kept)
    above = {day.start for day, _ in head.dates}
    has_column = any(COLUMN.match(one.text) for one in page.paragraphs if len(one.text) < 130)
    for one in kept:
        if day := own_line(page.text, one.first.start, one.end):
            if day[0].start in above:
                continue
            attach_day(document, *day, is_list and not one.gap)
        elif made := item(page, one, document, has_column):
            document.items.append(made)


def read_around(page: Page, stated: set[int], document: Document) -> None:
    """The running text beside the items: since when something applies, whom to ask."""
    for one in page.paragraphs:
        if one.first.start not in stated and not own_line(page.text, one.first.start, one.end) and is_prose(one):
            document.body.append((one.first.start, one.end))
            collect(document, effect(page.text, one.start, one.end))
    aside = [one for one in page.paragraphs if one.first.start not in stated]
    document.contacts += contact_sentences(page.text, aside, document.contacts)
    document.effective_dates.sort(key=lambda one: one.start)


def read_title(page: Page, head: Head, document: Document) -> None:
    """The heading without the day on which the page was put up, and from when it says that the page applies."""
    if head.title is None:
        document.title = next((one for one in head.sections if one), None)
        return
    closes = CLOSING.search(head.title.value)
    collect(document, effect(page.text, *head.title.span, only_strong=not closes))
    if head.subtitle:
        collect(document, effect(page.text, *head.subtitle.span, only_strong=True))
    posted = posting(page.text, *head.title.span)
    if posted and posted.end < head.title.end:
        document.title = words_at(page.text, posted.start, posted.end, "heading")
        document.published_on = posted.found
        document.warn(posted.dated.doubt)


def statements(page: Page, head: Head, taken: set[int]) -> list[Paragraph]:
    """The items and the lines with nothing but a date: the marked paragraphs, or all that state something."""
    every = [one for one in page.paragraphs if one.first.start not in taken]
    titles = {one.start for one in (head.title, *head.masthead, *head.sections) if one}

    def is_own(one: Paragraph) -> bool:
        return one.first.start not in titles and not is_day(page, one) and changes(one)

    first_mark = next((one.start for one in every if one.mark), None)
    if first_mark is not None:
        return [one for one in every if one.mark or one.start > first_mark and is_day(page, one) or is_own(one)]
    own = head.title.span if head.title else (0, 0)
    kept = [one for one in every if one.first.start not in titles and not (own[0] <= one.start < own[1])]
    return [one for one in kept if own_line(page.text, one.first.start, one.end) or states(one)]


def changes(one: Paragraph) -> bool:
    """Whether a paragraph beside a list states a change by itself, and does not lead up to the list."""
    words = one.folded
    return bool(CHANGE.search(words)) and not words.endswith(":") and "following" not in words and states(one)


def is_day(page: Page, one: Paragraph) -> bool:
    return own_line(page.text, one.first.start, one.end) is not None


def states(one: Paragraph) -> bool:
    words = one.folded
    if words.endswith(":") or CAUTION.match(words) or LEADS_IN.match(words):
        return False
    if is_prose(one) or LEADER.search(words) or HOURS.match(words) or is_sentence(words):
        return True
    has_number = any(character.isdigit() for character in words)
    return bool(SERVICE.search(words)) and (
        not is_heading(one) or has_number or ":" in words or " is " in words or " are " in words
    )


def is_sentence(words: str) -> bool:
    """A short sentence, its full stop perhaps behind it the day on which it was posted."""
    words = re.sub(r"\s*[(\[][^()\[\]]{4,40}[)\]]$", "", words)
    return words.endswith(".") and len(words.split()) >= 4 and sum(one.islower() for one in words.split()) >= 2


def item(page: Page, one: Paragraph, document: Document, has_column: bool) -> Item | None:
    """`has_column` says that the items are rows of a table whose last column has the days of posting."""
    text, start, end = page.text, one.start, one.end
    posted = posting(text, start, end) or (in_last_cell(text, start, end) if has_column else None)
    if posted:
        start, end = posted.start, posted.end
        document.warn(posted.dated.doubt)
    start, end = trimmed(text, start, end, "*_")
    words = words_at(text, start, end, "list item" if one.mark else "paragraph")
    if words is None:
        return None
    said = effect(text, start, end)
    collect(document, said)
    document.warn(
        *(
            day.doubt
            for day in dates_in(text, start, end)
            if day.doubt and day.month_day and day.doubt == YEARLESS.format(day.words)
        )
    )
    return Item(words, posted.found if posted else None, said.first, said.last, links(text, start, end, page.targets))


def collect(document: Document, said: Effect) -> None:
    document.effective_dates += said.dates
    document.warn(*said.doubts)


def name_days(page: Page, head: Head, document: Document) -> None:
    """A date above the items is the page's own; below a heading about a closing, the day of that."""
    closes = head.title and CLOSING.search(head.title.value)
    for day, word in head.dates:
        document.warn(day.doubt)
        if word.startswith("effective") or closes and not word and day.start > head.title.end:
            found = day.found("effective date above the items")
            document.effective_dates += [found] if found else []
        elif document.published_on is None:
            document.published_on = day.found(f"date above the items{f' (“{word}”)' if word else ''}")


def attach_day(document: Document, day, word: str, is_list: bool) -> None:
    """A date on a line right below an item of a list is that item's; below plain paragraphs it is the page's."""
    document.warn(day.doubt)
    found: Found | None = day.found("date on a line of its own")
    page_words = ("last", "updated", "revised", "date")
    if is_list and document.items and document.items[-1].posted_on is None and not word.startswith(page_words):
        document.items[-1].posted_on = found
    elif document.published_on is None:
        document.published_on = found
