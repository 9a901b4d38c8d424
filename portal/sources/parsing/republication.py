"""Copies of an official text on other sites: whose byline, from where, with what around it. Never official."""

import re

from portal.sources.parsing.attachments import attachments
from portal.sources.parsing.bodies import body_in, speaker_in
from portal.sources.parsing.comments import COUNT
from portal.sources.parsing.dates import dates_in
from portal.sources.parsing.effective import effect
from portal.sources.parsing.facts import Document
from portal.sources.parsing.headings import BYLINE, COPIED, SECTION, head_of, is_heading, is_prose
from portal.sources.parsing.issuers import named
from portal.sources.parsing.links import URL, address_at
from portal.sources.parsing.page import Page
from portal.sources.parsing.paragraphs import Paragraph
from portal.sources.parsing.quotes import quotes
from portal.sources.parsing.recommendations import recommendations
from portal.sources.parsing.spans import Found, words_at

LABEL = re.compile(
    r"[*_]*(?P<name>by|author|(?:posted|written|submitted) by|date|published|posted"
    r"|location|source|original source|via|original|originally published)"
    r"(?:\s*:|(?<=originally published)\s(?:at|on|in)?\s*:?\s*(?=https?:))[*_]*\s*",
    re.IGNORECASE,
)
ORIGINAL = re.compile(
    r"\b(?:(?:read|see|view|find) the (?:original|full|complete)\b|(?:first |originally )?(?:appeared|published|posted)"
    r"(?: first)? (?:at|on)\b|original (?:release|post|article|text)\b|from the (?:governor|agency|department)['’]s"
    r" (?:site|website))[^.\n]{0,60}?(?=https?://|www\.)",
    re.IGNORECASE,
)
POSTED = re.compile(
    r"(?:posted|published|written|submitted)\s+(?:(?P<on>on\s+.{5,40}?)|(?P<other>.{0,30}?))(?:\s+(?:by"
    r"|in)\s+(?P<name>[^|•·,\n]{2,40}).*)?$",
    re.IGNORECASE,
)
NAME_DAY = re.compile(r"by\s+(?P<name>[\w.'’ -]{2,40}?),\s+(?=[A-Z][a-z]{2,8}\.?\s\d{1,2},?\s\d{4}$)", re.IGNORECASE)
DAY_BY = re.compile(r"(?:[A-Z][a-z]+day,\s+)?[A-Z][a-z]{2,8}\.?\s\d{1,2},?\s\d{4}\s*[·|•–—-]?\s*by\s+[\w.'’ -]{2,40}$")
BY_ON = re.compile(r"(?:by\s+)?(?P<name>[\w.'’ -]{2,40}?)\s*(?:on|[|•·–—-])\s+(?=[A-Z][a-z]+\.?\s\d|\d)", re.IGNORECASE)
FROM = re.compile(
    r"(?:.{0,60}?(?:news|press) release|(?:the following|this) (?:was|is))\s+"
    r"(?:(?:was\s+)?(?:issued|sent out|released)\s+)?(?:from|by)\s+(?P<name>.{3,80}?)\s*:?$",
    re.IGNORECASE,
)


def read(page: Page, document: Document) -> None:
    labelled = labels(page)
    head = head_of(
        page, {one.first.start for one in page.paragraphs if LABEL.match(one.text[:40]) or is_post_line(page, one)}
    )
    document.title = title_of(page, document, head)
    read_labels(page, labelled, document)
    read_post_line(page, document)
    if document.published_on is None and head.dates:
        document.published_on = head.dates[0][0].found("date above the text")
        document.warn(head.dates[0][0].doubt)
    if document.dateline is None and head.dateline:
        document.dateline = head.dateline.place
    if document.byline is None:
        document.byline = head.byline
    body = [one for one in page.paragraphs[head.body :] if not LABEL.match(one.text[:40])]
    document.recommendations = recommendations(page.text, body)
    document.quotes, warnings = quotes(page.text, body)
    document.warn(*warnings)
    for one in body:
        document.effective_dates += effect(page.text, one.start, one.end, only_strong=True).dates
    document.attachments = attachments(page.text, page.lines, page.targets)
    document.issuer = issuer(page, head.body)
    count(page, document)
    document.official_reason = "It is a copy on another site, as the lines around the text show."


