"""Parses memos: the lines of the header, and the recommendations of the list below it."""

import re

from portal.importer.parser.attached_papers import find_attachments
from portal.importer.parser.contact_blocks import find_contacts
from portal.importer.parser.contact_sentences import find_sentence_contacts
from portal.importer.parser.date_parser import find_dates
from portal.importer.parser.document import ParsedDocument
from portal.importer.parser.effective_dates import find_effective_period
from portal.importer.parser.headings import SECTION_PATTERN
from portal.importer.parser.memo_headers import MemoHeader, find_memo_headers
from portal.importer.parser.organizations import find_organization, has_government_words, is_organization_name
from portal.importer.parser.page import TextPage
from portal.importer.parser.paragraphs import Paragraph
from portal.importer.parser.quotations import find_quotes
from portal.importer.parser.recommendations import find_recommendations
from portal.importer.parser.spans import ExtractedValue, extract_words

NO_DATE = "The line Date has no valid date."
CLOSING_LABEL_PATTERN = re.compile(r"(?:cc|attachments?|enclosures?|encl)\b\.?\s*:", re.IGNORECASE)


def parse_memo(page: TextPage, document: ParsedDocument) -> None:
    headers = find_memo_headers(page)
    document.title = extract_header_value(page, headers.get("re"), "subject line")
    document.byline = extract_header_value(page, headers.get("from"), "line From")
    set_published_date(page, headers.get("date"), document)
    document.contacts = find_contacts(page.text, page.lines)
    document.attachments = find_attachments(page.text, page.lines, page.targets)
    taken = {line.start for header in headers.values() for line in header.lines}
    last = max((header.end for header in headers.values()), default=page.start)
    document.issuer = find_memo_issuer(page, last, document.byline)
    taken |= {line.start for contact in document.contacts for line in contact.lines}
    taken |= {attachment.line.start for attachment in document.attachments}
    body = [
        paragraph
        for paragraph in page.paragraphs
        if paragraph.start >= last
        and paragraph.first.start not in taken
        and not CLOSING_LABEL_PATTERN.match(paragraph.text[:20])
    ]
    document.body = [(paragraph.first.start, paragraph.end) for paragraph in body]
    document.contacts += find_sentence_contacts(page.text, body, document.contacts)
    document.addressee = extract_header_value(page, headers.get("to"), "line To")
    document.recommendations = find_recommendations(page.text, body, is_memo=True)
    document.quotes, warnings = find_quotes(page.text, body)
    for paragraph in body:
        period = find_effective_period(page.text, paragraph.start, paragraph.end, only_strong=True)
        document.effective_dates += period.dates
        warnings += period.doubts
    document.warn(*warnings)
    set_official_status(page, document, headers, body)


def extract_header_value(page: TextPage, header: MemoHeader | None, basis: str) -> ExtractedValue | None:
    return extract_words(page.text, header.start, header.end, basis, drop="*_") if header else None


def set_published_date(page: TextPage, header: MemoHeader | None, document: ParsedDocument) -> None:
    if header is None:
        return
    days = find_dates(page.text, header.start, header.end)
    if not days:
        document.warn(NO_DATE)
        return
    document.warn(days[0].doubt)
    document.published_on = days[0].found("line Date")


def find_memo_issuer(page: TextPage, last: int, sender: ExtractedValue | None) -> ExtractedValue | None:
    """Returns the public body in the masthead, or else the one in the line From, or else the office named in that
    line."""
    above = [paragraph for paragraph in page.paragraphs if paragraph.end < last and not paragraph.mark]
    names = [
        extract_words(page.text, paragraph.start, paragraph.end, "masthead", drop="*_ ")
        for paragraph in above
        if is_masthead(paragraph)
    ]
    special = [name for name in names if not name.value.lower().startswith(("state of", "commonwealth of"))]
    if names:
        return (special or names)[0]
    if sender is None:
        return None
    if match := find_organization(page.text[sender.start : sender.end].partition("\n")[0]):
        start = sender.start + match.start()
        return ExtractedValue(" ".join(match[0].split()), start, start + len(match[0]), "line From")
    first = page.text[sender.start : sender.end].partition("\n")[0].partition(";")[0]
    office = first.rfind(", ") + 1 if has_government_words(first.rpartition(", ")[2]) else 0
    name = extract_words(page.text, sender.start + office, sender.start + len(first), "line From")
    return name if name and has_government_words(name.value) else None


def is_masthead(paragraph: Paragraph) -> bool:
    return is_organization_name(paragraph.folded) and not SECTION_PATTERN.fullmatch(paragraph.folded.strip("*_ "))


def set_official_status(
    page: TextPage, document: ParsedDocument, headers: dict[str, MemoHeader], body: list[Paragraph]
) -> None:
    head = " ".join(page.text[header.start : header.end] for header in headers.values())
    if document.issuer or has_government_words(head) or has_government_words(page.words[:3000]):
        document.official = True
        document.official_span = (document.issuer or document.byline or document.title or None) and (
            document.issuer or document.byline or document.title
        ).span
        document.official_reason = "A public body writes to people whom it directs or advises."
    else:
        document.official_reason = "No public body is named in its header."
