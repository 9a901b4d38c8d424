"""Parses press releases: masthead, release line, headline, dateline, text, recommendations, quotations, contacts,
papers."""

from portal.importer.parser.attached_papers import find_attachments
from portal.importer.parser.contact_blocks import find_contacts
from portal.importer.parser.contact_lines import ParsedContact, get_contact_start
from portal.importer.parser.contact_sentences import find_sentence_contacts
from portal.importer.parser.date_parser import DateMention
from portal.importer.parser.document import ParsedDocument
from portal.importer.parser.effective_dates import find_effective_period
from portal.importer.parser.headings import (
    END_MARK_PATTERN,
    DocumentHead,
    find_release_dates,
    is_release_line,
    parse_head,
)
from portal.importer.parser.issuer_names import find_issuer
from portal.importer.parser.memo_headers import find_memo_headers
from portal.importer.parser.organizations import has_government_words
from portal.importer.parser.page import TextPage
from portal.importer.parser.paragraphs import Paragraph
from portal.importer.parser.posted_dates import parse_date_line
from portal.importer.parser.quotations import find_quotes
from portal.importer.parser.recommendations import find_recommendations
from portal.importer.parser.spans import ExtractedValue, extract_words

CONFLICTING_DATES = "The text names both {} and {} as the day it was issued."


def parse_press_release(page: TextPage, document: ParsedDocument) -> None:
    document.contacts = find_contacts(page.text, page.lines)
    document.attachments = find_attachments(page.text, page.lines, page.targets)
    taken = get_taken_lines(document)
    head = parse_head(page, taken)
    document.title, document.subtitle = head.title or find_subject(page), head.subtitle
    document.dateline = head.dateline.place if head.dateline else None
    body = get_body_paragraphs(page, head, taken)
    document.body = [(paragraph.first.start, paragraph.end) for paragraph in body]
    line = next((paragraph for paragraph in page.paragraphs if is_release_line(paragraph.folded)), None)
    document.release_line = extract_words(page.text, line.first.start, line.end, "release line") if line else None
    set_published_date(page, head, document, [*find_release_dates(page), *find_ending_dates(page, head)])
    document.recommendations = find_recommendations(page.text, body)
    document.quotes, warnings = find_quotes(page.text, body)
    document.warn(*warnings)
    add_effective_dates(page, head, body, document)
    document.issuer = find_issuer(page, head, document.contacts)
    document.contacts += find_sentence_contacts(page.text, page.paragraphs[head.body :], document.contacts)
    document.contacts.sort(key=get_contact_start)
    set_official_status(page, head, document)


def find_subject(page: TextPage) -> ExtractedValue | None:
    """Returns the words of a line “Subject:”, the title of a release without a heading."""
    named = find_memo_headers(page).get("re")
    return extract_words(page.text, named.start, named.end, "subject line", drop="*_") if named else None


def add_effective_dates(page: TextPage, head: DocumentHead, body: list[Paragraph], document: ParsedDocument) -> None:
    """Adds the dates from which the announcement applies, from the headings and the text, each date once."""
    headings = [heading.span for heading in (head.title, head.subtitle) if heading]
    for start, end in [*headings, *((paragraph.start, paragraph.end) for paragraph in body)]:
        period = find_effective_period(page.text, start, end, only_strong=True)
        known = {value.value for value in document.effective_dates}
        document.effective_dates += [value for value in period.dates if value.value not in known]
        document.warn(*period.doubts)


def get_taken_lines(document: ParsedDocument) -> set[int]:
    return {line.start for contact in document.contacts for line in contact.lines} | {
        attachment.line.start for attachment in document.attachments
    }


def get_body_paragraphs(page: TextPage, head: DocumentHead, taken: set[int]) -> list[Paragraph]:
    """Returns the paragraphs from the first of the text to the end mark, without contacts and papers."""
    kept = []
    for paragraph in page.paragraphs[head.body :]:
        if END_MARK_PATTERN.match(paragraph.text[:12]) and len(paragraph.text) < 12:
            break
        if paragraph.first.start not in taken and not is_release_line(paragraph.folded):
            kept.append(paragraph)
    return kept


def find_ending_dates(page: TextPage, head: DocumentHead) -> list[DateMention]:
    """Returns dates on lines of their own, right below a release line under the text."""
    mentions = []
    for paragraph, after in zip(page.paragraphs[head.body :], page.paragraphs[head.body + 1 :], strict=False):
        if is_release_line(paragraph.folded) and (day := parse_date_line(page.text, after.first.start, after.end)):
            mentions.append(day[0])
    return mentions


def set_published_date(
    page: TextPage, head: DocumentHead, document: ParsedDocument, released: list[DateMention]
) -> None:
    """Uses the date in the release line, or else on a line of its own above the text, or else in the dateline."""
    line = head.dateline.dated if head.dateline else None
    named = [(day, "release line") for day in released]
    named += [(day, "date above the text") for day, _ in head.dates]
    named += [(line, "dateline")] if line else []
    for day, basis in named:
        document.warn(day.doubt)
        value = day.found(basis)
        if document.published_on is None:
            document.published_on = value
        elif value and value.value != document.published_on.value and basis == "dateline":
            document.warn(CONFLICTING_DATES.format(document.published_on.value, value.value))


def set_official_status(page: TextPage, head: DocumentHead, document: ParsedDocument) -> None:
    """Decides whether a public body issues the text, by its masthead, the offices and addresses of its contacts, or the
    first paragraph."""
    speaker = document.issuer
    offices: list[ParsedContact] = [contact for contact in document.contacts if contact.office or contact.email]
    by_contact = next(
        (
            contact
            for contact in offices
            if has_government_words(
                (contact.office.value if contact.office else "") + " " + (contact.email.value if contact.email else "")
            )
        ),
        None,
    )
    if speaker and has_government_words(speaker.value):
        document.official, document.official_span = True, speaker.span
        document.official_reason = f"It is issued by {speaker.value} ({speaker.basis})."
    elif by_contact:
        named = by_contact.office or by_contact.email
        document.official, document.official_span = True, named.span
        document.official_reason = f"Its contact belongs to a public body: {named.value}."
    else:
        document.official_reason = (
            "No public body issues it: neither masthead nor contact nor first paragraph names one."
        )
