"""What differs between two editions, as facts: by point, by word, and in all else that the documents say."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from portal.records.markdown import around_points, links, plain
from portal.records.words import Change, word_diff

Document = Mapping[str, Any]
"""An edition's canonical document, or a part of it: JSON types only."""
Value = str | list[str] | None
"""A fact as readers see it; a list has one line for each item, None says that there is nothing."""
PointOp = Literal["added", "removed", "changed", "unchanged"]


@dataclass(frozen=True)
class ItemChange:
    """One line of a list that was added (old is None), removed (new is None) or changed."""

    op: Literal["added", "removed", "changed"]
    old: str | None
    new: str | None


@dataclass(frozen=True)
class FactChange:
    """A fact that differs, days in ISO 8601. `items` are the lines of a list that differ, none if only reordered."""

    name: str
    label: str
    old: Value
    new: Value
    items: tuple[ItemChange, ...] = ()


@dataclass(frozen=True)
class PointChange:
    """A point in both editions or in one; `old` and `new` are its documents, None where it is missing."""

    op: PointOp
    key: str
    old_number: int | None
    new_number: int | None
    old: Document | None
    new: Document | None
    heading: list[Change]
    text: list[Change]
    facts: list[FactChange]

    @property
    def is_renumbered(self) -> bool:
        return None not in (self.old, self.new) and self.old_number != self.new_number

    @property
    def is_layout_only(self) -> bool:
        """Whether it changed in no word, fact or link, so only in emphasis or layout."""
        return self.op == "changed" and not self.facts and not _differs([*self.heading, *self.text])


@dataclass(frozen=True)
class Comparison:
    """Two editions compared. Points come in their new order, removed ones where they stood."""

    points: list[PointChange]
    body: list[Change]
    facts: list[FactChange]
    is_layout_changed: bool
    """Whether the Markdown of the body differs and none of its words or links does."""

    @property
    def is_body_changed(self) -> bool:
        return _differs(self.body)


# The label, and the phrase for the summary. What is not listed is named after its key and still compared.
_FACTS = {
    "title": ("Title", "the title"),
    "subtitle": ("Subtitle", "the subtitle"),
    "issuer": ("Issued by", "the issuer"),
    "official": ("Official text", "the official status"),
    "signed_on": ("Signed", "the day of signing"),
    "signers": ("Signed by", "the signers"),
    "effective_from": ("In effect from", "the first day in effect"),
    "effective_until": ("In effect until", "the end of effect"),
    "contacts": ("Contacts", "the contacts"),
    "attachments": ("Attachments", "the attachments"),
    "relations": ("Related records", "the related records"),
    "links": ("Links", "the links"),
    "is_reconstructed": ("Reconstructed", "the note on reconstruction"),
    "provenance": ("About this text", "the note about the text"),
    "posted_on": ("Posted", "the day of posting"),
    "review_on": ("To be reviewed", "the day of review"),
}
_QUIET = {"provenance", "signed_on", "effective_from"}
"""Differ from edition to edition as a matter of course: listed, and left out of the sentence."""
_OPS: tuple[PointOp, ...] = ("changed", "added", "removed")
_TEXTS = {"heading", "text", "text_hash", "body"}
_OF_POINT = _TEXTS | {"key", "number"}
_OF_EDITION = _TEXTS | {"schema", "record", "edition", "number", "points", "citations"}
_OF_EDITION |= {"published_at", "recorded_at", "change_kind", "change_note", "digest", "standing"}
_IDENTITIES = ("record", "name", "title", "points")
_LINE_ORDER = ("points", "name", "title", "role", "office", "email", "phones", "media_type", "size", "sha256")
_CODES = {"kind", "availability", "audience"}


def compare(old: Document, new: Document) -> Comparison:
    """What differs between two editions' documents.

    Points are matched by key and are the same if their `text_hash` and other facts are; their numbers may
    differ. Texts are compared by their plain words, and their links as a fact "links". Every key of the
    documents is compared that is not bookkeeping (numbers, hashes, citations, the moments of publishing
    and recording, the change note), whether this module has heard of it or not.
    """
    old_body, new_body = (_body(document) for document in (old, new))
    body = _words(old_body, new_body)
    return Comparison(
        points=_point_changes(old.get("points") or [], new.get("points") or []),
        body=body,
        facts=_fact_changes(_edition_facts(old), _edition_facts(new)),
        is_layout_changed=old_body != new_body and not _differs(body) and links(old_body) == links(new_body),
    )


