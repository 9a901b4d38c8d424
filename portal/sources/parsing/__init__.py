"""Reads documents as found: which kind each is, and its facts, each with the characters it was read from.

Pure: text in, facts out; no database, no clock, no network. One module for each kind; shared modules are named for what
they find. Nothing is made up: what the text does not say stays empty."""

from collections.abc import Sequence
from itertools import zip_longest

from portal.sources.parsing import memo, news, notice, other, press_release, qa, republication
from portal.sources.parsing.classify import Classification, classify, classify_page
from portal.sources.parsing.dates import dates_in
from portal.sources.parsing.facts import Document
from portal.sources.parsing.language import language
from portal.sources.parsing.links import Target
from portal.sources.parsing.page import Page, page_of
from portal.sources.parsing.splitting import starts

__all__ = ["Classification", "Document", "Target", "classify", "parse"]

READERS = {
    "notice": notice.read,
    "press_release": press_release.read,
    "memo": memo.read,
    "republication": republication.read,
    "qa": qa.read,
    "news": news.read,
    "other": other.read,
}


def parse(text: str, targets: list[Target] | None = None, kinds: Sequence[str] = ()) -> list[Document]:
    """The documents of a text in order; none where it holds no words. Spans count characters of `text`. `targets` are
    links that a page's code gives to words of the text, in order. `kinds` names kinds that somebody has decided, by
    the documents' order, an empty one where nobody has. Time grows with the length."""
    whole = page_of(text, targets=targets)
    if not whole.paragraphs:
        return []
    places = starts(whole)
    pages = [whole]
    if len(places) > 1:
        ends = [*places[1:], len(text)]
        pages = [page_of(text, start, end, targets) for start, end in zip(places, ends, strict=True)]
    return [document(page, kind) for page, kind in zip_longest(pages, kinds[: len(pages)], fillvalue="")]


def document(page: Page, kind: str = "") -> Document:
    made = Classification(kind, 1.0, ["Somebody chose this kind."]) if kind else classify_page(page)
    read = Document(made.kind, made.confidence, made.reasons, page.start, page.end, language=language(page.words))
    READERS[made.kind](page, read)
    if read.published_on is None and page.sent:
        days = dates_in(page.text, *page.sent)
        read.published_on = days[0].found("day on which the mail was sent") if days else None
    return read
