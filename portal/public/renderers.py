"""The formats of an edition: JSON for programs, Markdown and plain text for people, and the citations."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.http import Http404

from portal.lib.languages import PAGE_LANGUAGE, get_language_name, isolate_number_groups
from portal.lib.markdown import split_at_points, strip_markdown
from portal.lib.text import join_lines, unify_line_breaks
from portal.public import citation_formats
from portal.public.contradictions import Contradiction
from portal.public.json_ld import get_last_iso_day
from portal.records import document_keys
from portal.records.edition_columns import list_column_lines
from portal.records.models import Edition
from portal.records.point_standing import format_point_standing, get_point_standing, split_ended_points
from portal.register.hash_chain import format_timestamp

ConflictsByPoint = Mapping[str, Sequence[Contradiction]]
"""By point key; those of the running text have an empty key."""
LinesByPoint = Mapping[str, Sequence[str]]
MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
TEXT_MEDIA_TYPES = {"md": "text/markdown", "txt": "text/plain"}


def render_edition(
    edition: Edition,
    form: str,
    on: date,
    absolute: Callable[[str], str],
    point: str | None = None,
    conflicts: ConflictsByPoint | None = None,
) -> tuple[str, str]:
    """Returns the edition in one of the formats of `EditionFormatConverter`, and the media type. Points that have ended
    by the day `on`, or begin later, are marked. With a point's key, a
    citation is that of the point. The text formats show the contradictions beside the points. Raises Http404 if there
    is no such point, or for a citation of an edition without a permanent address."""
    if form in citation_formats.CITATION_FORMATS:
        format_citation, media_type = citation_formats.CITATION_FORMATS[form]
        return format_citation(
            citation_formats.build_citation(
                require_published(edition), absolute, get_point(edition, point) if point else None
            )
        ), media_type
    if form == "json":
        return json.dumps(build_edition_data(edition, on, absolute), ensure_ascii=False), "application/json"
    beside = {
        key: [format_contradiction(item.elsewhere(edition.record.get_absolute_url()), absolute, form) for item in items]
        for key, items in (conflicts or {}).items()
    }
    write = render_edition_markdown if form == "md" else render_edition_text
    return write(edition, on, beside), f"{TEXT_MEDIA_TYPES[form]}; charset=utf-8"


def require_published(edition: Edition) -> Edition:
    if edition.publication is None:
        raise Http404("A version can be cited only after it is published.")
    return edition


def get_point(edition: Edition, key: str) -> dict:
    for point in edition.document["points"]:
        if point["key"] == key:
            return point
    raise Http404(f"Version {edition.number} has no {edition.record.point_noun} with the key “{key}”.")


def build_edition_data(edition: Edition, on: date, absolute: Callable[[str], str]) -> dict:
    """Returns the canonical document with what is true of it now: URLs, standing on the day `on`, digest, register
    entry. `absolute` completes a URL of this site. The edition must be annotated by `with_standing`."""
    document, entry = edition.document, edition.publication
    return {
        **document,
        "record": {
            **document["record"],
            "title": document["edition"]["title"],
            "url": absolute(edition.record.get_absolute_url()),
        },
        "edition": {
            **document["edition"],
            "url": absolute(edition.url()),
            "standing": edition.standing_then,
            "recorded_at": format_timestamp(entry.recorded_at) if entry else None,
            "register_entry": entry.number if entry else None,
            "digest": entry.content_digest if entry else None,
        },
        "point_standings": {
            point["key"]: get_point_standing(point, on, edition.standing_then) for point in document["points"]
        },
        "withdrawal": build_withdrawal_data(edition),
    }


def build_withdrawal_data(edition: Edition) -> dict | None:
    if edition.withdrawn_at is None:
        return None
    return {
        "kind": edition.withdrawal_kind,
        "reason": edition.withdrawal_reason,
        "withdrawn_at": format_timestamp(edition.withdrawn_at),
        "withdrawn_from": edition.withdrawn_from.isoformat(),
    }


def format_edition_facts(edition: Edition) -> list[tuple[str, str]]:
    """Returns label and words of the facts above the text, without empty ones."""
    document = edition.document
    facts, entry = document["edition"], edition.publication
    rows = [
        ("Kind", edition.kind.label),
        ("Issued by", (document["issuer"] or {}).get("name", "")),
        ("Official text", "yes" if document["official"] else "no: a third-party text, never in effect"),
        *document_keys.list_header_facts(document, is_short=True),
        ("Language", "" if facts["language"] == PAGE_LANGUAGE else get_language_name(facts["language"])),
        ("Version", str(edition.number)),
        ("Standing when fetched", edition.standing_then.replace("_", " ")),
        *list_column_lines(facts, "days"),
        ("Published", facts["published_at"]),
        *list_column_lines(facts, "change"),
        ("Withdrawn", edition.withdrawn_at and f"from {edition.withdrawn_from} on: {edition.withdrawal_reason}"),
        ("SHA-256", entry.content_digest if entry else ""),
    ]
    return [(label, join_lines(words)) for label, words in rows if words]


def list_points_by_standing(edition: Edition, on: date) -> list[dict]:
    """Returns the points in order, with those that have ended by the day at the end."""
    current, ended = split_ended_points(edition.document["points"], on)
    return [*current, *ended]


def format_point_facts(point: dict) -> str:
    """Returns the facts of a point in one line."""
    rows = [
        *document_keys.list_point_lines(point),
        ("posted", point["posted_on"]),
        ("in effect from", point["effective_from"]),
        ("last day", point["effective_until"] and get_last_iso_day(point["effective_until"])),
    ]
    return join_lines("; ".join(f"{label}: {words}" for label, words in rows if words))


def format_contradiction(contradiction: Contradiction, absolute: Callable[[str], str], form: str) -> str:
    """Returns the line about a contradiction. It is not part of the text, so the digest does not cover it."""
    whose = ", a third-party text" if contradiction.is_third_party else ""
    words = (
        f" Here: “{contradiction.words}” There: “{contradiction.other_words}”"
        if contradiction.words and contradiction.other_words
        else ""
    )
    parts = (f"{contradiction.label}{whose}", f"{contradiction.note}{words}")
    label, note = (" ".join(part.split()) for part in parts)
    if form == "md":
        label, note = (MARKDOWN_SPECIAL.sub(r"\\\1", part) for part in (label, note))
        return f"> Contradiction with [{label}]({absolute(contradiction.address)}): {note}"
    return f"Contradiction with {label} ({absolute(contradiction.address)}): {note}"


def render_edition_markdown(edition: Edition, on: date, beside: LinesByPoint) -> str:
    facts = edition.document["edition"]
    lines = [f"# {join_lines(facts['title'])}", ""]
    lines += [join_lines(facts["subtitle"]), ""] if facts["subtitle"] else []
    lines += [f"- {label}: {words}" for label, words in format_edition_facts(edition)]
    lines += ["", "> " + unify_line_breaks(facts["provenance"]).replace("\n", "\n> ")] if facts["provenance"] else []
    before, after = split_at_points(facts["body"])
    lines += ["", before] if before else []
    for point in list_points_by_standing(edition, on):
        heading = f" {join_lines(point['heading'])}" if point["heading"] else ""
        lines += ["", f"## {point['number']}.{heading}"]
        lines += ["", f"**{words}.**"] if (words := format_point_standing(point, on)) else []
        lines += ["", point["text"]]
        lines += ["", f"({words})"] if (words := format_point_facts(point)) else []
        lines += [line for sentence in beside.get(point["key"], ()) for line in ("", sentence)]
    lines += ["", after] if after else []
    lines += [line for sentence in beside.get("", ()) for line in ("", sentence)]
    lines += ["", *(f"- {join_lines(line)}" for line in document_keys.list_closing_lines(edition.document))]
    return unify_line_breaks("\n".join(lines).rstrip()) + "\n"


def render_edition_text(edition: Edition, on: date, beside: LinesByPoint) -> str:
    facts = edition.document["edition"]
    before, after = split_at_points(facts["body"])
    blocks = [
        join_lines(facts["title"]).upper(),
        join_lines(facts["subtitle"]),
        "\n".join(f"{label}: {words}" for label, words in format_edition_facts(edition)),
    ]
    blocks += [strip_markdown(facts["provenance"], mark_lost=True), strip_markdown(before, mark_lost=True)]
    for point in list_points_by_standing(edition, on):
        heading = f" {join_lines(point['heading'])}\n" if point["heading"] else " "
        heading += f"{standing}.\n" if (standing := format_point_standing(point, on)) else ""
        words = format_point_facts(point)
        text = f"{point['number']}.{heading}{strip_markdown(point['text'], mark_lost=True)}"
        blocks.append(f"{text}\n({words})" if words else text)
        blocks += beside.get(point["key"], ())
    blocks += [strip_markdown(after, mark_lost=True), *beside.get("", ())]
    blocks += map(join_lines, document_keys.list_closing_lines(edition.document))
    text = unify_line_breaks("\n\n".join(block for block in blocks if block))
    return "\n".join(map(isolate_number_groups, text.split("\n"))) + "\n"