def _body(document: Document) -> str:
    """The body without the mark that says where the points are read."""
    return "\n\n".join(filter(None, around_points(document["edition"].get("body") or "")))


def summary(comparison: Comparison, point_noun: str = "point") -> str:
    """The comparison in one sentence, such as "2 items added; 7 items unchanged."; the noun is a singular."""
    clauses = _point_clauses(comparison.points, point_noun)
    phrases = ["the text"] * comparison.is_body_changed + ["the text's layout"] * comparison.is_layout_changed
    facts = [fact for fact in comparison.facts if fact.name not in _QUIET]
    phrases += [_naming(fact.name)[1] for fact in facts]
    if phrases:
        is_plural = len(phrases) > 1 or any(isinstance(fact.old or fact.new, list) for fact in facts)
        clauses.append(f"{_listed(phrases)} {'differ' if is_plural else 'differs'}")
    sentence = "; ".join(clauses)
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else "Nothing differs."


def _point_clauses(points: list[PointChange], noun: str) -> list[str]:
    ops = Counter(point.op for point in points)
    changes = [op for op in _OPS if ops[op]]
    renumbered = sum(point.is_renumbered for point in points)
    if not points:
        return []
    if not changes:
        return [f"no {noun} was changed"] + [f"{_counted(renumbered, noun)} renumbered"] * bool(renumbered)
    first, *others = changes
    clauses = [", ".join([f"{_counted(ops[first], noun)} {first}", *(f"{ops[op]} {op}" for op in others)])]
    if unchanged := ops["unchanged"]:
        # After "1 item changed, 1 removed" a bare number is clear; after one clause the noun reads better.
        clauses.append(f"{unchanged if others else _counted(unchanged, noun)} unchanged")
    return clauses


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _listed(phrases: list[str]) -> str:
    *others, last = phrases
    return f"{', '.join(others)} and {last}" if others else last


def _point_changes(old: list[Document], new: list[Document]) -> list[PointChange]:
    old, new = (sorted(points, key=lambda point: point["number"]) for points in (old, new))
    before = {point["key"]: point for point in old}
    kept = before.keys() & {point["key"] for point in new}
    removed: dict[str | None, list[PointChange]] = defaultdict(list)
    """By the key of the nearest point above that is still there, None at the top."""
    above = None
    for point in old:
        if point["key"] in kept:
            above = point["key"]
        else:
            removed[above].append(point_change(point, None))
    changes = removed[None]
    for point in new:
        changes += [point_change(before.get(point["key"]), point), *removed[point["key"]]]
    return changes


def point_change(old: Document | None, new: Document | None) -> PointChange:
    """What became of one point; None stands for an edition that does not have it. Not both may be None."""
    before, after = old or {}, new or {}
    facts = _fact_changes(_point_facts(before), _point_facts(after)) if old and new else []
    return PointChange(
        op=_point_op(old, new, facts),
        key=(new or before)["key"],
        old_number=before.get("number"),
        new_number=after.get("number"),
        old=old,
        new=new,
        heading=_words(before.get("heading"), after.get("heading")),
        text=_words(before.get("text"), after.get("text")),
        facts=facts,
    )


def _point_op(old: Document | None, new: Document | None, facts: list[FactChange]) -> PointOp:
    if old is None or new is None:
        return "added" if old is None else "removed"
    return "changed" if facts or old["text_hash"] != new["text_hash"] else "unchanged"


def _words(old: str | None, new: str | None) -> list[Change]:
    return word_diff(plain(old or "", mark_lost=True), plain(new or "", mark_lost=True))


def _differs(changes: list[Change]) -> bool:
    return any(change.op != "equal" for change in changes)


