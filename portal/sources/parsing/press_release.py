"""Press releases: masthead, release line, headline, dateline, text, recommendations, quotations, contacts, papers."""

from portal.sources.parsing.attachments import attachments
from portal.sources.parsing.bodies import speaks_public
from portal.sources.parsing.contact_lines import Contact, place_of
from portal.sources.parsing.contact_sentences import contact_sentences
from portal.sources.parsing.contacts import contacts
from portal.sources.parsing.dates import Dated
from portal.sources.parsing.effective import effect
from portal.sources.parsing.facts import Document
from portal.sources.parsing.headings import END_MARK, Head, head_of, is_release_line, release_days
from portal.sources.parsing.issuers import issuer
from portal.sources.parsing.memo_headers import memo_headers
from portal.sources.parsing.page import Page
from portal.sources.parsing.paragraphs import Paragraph
from portal.sources.parsing.posted import own_line
from portal.sources.parsing.quotes import quotes
from portal.sources.parsing.recommendations import recommendations
from portal.sources.parsing.spans import Found, words_at

DISAGREE = "The text names both {} and {} as the day it was issued."


def read(page: Page, document: Document) -> None:
    document.contacts = contacts(page.text, page.lines)
    document.attachments = attachments(page.text, page.lines, page.targets)
    taken = taken_lines(document)
    head = head_of(page, taken)
    document.title, document.subtitle = head.title or subject(page), head.subtitle
    document.dateline = head.dateline.place if head.dateline else None
    body = body_of(page, head, taken)
    document.body = [(one.first.start, one.end) for one in body]
    line = next((one for one in page.paragraphs if is_release_line(one.folded)), None)
    document.release_line = words_at(page.text, line.first.start, line.end, "release line") if line else None
    read_days(page, head, document, [*release_days(page), *ending_days(page, head)])
    document.recommendations = recommendations(page.text, body)
    document.quotes, warnings = quotes(page.text, body)
    document.warn(*warnings)
    read_effects(page, head, body, document)
    document.issuer = issuer(page, head, document.contacts)
    document.contacts += contact_sentences(page.text, page.paragraphs[head.body :], document.contacts)
    document.contacts.sort(key=place_of)
    judge(page, head, document)


def subject(page: Page) -> Found | None:
    """The words of a line “Subject:”, by which a release without a heading names itself."""
    named = memo_headers(page).get("re")
    return words_at(page.text, named.start, named.end, "subject line", drop="*_") if named else None


def read_effects(page: Page, head: Head, body: list[Paragraph], document: Document) -> None:
    """From when what is announced applies, by the headings and the text; a day is named once."""
    headings = [one.span for one in (head.title, head.subtitle) if one]
    for start, end in [*headings, *((one.start, one.end) for one in body)]:
        said = effect(page.text, start, end, only_strong=True)
        known = {one.value for one in document.effective_dates}
        document.effective_dates += [one for one in said.dates if one.value not in known]
        document.warn(*said.doubts)


def taken_lines(document: Document) -> set[int]:
    return {line.start for one in document.contacts for line in one.lines} | {
        one.line.start for one in document.attachments
    }


def body_of(page: Page, head: Head, taken: set[int]) -> list[Paragraph]:
    """The paragraphs from the first of the text to the end mark, without contacts and papers."""
    kept = []
    for one in page.paragraphs[head.body :]:
        if END_MARK.match(one.text[:12]) and len(one.text) < 12:
            break
        if one.first.start not in taken and not is_release_line(one.folded):
            kept.append(one)
    return kept


def ending_days(page: Page, head: Head) -> list[Dated]:
    """Lines with nothing but a date right below a release line that stands under the text."""
    found = []
    for one, after in zip(page.paragraphs[head.body :], page.paragraphs[head.body + 1 :], strict=False):
        if is_release_line(one.folded) and (day := own_line(page.text, after.first.start, after.end)):
            found.append(day[0])
    return found


def read_days(page: Page, head: Head, document: Document, released: list[Dated]) -> None:
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
            document.warn(DISAGREE.format(document.published_on.value, found.value))


def judge(page: Page, head: Head, document: Document) -> None:
    """Whether a public body speaks: by its masthead, its contacts' offices and addresses, or the first paragraph."""
    speaker = document.issuer
    offices: list[Contact] = [one for one in document.contacts if one.office or one.email]
    by_contact = next(
        (
            one
            for one in offices
            if speaks_public((one.office.value if one.office else "") + " " + (one.email.value if one.email else ""))
        ),
        None,
    )
    if speaker and speaks_public(speaker.value):
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
