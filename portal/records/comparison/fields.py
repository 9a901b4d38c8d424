"""Compares the facts in the documents of two editions besides their texts, for known and unknown keys."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from portal.lib.languages import get_language_name
from portal.lib.markdown import find_links
from portal.records.document_keys import format_code_words, get_fact_labels, is_code_key

EditionDocument = Mapping[str, Any]
"""The canonical document of an edition, or a part of it: only JSON types."""
FactValue = str | list[str] | None
"""A fact as readers see it. A list has one line for each item; None means that there is no value."""


@dataclass(frozen=True)
class ItemChange:
    """A line of a list that was added (old is None), removed (new is None) or changed."""

    op: Literal["added", "removed", "changed"]
    old: str | None
    new: str | None


@dataclass(frozen=True)
class FactChange:
    """A fact that differs, with days in ISO 8601. `items` are the lines of a list that differ; a list that was only
    reordered has none. Titles have the languages of the two texts."""

    name: str
    label: str
    old: FactValue
    new: FactValue
    items: tuple[ItemChange, ...] = ()
    old_language: str = ""
    new_language: str = ""


_TITLE_KEYS = {"title", "subtitle"}
_TEXT_KEYS = {"heading", "text", "text_hash", "body"}
_EXCLUDED_POINT_KEYS = _TEXT_KEYS | {"key", "number"}
_EXCLUDED_EDITION_KEYS = _TEXT_KEYS | {"schema", "record", "edition", "number", "points", "citations"}
_EXCLUDED_EDITION_KEYS |= {"published_at", "recorded_at", "change_kind", "change_note", "digest", "standing"}
# No comparison contains data for officials only, not even the seal in the document.
_EXCLUDED_EDITION_KEYS |= {"sealed", "readers"}
_IDENTITY_KEYS = ("record", "name", "title", "points")
_KEY_ORDER = ("points", "name", "title", "role", "office", "email", "phones", "media_type", "size", "sha256")


def get_edition_facts(document: EditionDocument) -> dict[str, Any]:
    """Returns raw values by name. A value of a part that occurs only once in an edition has a name such as
    "part.key"."""
    edition = document["edition"]
    facts: dict[str, Any] = {**edition, "links": find_links(edition.get("body") or "")}
    for part, value in document.items():
        if isinstance(value, dict) and "name" not in value and part not in _EXCLUDED_EDITION_KEYS:
            facts |= {f"{part}.{name}": inner for name, inner in value.items()}
        else:
            facts[part] = value
    return {name: value for name, value in facts.items() if name not in _EXCLUDED_EDITION_KEYS}


def get_point_facts(point: EditionDocument) -> dict[str, Any]:
    facts = {**point, "links": find_links(point.get("text") or "")}
    return {name: value for name, value in facts.items() if name not in _EXCLUDED_POINT_KEYS}


def compare_facts(old: dict[str, Any], new: dict[str, Any]) -> list[FactChange]:
    """Returns the differing facts: the known ones in their order, then the others by name."""
    labels = get_fact_labels()
    known = [name for name in labels if name in old or name in new]
    others = sorted((old.keys() | new.keys()) - labels.keys())
    changes = [_compare_fact(name, old, new) for name in known + others]
    return [change for change in changes if change.old != change.new]


def _compare_fact(name: str, old_facts: dict[str, Any], new_facts: dict[str, Any]) -> FactChange:
    old, new = old_facts.get(name), new_facts.get(name)
    items = _compare_items(old or [], new or []) if isinstance(old or new, list) else ()
    languages = [facts.get("language", "") for facts in (old_facts, new_facts)] if name in _TITLE_KEYS else []
    label = get_fact_names(name)[0]
    return FactChange(name, label, _format_value(name, old), _format_value(name, new), items, *languages)


def get_fact_names(name: str) -> tuple[str, str]:
    """Returns the label and the phrase of a fact. For an undeclared fact, the key gives both."""
    words = name.rpartition(".")[2].replace("_", " ")
    return get_fact_labels().get(name, (words.capitalize(), f"the {words}"))


def _compare_items(old: list[Any], new: list[Any]) -> tuple[ItemChange, ...]:
    """Ignores items in both lists. Of the others, an old and a new item with the same identity are one changed item."""
    old_lines, new_lines = (
        Counter((_get_item_identity(item), _format_line("", item)) for item in items) for items in (old, new)
    )
    before: dict[str, list[str]] = defaultdict(list)
    for identity, line in (old_lines - new_lines).elements():
        before[identity].append(line)
    changes = []
    for identity, line in (new_lines - old_lines).elements():
        if before[identity]:
            changes.append(ItemChange("changed", before[identity].pop(0), line))
        else:
            changes.append(ItemChange("added", None, line))
    return (*changes, *(ItemChange("removed", line, None) for lines in before.values() for line in lines))


def _get_item_identity(item: Any) -> str:
    """Returns the text that identifies an item of a list in the other edition."""
    names = [name for name in _IDENTITY_KEYS if item.get(name)] if isinstance(item, dict) else []
    return _format_line(names[0], item[names[0]]) if names else _format_line("", item)


def _format_value(name: str, raw: Any) -> FactValue:
    if isinstance(raw, list):
        return [_format_line(name, item) for item in raw] or None
    return _format_line(name, raw) or None


def _format_line(name: str, value: Any) -> str:
    """Returns any JSON value as one line for readers. `name` is its key."""
    if isinstance(value, dict):
        return _format_object(value)
    if isinstance(value, list):
        return ", ".join(_format_line(name, item) for item in value)
    if value is None or isinstance(value, bool):
        return {None: "", True: "yes", False: "no"}[value]
    if name == "size":
        return f"{value:,} bytes"
    if name == "language":
        return get_language_name(value)
    if name == "sha256":
        return f"SHA-256 {value}"
    words = " ".join(str(value).split())
    return format_code_words(words) if is_code_key(name.rpartition(".")[2]) else words


def _format_object(value: EditionDocument) -> str:
    """Returns the values of the known keys in their order, then the others by name, without repetitions."""
    rest = {name: _format_line(name, part) for name, part in value.items()}
    if rest.get("name"):
        rest.pop("key", None)
    parts = []
    if "number" in rest:
        number, kind = rest.pop("number"), rest.pop("type", "")
        parts.append(f"{number} ({kind})" if kind else number)
    elif "record" in rest:
        parts.append(f"{rest.pop('kind', '')} {rest.pop('record')}".strip())
    known = [name for name in _KEY_ORDER if name in rest]
    parts += [rest[name] for name in (*known, *sorted(rest.keys() - {*known}))]
    remaining = {part.casefold(): part for part in reversed(parts) if part}
    return ", ".join(part for part in parts if remaining.pop(part.casefold(), ""))
