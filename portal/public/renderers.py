"""An edition as data: JSON for machines, Markdown and plain text for people who take it along."""

import json
import re
from collections.abc import Callable, Mapping, Sequence

from django.http import Http404

from portal.lib.markdown import split_at_points, strip_markdown
from portal.lib.text import join_lines, unify_line_breaks
from portal.public import citation_formats
from portal.public.contradictions import Contradiction
from portal.records import document_keys
from portal.records.edition_columns import list_column_lines
from portal.records.models import Edition
from portal.register.hash_chain import format_timestamp

ConflictsByPoint = Mapping[str, Sequence[Contradiction]]
"""By the key of a point; those of the running text under an empty one."""
LinesByPoint = Mapping[str, Sequence[str]]
MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
TEXT_MEDIA_TYPES = {"md": "text/markdown", "txt": "text/plain"}


def render_edition(
    edition: Edition,
    form: str,
    absolute: Callable[[str], str],
    point: str | None = None,
    conflicts: ConflictsByPoint | None = None,
) -> tuple[str, str]:
    """The edition in one of the forms of FormConverter, and its media type. The citations can be of one point, by
    its key; texts have the contradictions beside the points. Raises Http404 where there is no such point, and of
    citations of what has no lasting address yet."""
    if form in citation_formats.CITATION_FORMATS:
        format_citation, media_type = citation_formats.CITATION_FORMATS[form]
        return format_citation(
            citation_formats.build_citation(
                require_published(edition), absolute, get_point(edition, point) if point else None
            )
        ), media_type
    if form == "json":
        return json.dumps(build_edition_data(edition, absolute), ensure_ascii=False), "application/json"
    beside = {
        key: [format_contradiction(one.elsewhere(edition.record.get_absolute_url()), absolute, form) for one in found]
        for key, found in (conflicts or {}).items()
    }
    write = render_edition_markdown if form == "md" else render_edition_text
    return write(edition, beside), f"{TEXT_MEDIA_TYPES[form]}; charset=utf-8"


def require_published(edition: Edition) -> Edition:
    if edition.publication is None:
        raise Http404("A version can be cited once it is published.")
    return edition


def get_point(edition: Edition, key: str) -> dict:
    for point in edition.document["points"]:
        if point["key"] == key:
            return point
    raise Http404(f"Version {edition.number} has no {edition.record.point_noun} called “{key}”.")


def build_edition_data(edition: Edition, absolute: Callable[[str], str]) -> dict:
    """The canonical document with what is true of it now: addresses, standing, digest, register entry.
    `absolute` makes an address of this site complete. The edition needs its standing (see with_standing)."""
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
    """What is above the text: label and words, without what is not stated."""
    document = edition.document
    said, entry = document["edition"], edition.publication
    rows = [
        ("Kind", edition.kind.label),
        ("Issued by", (document["issuer"] or {}).get("name", "")),
        ("Official text", "yes" if document["official"] else "no: a third-party text, never in effect"),
        *document_keys.list_header_facts(document, is_short=True),
        ("Version", str(edition.number)),
        ("Standing when fetched", edition.standing_then.replace("_", " ")),
        *list_column_lines(said, "days"),
        ("Published", said["published_at"]),
        *list_column_lines(said, "change"),
        ("Withdrawn", edition.withdrawal_reason),
        ("SHA-256", entry.content_digest if entry else ""),
    ]
    return [(label, join_lines(words)) for label, words in rows if words]


def format_point_facts(point: dict) -> str:
    """What a point says beside its words, in one line."""
    rows = [
        *document_keys.list_point_lines(point),
        ("posted", point["posted_on"]),
        ("in effect from", point["effective_from"]),
        ("until", point["effective_until"]),
    ]
    return join_lines("; ".join(f"{label}: {words}" for label, words in rows if words))


def format_contradiction(one: Contradiction, absolute: Callable[[str], str], form: str) -> str:
    """A sentence about the version and no part of its text, so the digest does not cover it."""
    whose = ", a third-party text" if one.is_third_party else ""
    words = f" Here: “{one.words}” There: “{one.other_words}”" if one.words and one.other_words else ""
    label, said = (" ".join(part.split()) for part in (f"{one.label}{whose}", f"{one.note}{words}"))
    if form == "md":
        label, said = (MARKDOWN_SPECIAL.sub(r"\\\1", part) for part in (label, said))
        return f"> Contradiction with [{label}]({absolute(one.address)}): {said}"
    return f"Contradiction with {label} ({absolute(one.address)}): {said}"


def render_edition_markdown(edition: Edition, beside: LinesByPoint) -> str:
    said = edition.document["edition"]
    lines = [f"# {join_lines(said['title'])}", ""]
    lines += [join_lines(said["subtitle"]), ""] if said["subtitle"] else []
    lines += [f"- {label}: {words}" for label, words in format_edition_facts(edition)]
    lines += ["", "> " + unify_line_breaks(said["provenance"]).replace("\n", "\n> ")] if said["provenance"] else []
    before, after = split_at_points(said["body"])
    lines += ["", before] if before else []
    for point in edition.document["points"]:
        heading = f" {join_lines(point['heading'])}" if point["heading"] else ""
        lines += ["", f"## {point['number']}.{heading}", "", point["text"]]
        lines += ["", f"({words})"] if (words := format_point_facts(point)) else []
        lines += [line for said in beside.get(point["key"], ()) for line in ("", said)]
    lines += ["", after] if after else []
    lines += [line for said in beside.get("", ()) for line in ("", said)]
    lines += ["", *(f"- {join_lines(line)}" for line in document_keys.list_closing_lines(edition.document))]
    return unify_line_breaks("\n".join(lines).rstrip()) + "\n"


def render_edition_text(edition: Edition, beside: LinesByPoint) -> str:
    said = edition.document["edition"]
    before, after = split_at_points(said["body"])
    blocks = [
        join_lines(said["title"]).upper(),
        join_lines(said["subtitle"]),
        "\n".join(f"{label}: {words}" for label, words in format_edition_facts(edition)),
    ]
    blocks += [strip_markdown(said["provenance"], mark_lost=True), strip_markdown(before, mark_lost=True)]
    for point in edition.document["points"]:
        heading = f" {join_lines(point['heading'])}\n" if point["heading"] else " "
        words = format_point_facts(point)
        text = f"{point['number']}.{heading}{strip_markdown(point['text'], mark_lost=True)}"
        blocks.append(f"{text}\n({words})" if words else text)
        blocks += beside.get(point["key"], ())
    blocks += [strip_markdown(after, mark_lost=True), *beside.get("", ())]
    blocks += map(join_lines, document_keys.list_closing_lines(edition.document))
    return unify_line_breaks("\n\n".join(block for block in blocks if block)) + "\n"
