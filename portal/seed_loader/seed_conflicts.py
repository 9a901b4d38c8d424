"""Makes the contradictions of a seeded edition. Their words must be in the source documents."""

from portal.records.models import Edition, Record
from portal.seed_loader.seed_files import SeedEntry
from portal.seed_loader.source_passages import find_passage
from portal.sources.models import Conflict, SourceDocument


def add_conflicts(edition: Edition, entries: list[SeedEntry], source: SourceDocument) -> None:
    for position, entry in enumerate(entries, 1):
        point_key, other_key = find_conflict_places(entry, edition)
        words, other_words = find_quoted_words(entry, source)
        Conflict.objects.create(
            edition=edition,
            position=position,
            point_key=point_key,
            other_record=get_other_record(entry),
            other_key=other_key,
            words=words,
            other_words=other_words,
            note=entry["note"],
        )


def find_conflict_places(entry: SeedEntry, edition: Edition) -> tuple[str, str]:
    """Returns the keys of two points of this record. With another record, the second key is a point of that record, or
    empty for its running text."""
    points, own = entry["points"], set(edition.points.values_list("key", flat=True))
    if "record" in entry.values:
        if len(points) not in (1, 2) or points[0] not in own:
            raise entry.error(
                "“points” must name a key of this record’s points, and optionally one of the other record’s.", "points"
            )
        return points[0], points[1] if len(points) == 2 else ""
    if len(points) != 2 or not set(points) <= own:
        raise entry.error("“points” must name two keys of this record’s points.", "points")
    return points[0], points[1]


def find_quoted_words(entry: SeedEntry, source: SourceDocument) -> tuple[str, str]:
    """Returns the words of both places, each of which must be in its source document."""
    if "words" not in entry.values:
        return "", ""
    words, other_source = entry["words"], source
    if len(words) != 2:
        raise entry.error("“words” must name two passages.", "words")
    if "record" in entry.values:
        other_source = SourceDocument.objects.filter(key=entry["source"]).first()
    if other_source is None:
        raise entry.error(f"There is no source “{entry['source']}”.", "source")
    for passage, document in zip(words, (source, other_source), strict=True):
        find_passage(entry, document.text, passage, "words")
    return words[0], words[1]


def get_other_record(entry: SeedEntry) -> Record | None:
    if "record" not in entry.values:
        return None
    record = Record.objects.filter(key=entry["record"]).first()
    if record is None:
        raise entry.error(f"There is no record “{entry['record']}”.", "record")
    return record


def check_other_points(entries: list[SeedEntry]) -> None:
    """Checks that the points of other records exist. Call it after every record has its editions."""
    for entry in entries:
        record = get_other_record(entry)
        for key in entry["points"][1:]:
            if record and not record.editions.filter(points__key=key).exists():
                raise entry.error(f"The record “{record.key}” has no point “{key}”.", "points")
