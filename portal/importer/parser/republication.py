"""Parses copies of an official text on other sites: byline, source and the lines around the text. Never official."""

import re

from portal.importer.parser.attached_papers import find_attachments
from portal.importer.parser.date_parser import find_dates
from portal.importer.parser.document import ParsedDocument
from portal.importer.parser.effective_dates import find_effective_period
from portal.importer.parser.headings import (
    BYLINE_PATTERN,
    REPRINT_PATTERN,
    SECTION_PATTERN,
    is_heading,
    is_prose,
    parse_head,
)
from portal.importer.parser.issuer_names import find_named_organization
from portal.importer.parser.links import URL_PATTERN, extract_url
from portal.importer.parser.organizations import find_official, find_organization
from portal.importer.parser.page import TextPage
from portal.importer.parser.paragraphs import Paragraph
from portal.importer.parser.quotations import find_quotes
from portal.importer.parser.reader_comments import COMMENT_COUNT_PATTERN
from portal.importer.parser.recommendations import find_recommendations
from portal.importer.parser.spans import ExtractedValue, extract_words

COPY_LABEL_PATTERN = re.compile(
    r"[*_]*(?P<name>by|author|(?:posted|written|submitted) by|date|published|posted"
    r"|location|source|original source|via|original|originally published)"
    r"(?:\s*:|(?<=originally published)\s(?:at|on|in)?\s*:?\s*(?=https?:))[*_]*\s*",
    re.IGNORECASE,
)
ORIGINAL_LINK_PATTERN = re.compile(
    r"\b(?:(?:read|see|view|find) the (?:original|full|complete)\b|(?:first |originally )?(?:appeared|published|posted)"
    r"(?: first)? (?:at|on)\b|original (?:release|post|article|text)\b|from the (?:governor|agency|department)['’]s"
    r" (?:site|website))[^.\n]{0,60}?(?=https?://|www\.)",
    re.IGNORECASE,
)
POSTED_PATTERN = re.compile(
    r"(?:posted|published|written|submitted)\s+(?:(?P<on>on\s+.{5,40}?)|(?P<other>.{0,30}?))(?:\s+(?:by"
    r"|in)\s+(?P<name>[^|•·,\n]{2,40}).*)?$",
    re.IGNORECASE,
)
NAME_DATE_PATTERN = re.compile(
    r"by\s+(?P<name>[\w.'’ -]{2,40}?),\s+(?=[A-Z][a-z]{2,8}\.?\s\d{1,2},?\s\d{4}$)", re.IGNORECASE
)
DATE_BY_PATTERN = re.compile(
    r"(?:[A-Z][a-z]+day,\s+)?[A-Z][a-z]{2,8}\.?\s\d{1,2},?\s\d{4}\s*+[·|•–—-]?\s*+by\s++[\w.'’ -]{2,40}$"
)
BY_DATE_PATTERN = re.compile(
    r"(?:by\s++)?(?P<name>[\w.'’ -]{2,40}?)\s{0,9}(?:on|[|•·–—-])\s{1,9}(?=[A-Z][a-z]+\.?\s\d|\d)", re.IGNORECASE
)
RELEASE_FROM_PATTERN = re.compile(
    r"(?:.{0,60}?(?:news|press) release|(?:the following|this) (?:was|is))\s+"
    r"(?:(?:was\s+)?(?:issued|sent out|released)\s+)?(?:from|by)\s+(?P<name>.{3,80}?)\s*:?$",
    re.IGNORECASE,
)


def parse_republication(page: TextPage, document: ParsedDocument) -> None:
    labels = find_labels(page)
    head = parse_head(
        page,
        {
            paragraph.first.start
            for paragraph in page.paragraphs
            if COPY_LABEL_PATTERN.match(paragraph.text[:40]) or is_post_line(page, paragraph)
        },
    )
    document.title = find_title(page, document, head)
    apply_labels(page, labels, document)
    apply_post_line(page, document)
    if document.published_on is None and head.dates:
        document.published_on = head.dates[0][0].found("date above the text")
        document.warn(head.dates[0][0].doubt)
    if document.dateline is None and head.dateline:
        document.dateline = head.dateline.place
    if document.byline is None:
        document.byline = head.byline
    body = [
        paragraph for paragraph in page.paragraphs[head.body :] if not COPY_LABEL_PATTERN.match(paragraph.text[:40])
    ]
    document.recommendations = find_recommendations(page.text, body)
    document.quotes, warnings = find_quotes(page.text, body)
    document.warn(*warnings)
    for paragraph in body:
        document.effective_dates += find_effective_period(
            page.text, paragraph.start, paragraph.end, only_strong=True
        ).dates
    document.attachments = find_attachments(page.text, page.lines, page.targets)
    document.issuer = find_copied_issuer(page, head.body)
    set_comment_count(page, document)
    document.official_reason = "It is a copy on another site, as the lines around the text show."