def _edition_facts(document: Document) -> dict[str, Any]:
    """Name to raw value; what a part says that an edition has only one of is named "part.key"."""
    edition = document["edition"]
    facts: dict[str, Any] = {**edition, "links": links(edition.get("body") or "")}
    for part, value in document.items():
        if isinstance(value, dict) and "name" not in value and part not in _OF_EDITION:
            facts |= {f"{part}.{name}": inner for name, inner in value.items()}
        else:
            facts[part] = value
    return {name: value for name, value in facts.items() if name not in _OF_EDITION}


def _point_facts(point: Document) -> dict[str, Any]:
    facts = {**point, "links": links(point.get("text") or "")}
    return {name: value for name, value in facts.items() if name not in _OF_POINT}


def _fact_changes(old: dict[str, Any], new: dict[str, Any]) -> list[FactChange]:
    """The known facts in the order of `_FACTS`, then the others by name."""
    known = [name for name in _FACTS if name in old or name in new]
    others = sorted((old.keys() | new.keys()) - _FACTS.keys())
    changes = [_fact_change(name, old.get(name), new.get(name)) for name in known + others]
    return [change for change in changes if change.old != change.new]


def _fact_change(name: str, old: Any, new: Any) -> FactChange:
    items = _item_changes(old or [], new or []) if isinstance(old or new, list) else ()
    return FactChange(name, _naming(name)[0], _value(name, old), _value(name, new), items)


def _naming(name: str) -> tuple[str, str]:
    """The label and the phrase of a fact."""
    words = name.rpartition(".")[2].replace("_", " ")
    return _FACTS.get(name, (words.capitalize(), f"the {words}"))


def _item_changes(old: list[Any], new: list[Any]) -> tuple[ItemChange, ...]:
    """Items that both have are set aside; of the rest, those of one identity are one item that changed."""
    had, has = (Counter((_identity(item), _line("", item)) for item in items) for items in (old, new))
    before: dict[str, list[str]] = defaultdict(list)
    for identity, line in (had - has).elements():
        before[identity].append(line)
    changes = []
    for identity, line in (has - had).elements():
        if before[identity]:
            changes.append(ItemChange("changed", before[identity].pop(0), line))
        else:
            changes.append(ItemChange("added", None, line))
    return (*changes, *(ItemChange("removed", line, None) for lines in before.values() for line in lines))


def _identity(item: Any) -> str:
    """By what an item of a list is known again in the other edition."""
    names = [name for name in _IDENTITIES if item.get(name)] if isinstance(item, dict) else []
    return _line(names[0], item[names[0]]) if names else _line("", item)


def _value(name: str, raw: Any) -> Value:
    if isinstance(raw, list):
        return [_line(name, item) for item in raw] or None
    return _line(name, raw) or None


def _line(name: str, value: Any) -> str:
    """A JSON value, whatever it is, as one line for readers; `name` is its key."""
    if isinstance(value, dict):
        return _object_line(value)
    if isinstance(value, list):
        return ", ".join(_line(name, item) for item in value)
    if value is None or isinstance(value, bool):
        return {None: "", True: "yes", False: "no"}[value]
    if name == "size":
        return f"{value:,} bytes"
    if name == "sha256":
        return f"SHA-256 {value}"
    words = " ".join(str(value).split())
    return words.replace("_", " ") if name.rpartition(".")[2] in _CODES else words


def _object_line(value: Document) -> str:
    """The known keys in their order, then the others by name, without what a name has said already."""
    rest = {name: _line(name, part) for name, part in value.items()}
    if rest.get("name"):
        rest.pop("key", None)
    parts = []
    if "number" in rest:
        number, kind = rest.pop("number"), rest.pop("type", "")
        parts.append(f"{number} ({kind})" if kind else number)
    elif "record" in rest:
        parts.append(f"{rest.pop('kind', '')} {rest.pop('record')}".strip())
    known = [name for name in _LINE_ORDER if name in rest]
    parts += [rest[name] for name in (*known, *sorted(rest.keys() - {*known}))]
    once = {part.casefold(): part for part in reversed(parts) if part}
    return ", ".join(part for part in parts if once.pop(part.casefold(), ""))
