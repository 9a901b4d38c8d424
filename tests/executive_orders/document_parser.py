"""Parses executive orders. This module imports no model, so that a child process without Django can import it."""

from portal.importer.parser.document import ParsedDocument
from portal.importer.parser.memo_document import parse_memo
from portal.importer.parser.page import TextPage


def parse_executive_order(page: TextPage, document: ParsedDocument) -> None:
    parse_memo(page, document)
    document.official = True
