"""Parses questions and answers. The text between two questions, including numbered lines, is the answer to the
first."""

import re

from portal.importer.parser.boilerplate import SEPARATOR_PATTERN
from portal.importer.parser.contact_blocks import find_contacts
from portal.importer.parser.date_parser import find_dates
from portal.importer.parser.document import ParsedDocument, ParsedQuestion
from portal.importer.parser.headings import SECTION_PATTERN, is_heading
from portal.importer.parser.issuer_names import find_named_organization, is_generic_name
from portal.importer.parser.organizations import has_government_words, is_organization_name
from portal.importer.parser.page import TextPage
from portal.importer.parser.paragraphs import Paragraph
from portal.importer.parser.phone_numbers import PHONE_PATTERN
from portal.importer.parser.posted_dates import parse_date_line
from portal.importer.parser.question_starts import ANSWER_LABEL_PATTERN, QuestionSpan, find_questions
from portal.importer.parser.spans import ExtractedValue, extract_words

FIRST_PERSON_PATTERN = re.compile(
    r"\b(?:our (?:office|staff|branch|agency|department|library|counter|website)|nuestra oficina|contact us|call us)\b",
    re.IGNORECASE,
)
MAX_LEAD_WORDS = 7
"""Most words of a heading that ends in a colon; a longer line introduces the questions."""
MACHINE_TEXT_PATTERN = re.compile(r"\bas of my (?:last|most recent)\b|\bmy (?:last update|knowledge)\b", re.IGNORECASE)


def parse_qa(page: TextPage, document: ParsedDocument) -> None:
    questions = find_questions(page)
    document.contacts = find_contacts(page.text, page.lines)
    taken = {line.start for contact in document.contacts for line in contact.lines}
    parse_qa_head(page, page.paragraphs[: questions[0].paragraph] if questions else page.paragraphs[:10], document)
    for question, after in zip(questions, [*questions[1:], None], strict=False):
        document.questions.append(build_question(page, question, after, taken))
    set_official_status(page, document)


def build_question(
    page: TextPage, question: QuestionSpan, after: QuestionSpan | None, taken: set[int]
) -> ParsedQuestion:
    words = extract_words(page.text, question.start, question.end, "question", drop="*_#")
    until = page.paragraphs[after.paragraph].first.start if after else find_last_answer_end(page, question, taken)
    start = question.answer
    if reply := ANSWER_LABEL_PATTERN.match(page.text[start:until].lstrip()[:30]):
        start = start + len(page.text[start:until]) - len(page.text[start:until].lstrip()) + reply.end()
    inside = (
        [part for part in page.paragraphs[question.paragraph :] if part.start < until]
        if after is None
        else page.paragraphs[question.paragraph : after.paragraph]
    )
    until = min(until, find_answer_end(inside, start, until))
    return ParsedQuestion(
        question.number, words, extract_words(page.text, start, until, "answer", drop="*_") if start < until else None
    )


def find_last_answer_end(page: TextPage, question: QuestionSpan, taken: set[int]) -> int:
    """Returns the end of the last answer, before contacts and boilerplate at the end of the page."""
    below = [part for part in page.paragraphs[question.paragraph :] if part.first.start not in taken]
    return max((part.end for part in below), default=question.answer)


def find_answer_end(inside: list[Paragraph], start: int, until: int) -> int:
    """Returns the end of an answer. A heading at its end belongs to the next questions, and a date to the page."""
    kept = [part for part in inside if part.end > start]
    while len(kept) > 1:
        last = kept[-1]
        words = last.folded
        is_title = (
            last.gap
            and not last.mark
            and is_heading(last)
            and len(words) < 70
            and words[-1] not in ".?!:"
            and (words.istitle() or words.isupper() or is_mostly_capitalized(words))
        )
        if (
            not is_title
            and not is_page_footer(words)
            and not (last.gap and is_organization_name(words))
            and not re.match(r"(?i)(?:last )?(?:updated|revised|posted)\b.{0,40}$", words)
        ):
            break
        kept.pop()
    return max((part.end for part in kept), default=until)


def is_page_footer(words: str) -> bool:
    """Returns whether the words are a row at the foot of a page: an office, its address, its number."""
    return (
        len(words) < 200
        and len(SEPARATOR_PATTERN.split(words)) > 2
        and bool(PHONE_PATTERN.search(words) or "@" in words)
    )


def is_mostly_capitalized(words: str) -> bool:
    return sum(word[0].isupper() for word in words.split()) * 2 > len(words.split()) and len(words.split()) <= 8


def parse_qa_head(page: TextPage, above: list[Paragraph], document: ParsedDocument) -> None:
    for paragraph in above:
        if day := parse_date_line(page.text, paragraph.first.start, paragraph.end):
            document.warn(day[0].doubt)
            document.published_on = document.published_on or day[0].found("date above the questions")
        elif is_organization_name(paragraph.folded) and (document.issuer is None or is_generic_name(document.issuer)):
            document.issuer = extract_words(page.text, paragraph.start, paragraph.end, "masthead", drop="*_ ")
        elif (
            document.title is None
            and is_heading(paragraph)
            and not (paragraph.folded.endswith(":") and len(paragraph.folded.split()) > MAX_LEAD_WORDS)
            and not SECTION_PATTERN.fullmatch(paragraph.folded)
            and not find_dates(page.text, paragraph.start, paragraph.end)
        ):
            document.title = extract_words(page.text, paragraph.start, paragraph.end, "heading", drop="*_# ")
    if document.issuer is None and document.title:
        document.issuer = find_named_organization(page, document.title.span, "named in the heading")
    if document.issuer is None and page.paragraphs and is_page_footer(page.paragraphs[-1].folded):
        document.issuer = find_named_organization(
            page, (page.paragraphs[-1].start, page.paragraphs[-1].end), "named at the foot"
        )
    if document.issuer is None and len(page.paragraphs) > 1 and is_organization_name(page.paragraphs[-1].folded):
        last = page.paragraphs[-1]
        document.issuer = extract_words(page.text, last.start, last.end, "name below the text", drop="*_ ")
    if document.published_on is None and page.paragraphs:
        last = page.paragraphs[-1]
        if day := parse_date_line(page.text, last.first.start, last.end):
            document.warn(day[0].doubt)
            document.published_on = day[0].found("date below the questions")


def set_official_status(page: TextPage, document: ParsedDocument) -> None:
    speaks = FIRST_PERSON_PATTERN.search(page.words[:100_000])
    machine = MACHINE_TEXT_PATTERN.search(page.words[:100_000])
    contact = next((contact for contact in document.contacts if contact.email and ".gov" in contact.email.value), None)
    named_by: ExtractedValue | None = document.issuer or (contact.email if contact else None)
    if machine:
        document.official_reason = "Its author writes of “my last update” or the like, as no public body does."
        document.official_span = (page.start + machine.start(), page.start + machine.end())
    elif named_by and has_government_words(named_by.value):
        document.official, document.official_span = True, named_by.span
        document.official_reason = f"A public body is named as its author: {named_by.value}."
    elif (
        speaks
        and has_government_words(page.words[:5000])
        and document.title
        and has_government_words(document.title.value)
    ):
        document.official, document.official_span = True, (page.start + speaks.start(), page.start + speaks.end())
        document.official_reason = "A public body writes about itself in it."
    else:
        document.official_reason = "No public body is named as its author."