def title_of(page: Page, document: Document, head) -> Found | None:
    """The heading nearest the text: a site's own name stands above it."""
    candidates = [
        one
        for one in page.paragraphs[: max(head.body, 1)]
        if is_heading(one) and not SECTION.fullmatch(one.folded.strip("*_# "))
    ]
    candidates = [
        one
        for one in candidates
        if not LABEL.match(one.text[:40])
        and not is_post_line(page, one)
        and not FROM.match(one.folded[:160])
        and not COPIED.match(one.folded)
        and not dates_only(page, one)
    ]
    if not candidates:
        return None
    post = next(
        (one.start for one in page.paragraphs[:20] if is_post_line(page, one) or BYLINE.match(one.text[:150])), None
    )
    over = [one for one in candidates if post is not None and one.end < post]
    best = over[-1] if over else next((one for one in candidates if len(one.folded.split()) >= 5), candidates[0])
    return words_at(page.text, best.start, best.end, "heading", drop="*_# ")


def dates_only(page: Page, one: Paragraph) -> bool:
    return len(one.folded) < 40 and bool(dates_in(page.text, one.start, one.end))


def labels(page: Page) -> list[tuple[str, Found]]:
    found = []
    for one in page.paragraphs:
        if match := LABEL.match(one.text[:60]):
            words = words_at(
                page.text, one.start + match.end(), one.end, f"line {match['name'].capitalize()}", drop="*_"
            )
            found += [(match["name"].lower(), words)] if words else []
    return found


def read_labels(page: Page, labelled: list[tuple[str, Found]], document: Document) -> None:
    for name, words in labelled:
        if (
            name in ("by", "author", "posted by", "written by", "submitted by")
            and document.byline is None
            and len(words.value) < 120
        ):
            document.byline = words
        elif name in ("date", "published", "posted") and document.published_on is None:
            read_day(page, words.start, words.end, document, words.basis)
        elif name == "location" and document.dateline is None:
            document.dateline = words
        elif name in ("source", "original source", "via", "original") or name.startswith("originally"):
            match = URL.search(page.text, words.start, words.end)
            document.source_url = document.source_url or (address_at(page.text, match) if match else None)
    if document.source_url is None:
        document.source_url = pointed_to(page)


def pointed_to(page: Page) -> Found | None:
    """The address by a sentence: “Read the original at …”."""
    for one in page.paragraphs:
        if len(one.text) < 400 and (match := ORIGINAL.search(one.text)):
            address = URL.search(page.text, one.start + match.end(), one.end)
            return address_at(page.text, address) if address else None
    return None


def read_day(page: Page, start: int, end: int, document: Document, basis: str) -> None:
    for day in dates_in(page.text, start, end)[:1]:
        document.warn(day.doubt)
        document.published_on = day.found(basis)


def is_post_line(page: Page, one: Paragraph) -> bool:
    words = one.folded
    if one.mark or len(words) > 130:
        return False
    has_day = bool(dates_in(page.text, one.start, one.end))
    return (
        bool(POSTED.match(words))
        and (has_day or " by " in words)
        or has_day
        and bool(BY_ON.match(words) or DAY_BY.match(words) or NAME_DAY.match(words))
        and len(words) < 90
        and not is_prose(one)
    )


def read_post_line(page: Page, document: Document) -> None:
    """“Posted on September 5, 2018 by admin”, “By admin | September 5, 2018”."""
    line = next((one for one in page.paragraphs[:20] if is_post_line(page, one)), None)
    if line is None:
        return
    if document.published_on is None:
        read_day(page, line.start, line.end, document, "line Posted")
    words = page.text[line.start : line.end]
    match = re.search(r"\bby:?\s+(?P<name>[\w.'’@-]+(?:[ ](?!on\b|in\b|at\b)[\w.'’@-]+){0,3})", words, re.IGNORECASE)
    if document.byline is None and match:
        document.byline = words_at(
            page.text, line.start + match.start("name"), line.start + match.end("name"), "line Posted"
        )


def issuer(page: Page, body: int) -> Found | None:
    """Whose text it copies: the line “News release from…”, or the first paragraph's first body or official."""
    for one in page.paragraphs[: body + 3]:
        words = page.text[one.start : one.end]
        if match := FROM.match(words[:200]):
            return words_at(
                page.text, one.start + match.start("name"), one.start + match.end("name"), "line naming the release"
            )
    for one in page.paragraphs[body : body + 3]:
        span = one.start, min(one.end, one.start + 500)
        if (speaker_in(page.text[slice(*span)]) or body_in(page.text[slice(*span)])) and (
            found := named(page, span, "named in the first paragraph")
        ):
            return found
    return None


def count(page: Page, document: Document) -> None:
    if not page.comments:
        return
    under = page.comments
    document.comments = under.count
    document.comments_span = (page.all_lines[under.first].start, page.all_lines[under.last - 1].end)
    stated = COUNT.match(page.all_lines[under.first].text[:200])
    number = int(stated[1] or stated[2] or 0) if stated else 0
    if number and under.starts and number != under.count:
        document.warn(f"The text speaks of {number} comments; {under.count} were told apart.")
