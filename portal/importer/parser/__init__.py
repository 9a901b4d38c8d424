"""Reads documents as found: the kind of each, and its facts, each with the characters it was read from.

Pure: text in, facts out; no database, no clock, no network. There is one module for each kind; shared modules are named
after what they find. The parser makes nothing up: what the text does not state stays empty."""

from collections.abc import Callable, Sequence
from itertools import zip_longest

from portal.importer.parser import (
    memo_document,
    news_article,
    other_document,
    press_release,
    questions_and_answers,
    republication,
    service_notice,
)
from portal.importer.parser.classifier import Classification, classify_page, classify_text
from portal.importer.parser.date_parser import find_dates
from portal.importer.parser.document import ParsedDocument
from portal.importer.parser.document_splitter import find_document_starts
from portal.importer.parser.language import detect_language
from portal.importer.parser.links import HtmlLink
from portal.importer.parser.page import TextPage, build_page
from portal.importer.parser.scoring import SCORERS, KindScore, PageFeatures

__all__ = [
    "KIND_PARSERS",
    "SCORERS",
    "Classification",
    "HtmlLink",
    "ParsedDocument",
    "classify_text",
    "list_document_kinds",
    "parse_documents",
    "register_document_kind",
]

KIND_PARSERS = {
    "notice": service_notice.parse_notice,
    "press_release": press_release.parse_press_release,
    "memo": memo_document.parse_memo,
    "republication": republication.parse_republication,
    "qa": questions_and_answers.parse_qa,
    "news": news_article.parse_news_article,
    "other": other_document.parse_other,
}


def register_document_kind(
    kind: str,
    parse: Callable[[TextPage, ParsedDocument], None],
    weigh: Callable[[PageFeatures], KindScore] | None = None,
) -> None:
    """Registers a kind. Call it in AppConfig.ready(). Without `weigh`, a text is of the kind only if staff choose
    it. A child process without Django parses long texts, so the modules of the functions must not import models."""
    KIND_PARSERS[kind] = parse
    if weigh:
        SCORERS[kind] = weigh


def list_document_kinds() -> list[str]:
    return list(KIND_PARSERS)


def parse_documents(
    text: str, targets: list[HtmlLink] | None = None, kinds: Sequence[str] = ()
) -> list[ParsedDocument]:
    """Returns the documents of a text in order, or none if it has no words. Spans count characters of `text`. `targets`
    are links that the code of a page gives to words of the text, in order. `kinds` has the kinds that staff chose, in
    the order of the documents, and an empty string for no choice. Time grows with the length."""
    whole = build_page(text, targets=targets)
    if not whole.paragraphs:
        return []
    places = find_document_starts(whole)
    pages = [whole]
    if len(places) > 1:
        ends = [*places[1:], len(text)]
        pages = [build_page(text, start, end, targets) for start, end in zip(places, ends, strict=True)]
    return [parse_document(page, kind) for page, kind in zip_longest(pages, kinds[: len(pages)], fillvalue="")]


def parse_document(page: TextPage, kind: str = "") -> ParsedDocument:
    classification = Classification(kind, 1.0, ["Staff chose this kind."]) if kind else classify_page(page)
    document = ParsedDocument(
        classification.kind,
        classification.confidence,
        classification.reasons,
        page.start,
        page.end,
        language=detect_language(page.words),
    )
    KIND_PARSERS[classification.kind](page, document)
    if document.published_on is None and page.sent:
        days = find_dates(page.text, *page.sent)
        document.published_on = days[0].found("day on which the mail was sent") if days else None
    return document
