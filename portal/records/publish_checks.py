"""Checks before publication: reasons against publishing a text, as sentences for its authors."""

from collections.abc import Iterator
from datetime import date, datetime

from portal.lib import markdown
from portal.lib.dates import format_day
from portal.lib.grammar import pluralize_noun
from portal.lib.heading_ids import BODY_SCOPE, PROVENANCE_SCOPE, find_heading_ids
from portal.lib.hidden_characters import VisibleTextValidator, describe_character
from portal.lib.stored_querysets import StoredQuerySet
from portal.records import change_notes, link_checks, point_days
from portal.records.comparison import editions
from portal.records.models.parts import get_part_models
from portal.records.models.point import Point
from portal.records.models.record import Readers, Record
from portal.records.models.reference import Reference
from portal.records.obstacles import DraftPlace, Obstacle, place_obstacle
from portal.records.predecessors import find_predecessor
from portal.records.querysets import PUBLIC_STATUSES
from portal.records.serializers import build_edition_document, load_parts, load_points

CHANGE_NOTE_REQUIRED = (
    "Say what changed: readers have a version already, so the kind of change and a change note are required."
)
MAX_LISTED_POINTS = 5
"""Up to this number of points that a note leaves out are named one by one."""


def find_text_obstacles(edition, at: datetime) -> list[str]:
    """Returns every reason against the text. The number of queries does not depend on its length. `at` is the moment
    from which the text is to be public."""
    points, parts = load_points(edition), load_parts(edition)
    predecessor = find_predecessor(edition, at) if edition.number > 1 else None
    reasons = [*check_completeness(edition, points, at), *check_points(edition, points), *check_readers(edition, parts)]
    reasons += check_explanation(edition, predecessor)
    for model in get_part_models():
        found = model.obstacles(edition, parts[model.part_name])
        reasons += [place_obstacle(reason, model.part_name) for reason in found]
    texts = list(list_texts(edition, points))
    if not edition.is_reconstructed:
        reasons += [*check_layout(texts), *check_backdating(edition)]
        old_days = point_days.find_old_days(edition, points)
        reasons += [place_obstacle(str(days), "points", days.point.number) for days in old_days]
        reasons += check_characters([edition, *points, *(row for rows in parts.values() for row in rows)])
        if edition.number > 1 and edition.change_note.strip():
            reasons += check_change(edition, predecessor, build_edition_document(edition, points=points, parts=parts))
    links = [(where, link) for where, text in texts for link in markdown.find_links(text)]
    return reasons + link_checks.find_broken_links(links, edition, at, list_heading_ids(edition, points))


def list_heading_ids(edition, points: list) -> set[str]:
    """Returns the ids of the headings on the page of the edition."""
    texts = [(markdown.split_at_points(edition.body), BODY_SCOPE), ((edition.provenance,), PROVENANCE_SCOPE)]
    texts += [((point.text,), point.key) for point in points]
    return set().union(*(find_heading_ids(parts, scope) for parts, scope in texts))


def check_completeness(edition, points: list, at: datetime) -> Iterator[str]:
    record = edition.record
    if not edition.title.strip():
        yield place_obstacle("The version has no title.", "title")
    if not points and not edition.body.strip():
        yield place_obstacle(f"There is no text: write a body or at least one {record.point_noun}.", "body")
    if record.is_official and edition.effective_from is None:
        sentence = f"State the first day on which it applies.{describe_earlier_day(edition, at)}"
        yield place_obstacle(sentence, "effective_from")
    if not record.is_official and (edition.effective_from or edition.effective_until):
        sentence = "A third-party reference is never in effect: leave its effective days empty."
        yield place_obstacle(sentence, "effective_from" if edition.effective_from else "effective_until")
    if sorted(point.number for point in points) != list(range(1, len(points) + 1)):
        sentence = f"Number the {pluralize_noun(record.point_noun)} 1, 2, 3 and so on, each number once."
        yield place_obstacle(sentence, "points")


def describe_earlier_day(edition, at: datetime) -> str:
    """Returns a sentence about the previous version, because a draft does not begin with its days."""
    before = find_predecessor(edition, at)
    if before is None or before.effective_from is None:
        return ""
    day = format_day(before.effective_from)
    return (
        f" Version {before.number} applies from {day}: enter that day again only if this text applies since then too."
    )


def check_characters(rows: list) -> Iterator[str]:
    """Yields a reason for each text with a character that nobody sees. A form refuses it before; a text that a command
    or a file brought may have it."""
    for row in rows:
        for field in row._meta.fields:
            for validator in field.validators:
                if isinstance(validator, VisibleTextValidator) and (
                    hidden := validator.find(getattr(row, field.attname))
                ):
                    sentence = (
                        f"Remove {describe_character(hidden)} from “{field.verbose_name}” of {row}: nobody sees it."
                    )
                    yield Obstacle(sentence, find_place(row, field.name))


def find_place(row, column: str) -> DraftPlace:
    """Returns the place of a column of the edition, or of one of its points or parts."""
    if isinstance(row, Point):
        return DraftPlace("", "points", row.number)
    return DraftPlace("", getattr(row, "part_name", column))


