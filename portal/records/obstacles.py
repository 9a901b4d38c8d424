"""What the text of an edition still lacks before it can be published, as sentences for whoever works on it."""

from collections.abc import Iterator
from datetime import date, datetime

from portal.records import addresses, diffs, markdown, noting
from portal.records.canonical import document, load_parts, load_points
from portal.records.days import spelled
from portal.records.models.parts import part_classes
from portal.records.models.record import Readers, Record
from portal.records.models.reference import Reference

UNEXPLAINED = "Say what changed: from version 2 on, the kind of change and a change note are required."
MOST_LEFT_OUT = 5
"""Up to how many points that a note leaves out are named one by one."""


def text_obstacles(edition, at: datetime) -> list[str]:
    """Every reason against the text, with the same number of queries however long it is. `at` is the moment from
    which the public is to read it."""
    points, parts = load_points(edition), load_parts(edition)
    reasons = [*gaps(edition, points), *of_points(edition, points), *of_readers(edition, parts)]
    for model in part_classes():
        reasons += model.obstacles(edition, parts[model.part_name])
    texts = list(texts_of(edition, points))
    if not edition.is_reconstructed:
        reasons += [*layout(texts), *backdating(edition)]
        if edition.number > 1 and edition.change_note.strip():
            reasons += of_note(edition, document(edition, points=points, parts=parts))
    links = [(where, link) for where, text in texts for link in markdown.links(text)]
    return reasons + addresses.faults(links, edition, at)


def gaps(edition, points: list) -> Iterator[str]:
    record = edition.record
    if not edition.title.strip():
        yield "The version has no title."
    if not points and not edition.body.strip():
        yield f"There is no text: write a body or at least one {record.point_noun}."
    if record.is_official and edition.effective_from is None:
        yield "State the first day on which it applies."
    if not record.is_official and (edition.effective_from or edition.effective_until):
        yield "A third-party reference is never in effect: leave its effective days empty."
    if edition.number > 1 and not (edition.change_kind and edition.change_note.strip()):
        yield UNEXPLAINED
    if sorted(point.number for point in points) != list(range(1, len(points) + 1)):
        yield f"Number the {record.point_noun}s 1, 2, 3 and so on, each number once."


def of_points(edition, points: list) -> Iterator[str]:
    earlier = set(
        edition.record.editions.filter(status__in=["published", "withdrawn"]).values_list("points__key", flat=True)
    )
    for point in points:
        yield from point.obstacles(is_new=point.key not in earlier and not edition.is_reconstructed)


def of_readers(edition, parts: dict[str, list]) -> Iterator[str]:
    """A public text names nothing that is for officials alone, whichever of the two comes first."""
    if edition.record.is_for_everybody:
        named = {record for rows in parts.values() for row in rows for _, _, record, _ in row.refers_to()}
        for record in Record.objects.filter(pk__in=named, readers=Readers.OFFICIALS).order_by("key"):
            yield f"It names “{record}”, which is for officials alone: readers would learn of it. Take that row out."
        return
    rows = Reference.objects.filter(to_record=edition.record_id, edition__record__readers=Readers.EVERYBODY)
    rows = rows.exclude(how=Reference.How.ATTACHMENT).order_by("edition")
    if other := rows.values_list("edition__title", flat=True).first():
        yield f"The public text “{other}” names this record, so it cannot be for officials alone. Use a new record."


def texts_of(edition, points: list) -> Iterator[tuple[str, str]]:
    """The edition's Markdown, each text with the words for where it stands."""
    yield "The text", edition.body
    yield "“About this text”", edition.provenance
    for point in points:
        yield f"{edition.record.point_noun.capitalize()} {point.number}", point.text


def layout(texts: list[tuple[str, str]]) -> Iterator[str]:
    """What readers who listen to a page would miss."""
    for where, text in texts:
        above = 0
        for level, words in markdown.headings(text):
            if level > above + 1:
                yield (
                    f"{where} skips a heading level at “{words[:60]}”: write {'#' * (above + 1)} there, "
                    f"not {'#' * level}."
                )
            above = level
        for alternative, target in markdown.images(text):
            if not alternative:
                yield f"{where} has an image without words for those who cannot see it: ![what it shows]({target})."


def backdating(edition) -> Iterator[str]:
    """The reason is one that readers see, so it stands in the text about the text, which every version carries on."""
    first, signed = edition.effective_from, edition.signed_on
    if first and signed and first < signed and not names_day(edition.provenance, first):
        yield (
            f"It is to apply from {spelled(first)}, before it was signed on {spelled(signed)}: give the reason in "
            f"“About this text” with that day in it, such as “It applies from {spelled(first)} because …”."
        )


def names_day(text: str, on: date) -> bool:
    return spelled(on) in " ".join(text.split()) or on.isoformat() in text


def of_note(edition, data: dict) -> Iterator[str]:
    """Against a change note that says nothing, or that leaves out a point that changed."""
    comparison = changes_of(edition, data)
    if noting.is_vague(edition.change_note):
        yield f"The change note says only “{edition.change_note.strip()}”: tell readers what changed."
        return
    missing = noting.unmentioned(edition.change_note, comparison) if comparison else []
    noun = edition.record.point_noun
    if len(missing) > MOST_LEFT_OUT:
        span = noting.counted_range([change.new_number or change.old_number for change in missing], noun)
        yield f"The change note leaves out {span}: name them, by such a span or as “all {noun}s” if all changed."
        return
    became = {"changed": "changed", "added": "is new", "removed": "is no longer there"}
    for change in missing:
        number = change.new_number or change.old_number
        yield (
            f"The change note leaves out {noting.label_of(change, noun)}, which {became[change.op]}: "
            f"mention it as “{noun} {number}” or by a word that only it has."
        )


def version_before(edition):
    """The published version that this one follows, which is what its change note is about; None of a first one."""
    before = edition.record.editions.filter(status="published", number__lt=edition.number)
    return before.select_related("record__issuer", "publication").order_by("-number").first()


def changes_of(edition, data: dict | None = None) -> diffs.Comparison | None:
    """What the edition changes since the version before it; None where there is none."""
    before = version_before(edition)
    return diffs.compare(before.document, data or edition.document) if before else None
