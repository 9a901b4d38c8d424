"""Makes the points of a draft. Apps register readers for the columns of their own points."""

from collections.abc import Sequence
from datetime import date, timedelta

from portal.importer.drafts.markdown_writer import add_links, lay_out_lines, write_markdown
from portal.importer.drafts.point_reuse import ReusedPoints
from portal.importer.drafts.readers import PointColumns, get_point_reader
from portal.importer.parser import ParsedDocument
from portal.importer.parser.document import ParsedItem
from portal.importer.parser.effective_dates import INCLUSIVE_END
from portal.importer.parser.links import ParsedLink
from portal.importer.parser.spans import ExtractedValue
from portal.lib.text import collapse_whitespace
from portal.records.kinds import get_point_model
from portal.records.models import Edition
from portal.records.point_days import compute_statement_digest


def add_points(
    edition: Edition, text: str, document: ParsedDocument, cited: list, notes: list[str], carried: ReusedPoints
) -> None:
    """Saves the points. A new state of an earlier point keeps its key and the decisions of staff."""
    model, points = get_point_model(edition.record.kind), list_points(document)
    own = build_own_columns(edition, model, document, notes, carried)
    if own is None:
        return
    keys = carried.keys_for(points)
    for number, (key, (heading, body, days)) in enumerate(zip(keys, points, strict=True), 1):
        words = (heading or body).value
        facts = {name: day for name, (day, _) in days.items()}
        columns = carried.columns(model, key, (body or heading).value)
        point = model(
            edition=edition,
            key=key,
            number=number,
            heading=heading.value[:400] if heading else "",
            text=spell_words(text, document, body, find_links_at(document, number - 1)) if body else "",
            **facts,
            **own(words, columns),
        )
        # The document states these days beside these words.
        point.days_confirmed_for = compute_statement_digest(point)
        point.save()
        cited += [("heading", key, heading.span)] if heading else []
        cited += [("text", key, body.span)] if body else []
        cited += [(name, key, value.span) for name, (_, value) in days.items()]


def spell_words(text: str, document: ParsedDocument, value: ExtractedValue, links: Sequence[ParsedLink] = ()) -> str:
    """Returns the words as Markdown in the layout of the source, unless staff corrected them."""
    is_corrected = collapse_whitespace(text[value.start : value.end]) != collapse_whitespace(value.value)
    return add_links(
        write_markdown(value.value if is_corrected else lay_out_lines(text, *value.span, is_one=document.kind != "qa")),
        links,
    )


def find_links_at(document: ParsedDocument, place: int) -> Sequence[ParsedLink]:
    return document.items[place].links if document.kind == "notice" else ()


def list_points(
    document: ParsedDocument,
) -> list[tuple[ExtractedValue | None, ExtractedValue | None, dict[str, tuple[date, ExtractedValue]]]]:
    """Returns heading, text and dates of each point, for every kind."""
    if document.kind == "notice":
        return [(None, item.text, build_item_days(item)) for item in document.items]
    if document.kind == "qa":
        return [(row.question, row.answer, {}) for row in document.questions]
    return [(None, recommendation, {}) for recommendation in document.recommendations]


def build_item_days(item: ParsedItem) -> dict[str, tuple[date, ExtractedValue]]:
    """Returns the dates as the database stores them: the end is the first day on which the item no longer applies."""
    days = {}
    for name in ("posted_on", "effective_from", "effective_until"):
        if value := getattr(item, name):
            on = date.fromisoformat(value.value)
            if name == "effective_until" and value.basis == INCLUSIVE_END:
                on += timedelta(days=1)
            days[name] = on, value
    if {"effective_from", "effective_until"} <= days.keys() and days["effective_until"][0] <= days["effective_from"][0]:
        del days["effective_until"]
    return days


def build_own_columns(
    edition: Edition, model, document: ParsedDocument, notes: list[str], carried: ReusedPoints
) -> PointColumns | None:
    """Returns a function that reads the columns of this kind of point from words, or None if no points can be made."""
    reader = get_point_reader(model)
    return reader(model, edition, document, notes, carried) if reader else lambda words, kept: {}
