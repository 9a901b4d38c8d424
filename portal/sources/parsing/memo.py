"""Memos: the header's lines, and what the list below recommends."""

import re

from portal.sources.parsing.attachments import attachments
from portal.sources.parsing.bodies import body_in, is_body_name, speaks_public
from portal.sources.parsing.contact_sentences import contact_sentences
from portal.sources.parsing.contacts import contacts
from portal.sources.parsing.dates import dates_in
from portal.sources.parsing.effective import effect
from portal.sources.parsing.facts import Document
from portal.sources.parsing.headings import SECTION
from portal.sources.parsing.memo_headers import Header, memo_headers
from portal.sources.parsing.page import Page
from portal.sources.parsing.paragraphs import Paragraph
from portal.sources.parsing.quotes import quotes
from portal.sources.parsing.recommendations import recommendations
from portal.sources.parsing.spans import Found, words_at

NO_DATE = "The line Date names no day of the calendar."
CLOSING = re.compile(r"(?:cc|attachments?|enclosures?|encl)\b\.?\s*:", re.IGNORECASE)


def read(page: Page, document: Document) -> None:
    headers = memo_headers(page)
    document.title = said(page, headers.get("re"), "subject line")
    document.byline = said(page, headers.get("from"), "line From")
    read_day(page, headers.get("date"), document)
    document.contacts = contacts(page.text, page.lines)
    document.attachments = attachments(page.text, page.lines, page.targets)
    taken = {line.start for header in headers.values() for line in header.lines}
    last = max((header.end for header in headers.values()), default=page.start)
    document.issuer = issuer(page, last, document.byline)
    taken |= {line.start for one in document.contacts for line in one.lines}
    taken |= {one.line.start for one in document.attachments}
    body = [
        one
        for one in page.paragraphs
        if one.start >= last and one.first.start not in taken and not CLOSING.match(one.text[:20])
    ]
    document.body = [(one.first.start, one.end) for one in body]
    document.contacts += contact_sentences(page.text, body, document.contacts)
    document.addressee = said(page, headers.get("to"), "line To")
    document.recommendations = recommendations(page.text, body, is_memo=True)
    document.quotes, warnings = quotes(page.text, body)
    for one in body:
        found = effect(page.text, one.start, one.end, only_strong=True)
        document.effective_dates += found.dates
        warnings += found.doubts
    document.warn(*warnings)
    judge(page, document, headers, body)


def said(page: Page, header: Header | None, basis: str) -> Found | None:
    return words_at(page.text, header.start, header.end, basis, drop="*_") if header else None


def read_day(page: Page, header: Header | None, document: Document) -> None:
    if header is None:
        return
    days = dates_in(page.text, header.start, header.end)
    if not days:
        document.warn(NO_DATE)
        return
    document.warn(days[0].doubt)
    document.published_on = days[0].found("line Date")


def issuer(page: Page, last: int, sender: Found | None) -> Found | None:
    """A public body named in the masthead; else the one in the line From; else whoever that line names by office."""
    above = [one for one in page.paragraphs if one.end < last and not one.mark]
    names = [words_at(page.text, one.start, one.end, "masthead", drop="*_ ") for one in above if is_masthead(one)]
    special = [one for one in names if not one.value.lower().startswith(("state of", "commonwealth of"))]
    if names:
        return (special or names)[0]
    if sender is None:
        return None
    if match := body_in(page.text[sender.start : sender.end].partition("\n")[0]):
        start = sender.start + match.start()
        return Found(" ".join(match[0].split()), start, start + len(match[0]), "line From")
    first = page.text[sender.start : sender.end].partition("\n")[0].partition(";")[0]
    office = first.rfind(", ") + 1 if speaks_public(first.rpartition(", ")[2]) else 0
    found = words_at(page.text, sender.start + office, sender.start + len(first), "line From")
    return found if found and speaks_public(found.value) else None


def is_masthead(one: Paragraph) -> bool:
    return is_body_name(one.folded) and not SECTION.fullmatch(one.folded.strip("*_ "))


def judge(page: Page, document: Document, headers: dict[str, Header], body: list[Paragraph]) -> None:
    head = " ".join(page.text[one.start : one.end] for one in headers.values())
    if document.issuer or speaks_public(head) or speaks_public(page.words[:3000]):
        document.official = True
        document.official_span = (document.issuer or document.byline or document.title or None) and (
            document.issuer or document.byline or document.title
        ).span
        document.official_reason = "A public body writes to those it directs or advises."
    else:
        document.official_reason = "No public body is named in its header."
