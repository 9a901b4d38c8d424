"""A document as somebody corrected it. A value keeps the place that it was read from; one that was typed has none."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from datetime import date

from portal.sources.importing.forms import LINES, PARTS
from portal.sources.parsing import Document
from portal.sources.parsing.spans import Found, fold

TYPED = "typed on the desk"


def corrected(one: Document, values: Mapping[str, object]) -> Document:
    """A new document with the values by path, as DocumentForm cleans them; what is to be left out is gone."""
    facts = {name: value(getattr(one, name), values[name]) for name in LINES}
    for part, names in PARTS.items():
        kept = []
        for number, row in enumerate(getattr(one, part)):
            path = f"{part}[{number}]"
            if not values[f"{path}.leave"]:
                kept.append(point(part, names, row, path, values))
        facts[part] = [row for row in kept if row is not None]
    return replace(copy(one), official=bool(values["official"]), **facts)


def point(part: str, names: tuple[str, ...], row, path: str, values: Mapping[str, object]):
    """None where every word of it was deleted."""
    if part == "recommendations":
        return value(row, values[f"{path}.text"])
    facts = {name: value(getattr(row, name), values[f"{path}.{name}"]) for name in names}
    return replace(row, **facts) if facts[names[0]] else None


def value(found: Found | None, typed: object) -> Found | None:
    """What was read where nothing but white space differs; the typed words with their lines otherwise."""
    words = typed.isoformat() if isinstance(typed, date) else "\n".join(str(typed or "").split("\r\n")).strip()
    if found is None:
        return Found(words, 0, 0, TYPED) if words else None
    if not words:
        return None
    return found if fold(words) == fold(found.value) else replace(found, value=words)