def find_title(page: TextPage, document: ParsedDocument, head) -> ExtractedValue | None:
    """Returns the heading nearest to the text; the name of the site is above it."""
    candidates = [
        paragraph
        for paragraph in page.paragraphs[: max(head.body, 1)]
        if is_heading(paragraph) and not SECTION_PATTERN.fullmatch(paragraph.folded.strip("*_# "))
    ]
    candidates = [
        paragraph
        for paragraph in candidates
        if not COPY_LABEL_PATTERN.match(paragraph.text[:40])
        and not is_post_line(page, paragraph)
        and not RELEASE_FROM_PATTERN.match(paragraph.folded[:160])
        and not REPRINT_PATTERN.match(paragraph.folded)
        and not is_date_only(page, paragraph)
    ]
    if not candidates:
        return None
    post = next(
        (
            paragraph.start
            for paragraph in page.paragraphs[:20]
            if is_post_line(page, paragraph) or BYLINE_PATTERN.match(paragraph.text[:150])
        ),
        None,
    )
    over = [paragraph for paragraph in candidates if post is not None and paragraph.end < post]
    best = (
        over[-1]
        if over
        else next((paragraph for paragraph in candidates if len(paragraph.folded.split()) >= 5), candidates[0])
    )
    return extract_words(page.text, best.start, best.end, "heading", drop="*_# ")


def is_date_only(page: TextPage, paragraph: Paragraph) -> bool:
    return len(paragraph.folded) < 40 and bool(find_dates(page.text, paragraph.start, paragraph.end))


def find_labels(page: TextPage) -> list[tuple[str, ExtractedValue]]:
    labels = []
    for paragraph in page.paragraphs:
        if match := COPY_LABEL_PATTERN.match(paragraph.text[:60]):
            words = extract_words(
                page.text, paragraph.start + match.end(), paragraph.end, f"line {match['name'].capitalize()}", drop="*_"
            )
            labels += [(match["name"].lower(), words)] if words else []
    return labels


def apply_labels(page: TextPage, labels: list[tuple[str, ExtractedValue]], document: ParsedDocument) -> None:
    for name, words in labels:
        if (
            name in ("by", "author", "posted by", "written by", "submitted by")
            and document.byline is None
            and len(words.value) < 120
        ):
            document.byline = words
        elif name in ("date", "published", "posted") and document.published_on is None:
            set_published_date(page, words.start, words.end, document, words.basis)
        elif name == "location" and document.dateline is None:
            document.dateline = words
        elif name in ("source", "original source", "via", "original") or name.startswith("originally"):
            match = URL_PATTERN.search(page.text, words.start, words.end)
            document.source_url = document.source_url or (extract_url(page.text, match) if match else None)
    if document.source_url is None:
        document.source_url = find_original_url(page)


def find_original_url(page: TextPage) -> ExtractedValue | None:
    """Returns the address in a sentence such as “Read the original at …”."""
    for paragraph in page.paragraphs:
        if len(paragraph.text) < 400 and (match := ORIGINAL_LINK_PATTERN.search(paragraph.text)):
            address = URL_PATTERN.search(page.text, paragraph.start + match.end(), paragraph.end)
            return extract_url(page.text, address) if address else None
    return None


def set_published_date(page: TextPage, start: int, end: int, document: ParsedDocument, basis: str) -> None:
    for day in find_dates(page.text, start, end)[:1]:
        document.warn(day.doubt)
        document.published_on = day.found(basis)


def is_post_line(page: TextPage, paragraph: Paragraph) -> bool:
    words = paragraph.folded
    if paragraph.mark or len(words) > 130:
        return False
    has_day = bool(find_dates(page.text, paragraph.start, paragraph.end))
    return (
        bool(POSTED_PATTERN.match(words))
        and (has_day or " by " in words)
        or has_day
        and bool(BY_DATE_PATTERN.match(words) or DATE_BY_PATTERN.match(words) or NAME_DATE_PATTERN.match(words))
        and len(words) < 90
        and not is_prose(paragraph)
    )


def apply_post_line(page: TextPage, document: ParsedDocument) -> None:
    """Reads lines such as “Posted on September 5, 2018 by admin” and “By admin | September 5, 2018”."""
    line = next((paragraph for paragraph in page.paragraphs[:20] if is_post_line(page, paragraph)), None)
    if line is None:
        return
    if document.published_on is None:
        set_published_date(page, line.start, line.end, document, "line Posted")
    words = page.text[line.start : line.end]
    match = re.search(r"\bby:?\s+(?P<name>[\w.'’@-]+(?:[ ](?!on\b|in\b|at\b)[\w.'’@-]+){0,3})", words, re.IGNORECASE)
    if document.byline is None and match:
        document.byline = extract_words(
            page.text, line.start + match.start("name"), line.start + match.end("name"), "line Posted"
        )


def find_copied_issuer(page: TextPage, body: int) -> ExtractedValue | None:
    """Returns the issuer of the copied text: from the line “News release from…”, or the first body or official in the
    first paragraphs."""
    for paragraph in page.paragraphs[: body + 3]:
        words = page.text[paragraph.start : paragraph.end]
        if match := RELEASE_FROM_PATTERN.match(words[:200]):
            return extract_words(
                page.text,
                paragraph.start + match.start("name"),
                paragraph.start + match.end("name"),
                "line naming the release",
            )
    for paragraph in page.paragraphs[body : body + 3]:
        span = paragraph.start, min(paragraph.end, paragraph.start + 500)
        if (find_official(page.text[slice(*span)]) or find_organization(page.text[slice(*span)])) and (
            name := find_named_organization(page, span, "named in the first paragraph")
        ):
            return name
    return None


def set_comment_count(page: TextPage, document: ParsedDocument) -> None:
    if not page.comments:
        return
    under = page.comments
    document.comments = under.count
    document.comments_span = (page.all_lines[under.first].start, page.all_lines[under.last - 1].end)
    stated = COMMENT_COUNT_PATTERN.match(page.all_lines[under.first].text[:200])
    number = int(stated[1] or stated[2] or 0) if stated else 0
    if number and under.starts and number != under.count:
        document.warn(f"The text states {number} comments; {under.count} were found.")