def check_points(edition, points: list) -> Iterator[str]:
    earlier = set(select_published_point_keys(record=edition.record_id))
    for point in points:
        for reason in point.obstacles(is_new=point.key not in earlier and not edition.is_reconstructed):
            yield place_obstacle(reason, "points", point.number)


@StoredQuerySet
def select_published_point_keys(*, record: int):
    return Point.objects.filter(edition__record=record, edition__status__in=PUBLIC_STATUSES).values_list(
        "key", flat=True
    )


def check_readers(edition, parts: dict[str, list]) -> Iterator[str]:
    """Yields the reasons against references between public texts and records for officials only. A public text must not
    refer to such a record, regardless of the order of publication."""
    if edition.record.is_for_everybody:
        named = {record for rows in parts.values() for row in rows for _, _, record, _ in row.get_references()}
        for record in Record.objects.filter(pk__in=named, readers=Readers.OFFICIALS).order_by("key"):
            sentence = f"It names “{record}”, which is for officials only: readers would learn of it. Remove that row."
            yield place_obstacle(sentence, "relations")
        return
    rows = Reference.objects.filter(to_record=edition.record_id, edition__record__readers=Readers.EVERYBODY)
    rows = rows.exclude(how=Reference.How.ATTACHMENT).order_by("edition")
    if other := rows.values_list("edition__title", flat=True).first():
        yield f"The public text “{other}” names this record, so it cannot be for officials only. Use a new record."


def list_texts(edition, points: list) -> Iterator[tuple[DraftPlace, str]]:
    """Yields the Markdown texts of the edition, each with its place."""
    yield DraftPlace("The text", "body"), edition.body
    yield DraftPlace("“About this text”", "provenance"), edition.provenance
    for point in points:
        words = f"{edition.record.point_noun.capitalize()} {point.number}"
        yield DraftPlace(words, "points", point.number), point.text


def check_layout(texts: list[tuple[DraftPlace, str]]) -> Iterator[str]:
    """Yields problems for readers who use a screen reader."""
    for where, text in texts:
        above = 0
        for level, words in markdown.find_headings(text):
            if level > above + 1:
                yield Obstacle(
                    f"{where} skips a heading level at “{words[:60]}”: write {'#' * (above + 1)} there, "
                    f"not {'#' * level}.",
                    where,
                )
            above = level
        for alternative, target in markdown.find_images(text):
            if not alternative:
                sentence = f"{where} has an image without alternative text. Add it: ![what it shows]({target})."
                yield Obstacle(sentence, where)


def check_backdating(edition) -> Iterator[str]:
    """Yields a sentence if the text applies before the day of signing and does not explain this. The explanation is for
    readers, so it belongs in “About this text”."""
    first, signed = edition.effective_from, edition.signed_on
    if first and signed and first < signed and not has_day(edition.provenance, first):
        yield place_obstacle(
            f"It is to apply from {format_day(first)}, before it was signed on {format_day(signed)}: give the reason"
            f" in “About this text” with that day in it, such as “It applies from {format_day(first)} because …”.",
            "provenance",
        )


def has_day(text: str, on: date) -> bool:
    return format_day(on) in " ".join(text.split()) or on.isoformat() in text


def check_explanation(edition, predecessor) -> Iterator[str]:
    """Yields a reason if readers have another version and nothing says what has changed, or if only half is said."""
    is_expected = edition.number > 1 and (predecessor or edition.change_kind or edition.change_note)
    if is_expected and not (edition.change_kind and edition.change_note.strip()):
        yield place_obstacle(CHANGE_NOTE_REQUIRED, "change_note" if edition.change_kind else "change_kind")


def check_change(edition, predecessor, data: dict) -> Iterator[str]:
    """Yields the reasons against the kind of change and the change note, by comparison with what readers have when the
    version is published."""
    comparison = editions.compare_editions(predecessor.document, data) if predecessor else None
    if comparison and edition.change_kind == edition.ChangeKind.MINOR:
        yield from (place_obstacle(reason, "change_kind") for reason in edition.kind.find_major_changes(comparison))
    yield from (place_obstacle(reason, "change_note") for reason in check_change_note(edition, comparison))


def check_change_note(edition, comparison: editions.EditionComparison | None) -> Iterator[str]:
    """Yields the reasons against a change note that explains nothing, or that does not mention a changed point."""
    if change_notes.is_vague_note(edition.change_note):
        yield f"The change note is only “{edition.change_note.strip()}”: describe what changed."
        return
    missing = change_notes.find_unmentioned_points(edition.change_note, comparison) if comparison else []
    noun = edition.record.point_noun
    if len(missing) > MAX_LISTED_POINTS:
        span = change_notes.format_number_range([change.new_number or change.old_number for change in missing], noun)
        yield f"The change note leaves out {span}: name them, by such a span or as “all {noun}s” if all changed."
        return
    verbs = {"changed": "has changed", "added": "is new", "removed": "was removed"}
    for change in missing:
        number = change.new_number or change.old_number
        yield (
            f"The change note leaves out {change_notes.get_point_label(change, noun)}, which {verbs[change.op]}: "
            f"mention it as “{noun} {number}” or by a word that no other {noun} has."
        )
