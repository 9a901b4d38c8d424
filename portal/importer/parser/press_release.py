"""Press releases: masthead, release line, headline, dateline, text, recommendations, quotations, contacts, papers."""

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
    document.body = [(one.first.start, one.end) for one in body]
    line = next((one for one in page.paragraphs if is_release_line(one.folded)), None)
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
    """The words of a line “Subject:”, by which a release without a heading names itself."""
    named = find_memo_headers(page).get("re")
    return extract_words(page.text, named.start, named.end, "subject line", drop="*_") if named else None


def add_effective_dates(page: TextPage, head: DocumentHead, body: list[Paragraph], document: ParsedDocument) -> None:
    """From when what is announced applies, by the headings and the text; a day is named once."""
    headings = [one.span for one in (head.title, head.subtitle) if one]
    for start, end in [*headings, *((one.start, one.end) for one in body)]:
        said = find_effective_period(page.text, start, end, only_strong=True)
        known = {one.value for one in document.effective_dates}
        document.effective_dates += [one for one in said.dates if one.value not in known]
        document.warn(*said.doubts)


def get_taken_lines(document: ParsedDocument) -> set[int]:
    return {line.start for one in document.contacts for line in one.lines} | {
        one.line.start for one in document.attachments
    }


def get_body_paragraphs(page: TextPage, head: DocumentHead, taken: set[int]) -> list[Paragraph]:
    """The paragraphs from the first of the text to the end mark, without contacts and papers."""
    kept = []
    for one in page.paragraphs[head.body :]:
        if END_MARK_PATTERN.match(one.text[:12]) and len(one.text) < 12:
            break
        if one.first.start not in taken and not is_release_line(one.folded):
            kept.append(one)
    return kept


def find_ending_dates(page: TextPage, head: DocumentHead) -> list[DateMention]:
    """Lines with nothing but a date right below a release line that is under the text."""
    found = []
    for one, after in zip(page.paragraphs[head.body :], page.paragraphs[head.body + 1 :], strict=False):
        if is_release_line(one.folded) and (day := parse_date_line(page.text, after.first.start, after.end)):
            found.append(day[0])
    return found


def set_published_date(
    page: TextPage, head: DocumentHead, document: ParsedDocument, released: list[DateMention]
) -> None:
    """The day by the release line, then a line of its own above the text, then the dateline."""
    line = head.dateline.dated if head.dateline else None
    named = [(day, "release line") for day in released]
    named += [(day, "date above the text") for day, _ in head.dates]
    named += [(line, "dateline")] if line else []
    for day, basis in named:
        document.warn(day.doubt)
        found = day.found(basis)
        if document.published_on is None:
            document.published_on = found
        elif found and found.value != document.published_on.value and basis == "dateline":
            document.warn(CONFLICTING_DATES.format(document.published_on.value, found.value))


def set_official_status(page: TextPage, head: DocumentHead, document: ParsedDocument) -> None:
    """Whether a public body speaks: by its masthead, its contacts' offices and addresses, or the first paragraph."""
    speaker = document.issuer
    offices: list[ParsedContact] = [one for one in document.contacts if one.office or one.email]
    by_contact = next(
        (
            one
            for one in offices
            if has_government_words(
                (one.office.value if one.office else "") + " " + (one.email.value if one.email else "")
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
        document.official_reason = f"Its contact is of a public body: {named.value}."
    else:
        document.official_reason = (
            "No public body speaks in it: neither masthead nor contact nor first paragraph names one."
        )
