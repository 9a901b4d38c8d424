"""Questions and answers. What stands between two questions, numbered lines included, is the first one's answer."""

import re

from portal.sources.parsing.bodies import is_body_name, speaks_public
from portal.sources.parsing.contacts import contacts
from portal.sources.parsing.dates import dates_in
from portal.sources.parsing.facts import Document, Question
from portal.sources.parsing.furniture import SEPARATED
from portal.sources.parsing.headings import SECTION, is_heading
from portal.sources.parsing.issuers import is_generic, named
from portal.sources.parsing.page import Page
from portal.sources.parsing.paragraphs import Paragraph
from portal.sources.parsing.phones import NUMBER
from portal.sources.parsing.posted import own_line
from portal.sources.parsing.questions import REPLY, Asked, question_starts
from portal.sources.parsing.spans import Found, words_at

FIRST_PERSON = re.compile(
    r"\b(?:our (?:office|staff|branch|agency|department|library|counter|website)|nuestra oficina|contact us|call us)\b",
    re.IGNORECASE,
)
LONGEST_LEAD = 7
"""Words of a heading that ends in a colon; a longer line leads up to the questions."""
MACHINE = re.compile(r"\bas of my (?:last|most recent)\b|\bmy (?:last update|knowledge)\b", re.IGNORECASE)


def read(page: Page, document: Document) -> None:
    asked = question_starts(page)
    document.contacts = contacts(page.text, page.lines)
    taken = {line.start for one in document.contacts for line in one.lines}
    read_head(page, page.paragraphs[: asked[0].paragraph] if asked else page.paragraphs[:10], document)
    for one, after in zip(asked, [*asked[1:], None], strict=False):
        document.questions.append(question(page, one, after, taken))
    judge(page, document)


def question(page: Page, one: Asked, after: Asked | None, taken: set[int]) -> Question:
    words = words_at(page.text, one.start, one.end, "question", drop="*_#")
    until = page.paragraphs[after.paragraph].first.start if after else answers_end(page, one, taken)
    start = one.answer
    if reply := REPLY.match(page.text[start:until].lstrip()[:30]):
        start = start + len(page.text[start:until]) - len(page.text[start:until].lstrip()) + reply.end()
    inside = (
        [part for part in page.paragraphs[one.paragraph :] if part.start < until]
        if after is None
        else page.paragraphs[one.paragraph : after.paragraph]
    )
    until = min(until, answer_end(inside, start, until))
    return Question(
        one.number, words, words_at(page.text, start, until, "answer", drop="*_") if start < until else None
    )


def answers_end(page: Page, one: Asked, taken: set[int]) -> int:
    """Of the last answer: before contacts and furniture that end the page."""
    below = [part for part in page.paragraphs[one.paragraph :] if part.first.start not in taken]
    return max((part.end for part in below), default=one.answer)


def answer_end(inside: list[Paragraph], start: int, until: int) -> int:
    """A heading at the end of an answer belongs to the questions behind it, a date to the page."""
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
            and (words.istitle() or words.isupper() or headline(words))
        )
        if (
            not is_title
            and not is_foot(words)
            and not (last.gap and is_body_name(words))
            and not re.match(r"(?i)(?:last )?(?:updated|revised|posted)\b.{0,40}$", words)
        ):
            break
        kept.pop()
    return max((part.end for part in kept), default=until)


def is_foot(words: str) -> bool:
    """A row at the foot of a page: an office, its address, its number."""
    return len(words) < 200 and len(SEPARATED.split(words)) > 2 and bool(NUMBER.search(words) or "@" in words)


def headline(words: str) -> bool:
    return sum(word[0].isupper() for word in words.split()) * 2 > len(words.split()) and len(words.split()) <= 8


def read_head(page: Page, above: list[Paragraph], document: Document) -> None:
    for one in above:
        if day := own_line(page.text, one.first.start, one.end):
            document.warn(day[0].doubt)
            document.published_on = document.published_on or day[0].found("date above the questions")
        elif is_body_name(one.folded) and (document.issuer is None or is_generic(document.issuer)):
            document.issuer = words_at(page.text, one.start, one.end, "masthead", drop="*_ ")
        elif (
            document.title is None
            and is_heading(one)
            and not (one.folded.endswith(":") and len(one.folded.split()) > LONGEST_LEAD)
            and not SECTION.fullmatch(one.folded)
            and not dates_in(page.text, one.start, one.end)
        ):
            document.title = words_at(page.text, one.start, one.end, "heading", drop="*_# ")
    if document.issuer is None and document.title:
        document.issuer = named(page, document.title.span, "named in the heading")
    if document.issuer is None and page.paragraphs and is_foot(page.paragraphs[-1].folded):
        document.issuer = named(page, (page.paragraphs[-1].start, page.paragraphs[-1].end), "named at the foot")
    if document.issuer is None and len(page.paragraphs) > 1 and is_body_name(page.paragraphs[-1].folded):
        last = page.paragraphs[-1]
        document.issuer = words_at(page.text, last.start, last.end, "name below the text", drop="*_ ")
    if document.published_on is None and page.paragraphs:
        last = page.paragraphs[-1]
        if day := own_line(page.text, last.first.start, last.end):
            document.warn(day[0].doubt)
            document.published_on = day[0].found("date below the questions")


def judge(page: Page, document: Document) -> None:
    speaks = FIRST_PERSON.search(page.words[:100_000])
    machine = MACHINE.search(page.words[:100_000])
    contact = next((one for one in document.contacts if one.email and ".gov" in one.email.value), None)
    named_by: Found | None = document.issuer or (contact.email if contact else None)
    if machine:
        document.official_reason = "Its author speaks of an own last update, as no public body does."
        document.official_span = (page.start + machine.start(), page.start + machine.end())
    elif named_by and speaks_public(named_by.value):
        document.official, document.official_span = True, named_by.span
        document.official_reason = f"A public body is named as its author: {named_by.value}."
    elif speaks and speaks_public(page.words[:5000]) and document.title and speaks_public(document.title.value):
        document.official, document.official_span = True, (page.start + speaks.start(), page.start + speaks.end())
        document.official_reason = "A public body speaks of itself in it."
    else:
        document.official_reason = "No public body is named as its author."
