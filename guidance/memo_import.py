"""How the importer fills what only memos have."""

from portal.accounts.audiences import find_addressed_audiences
from portal.importer.drafts.readers import DraftPartReader, PointColumns
from portal.importer.parser import ParsedDocument
from portal.importer.parser.spans import Span


def build_recommendation_columns(model, edition, one: ParsedDocument, notes: list[str], carried) -> PointColumns | None:
    """To whom the recommendations are addressed; None where the document does not show it."""
    if not one.recommendations:
        return lambda words, kept: {}
    named = find_addressed_audiences(one.addressee.value if one.addressee else "")
    named = named or sorted({row.audience for row in carried.rows.values()} - {""})
    if len(named) != 1:
        notes.append("Its recommendations stay in the text: choose on the desk who they are for.")
        return None
    return lambda words, kept: {"audience": kept.get("audience") or named[0]}


def read_signers(one: ParsedDocument) -> list[tuple[dict, Span | None]]:
    return [({"name": one.byline.value[:200]}, one.byline.span)] if one.kind == "memo" and one.byline else []


def read_addressees(one: ParsedDocument) -> list[tuple[dict, Span | None]]:
    words = one.addressee.value if one.kind == "memo" and one.addressee else ""
    return [({"audience": audience}, None) for audience in find_addressed_audiences(words)]


PART_READERS = (
    DraftPartReader("signers", lambda one: bool(one.byline), read_signers, cited_as="signers"),
    DraftPartReader("addressees", lambda one: bool(one.addressee), read_addressees),
)
