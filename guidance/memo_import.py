"""Reads what only memos have from an imported document: signers, addressees and the audience of recommendations."""

from portal.accounts.audiences import find_addressed_audiences
from portal.importer.drafts.readers import DraftPartReader, PointColumns
from portal.importer.parser import ParsedDocument
from portal.importer.parser.spans import Span


def build_recommendation_columns(
    model, edition, document: ParsedDocument, notes: list[str], carried
) -> PointColumns | None:
    """Returns a function that adds the audience to a recommendation. Returns None and adds a note if neither the
    document nor the previous edition shows a single audience; the recommendations then stay in the text."""
    if not document.recommendations:
        return lambda words, kept: {}
    audiences = find_addressed_audiences(document.addressee.value if document.addressee else "")
    audiences = audiences or sorted({row.audience for row in carried.rows.values()} - {""})
    if len(audiences) != 1:
        notes.append("Its recommendations stay in the text. Choose on the desk who they are for.")
        return None
    return lambda words, kept: {"audience": kept.get("audience") or audiences[0]}


def read_signers(document: ParsedDocument) -> list[tuple[dict, Span | None]]:
    byline = document.byline
    return [({"name": byline.value[:200]}, byline.span)] if document.kind == "memo" and byline else []


def read_addressees(document: ParsedDocument) -> list[tuple[dict, Span | None]]:
    words = document.addressee.value if document.kind == "memo" and document.addressee else ""
    return [({"audience": audience}, None) for audience in find_addressed_audiences(words)]


PART_READERS = (
    DraftPartReader("signers", lambda document: bool(document.byline), read_signers, cited_as="signers"),
    DraftPartReader("addressees", lambda document: bool(document.addressee), read_addressees),
)
