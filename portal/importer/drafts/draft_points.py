"""Makes the points of a draft. The apps above register what fills the columns that only their points have."""

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


def add_points(
    edition: Edition, text: str, one: ParsedDocument, cited: list, notes: list[str], carried: ReusedPoints
) -> None:
    """Saves the points. A new state of an earlier point keeps its key and the desk's decisions."""
    model, found = get_point_model(edition.record.kind), list_points(one)
    own = build_own_columns(edition, model, one, notes, carried)
    if own is None:
        return
    keys = carried.keys_for(found)
    for number, (key, (heading, said, days)) in enumerate(zip(keys, found, strict=True), 1):
        words = (heading or said).value
        facts = {name: day for name, (day, _) in days.items()}
        columns = carried.columns(model, key, (said or heading).value)
        model.objects.create(
            edition=edition,
            key=key,
            number=number,
            heading=heading.value[:400] if heading else "",
            text=spell_words(text, one, said, find_links_at(one, number - 1)) if said else "",
            **facts,
            **own(words, columns),
        )
        cited += [("heading", key, heading.span)] if heading else []
        cited += [("text", key, said.span)] if said else []
        cited += [(name, key, found.span) for name, (_, found) in days.items()]


def spell_words(text: str, one: ParsedDocument, said: ExtractedValue, links: Sequence[ParsedLink] = ()) -> str:
    """The words as the source lays them out, unless somebody corrected them."""
    is_corrected = collapse_whitespace(text[said.start : said.end]) != collapse_whitespace(said.value)
    return add_links(
        write_markdown(said.value if is_corrected else lay_out_lines(text, *said.span, is_one=one.kind != "qa")), links
    )


def find_links_at(one: ParsedDocument, place: int) -> Sequence[ParsedLink]:
    return one.items[place].links if one.kind == "notice" else ()


def list_points(
    one: ParsedDocument,
) -> list[tuple[ExtractedValue | None, ExtractedValue | None, dict[str, tuple[date, ExtractedValue]]]]:
    """Heading, text and days of each point, whatever the kind."""
    if one.kind == "notice":
        return [(None, item.text, build_item_days(item)) for item in one.items]
    if one.kind == "qa":
        return [(asked.question, asked.answer, {}) for asked in one.questions]
    return [(None, found, {}) for found in one.recommendations]


def build_item_days(item: ParsedItem) -> dict[str, tuple[date, ExtractedValue]]:
    """The days as the database keeps them: the end is the first day on which the item no longer applies."""
    days = {}
    for name in ("posted_on", "effective_from", "effective_until"):
        if found := getattr(item, name):
            on = date.fromisoformat(found.value)
            if name == "effective_until" and found.basis == INCLUSIVE_END:
                on += timedelta(days=1)
            days[name] = on, found
    if {"effective_from", "effective_until"} <= days.keys() and days["effective_until"][0] <= days["effective_from"][0]:
        del days["effective_until"]
    return days


def build_own_columns(
    edition: Edition, model, one: ParsedDocument, notes: list[str], carried: ReusedPoints
) -> PointColumns | None:
    """What gives the columns that only this kind of point has, from its words; None where they cannot be filled."""
    reader = get_point_reader(model)
    return reader(model, edition, one, notes, carried) if reader else lambda words, kept: {}
