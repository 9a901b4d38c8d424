"""The differences of a merge as a person reads them: which point, which field, and the words of both sides."""

from dataclasses import dataclass
from typing import Any

from portal.records.merging import Difference, Row, State
from portal.records.models import Edition
from portal.records.models.parts import part_classes
from portal.records.models.point import point_class
from portal.records.words import Change, word_diff


@dataclass(frozen=True)
class Shown:
    """One difference. `words` lead from theirs to mine; texts are empty where there is nothing."""

    difference: Difference
    label: str
    base: str
    mine: str
    theirs: str
    merged: str
    words: list[Change]
    is_text: bool
    """Whether a person may write a third text in place of both."""


class Reader:
    """Knows the record's kind, and so the models whose columns are compared."""

    def __init__(self, edition, *states: State):
        self.noun = edition.record.point_noun
        self.point = point_class(edition.record.kind)
        self.parts = {model.part_name: model for model in part_classes()}
        self.rows: dict[str, Row] = {}
        for state in states:
            self.rows |= {row["key"]: row for row in state["points"]}

    def shown(self, difference: Difference) -> Shown:
        texts = {
            name: self.text(difference, getattr(difference, name)) for name in ("base", "mine", "theirs", "merged")
        }
        words = word_diff(texts["theirs"], texts["mine"])
        return Shown(difference, self.label(difference), words=words, is_text=self.is_text(difference), **texts)

    def label(self, difference: Difference) -> str:
        if difference.place == "edition":
            return field_label(Edition, difference.name)
        if difference.place != "points":
            return self.parts[difference.place]._meta.verbose_name_plural.capitalize()
        if difference.name == "order":
            return f"The order of the {self.noun}s"
        row = self.rows[difference.key]
        point = f"{self.noun.capitalize()} {row['number']} ({row['key']})"
        return f"{point}: {field_label(self.point, difference.name).lower()}" if difference.name else point

    def is_text(self, difference: Difference) -> bool:
        if not difference.name or difference.name == "order" or difference.place not in ("edition", "points"):
            return False
        field = field_of(Edition if difference.place == "edition" else self.point, difference.name)
        return field.get_internal_type() in ("TextField", "CharField") and not field.choices

    def text(self, difference: Difference, value: Any) -> str:
        if difference.place == "edition":
            return value_text(Edition, difference.name, value)
        if difference.place != "points":
            return "\n".join(row_text(self.parts[difference.place], row) for row in value or [])
        if difference.name == "order":
            return "\n".join(self.opening(key) for key in value or [])
        if difference.name:
            return value_text(self.point, difference.name, value)
        return row_text(self.point, value) if value else ""

    def opening(self, key: str) -> str:
        row = self.rows[key]
        return (row["heading"] or row["text"])[:80]


def field_of(model, name: str):
    return next(field for field in model._meta.concrete_fields if name in (field.attname, field.name))


def field_label(model, name: str) -> str:
    words = str(field_of(model, name).verbose_name)
    return words[:1].upper() + words[1:]


def value_text(model, name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    field = field_of(model, name)
    if field.is_relation:
        return str(field.related_model._base_manager.filter(pk=value).first() or "")
    return str(dict(field.flatchoices).get(value, value))


def row_text(model, row: Row) -> str:
    """What a whole row says, its place and key aside, a field a line."""
    names = [name for name in row if name not in ("id", "key", "number", "position") and row[name] not in (None, "")]
    if model is not None and "text" in row:
        return "\n".join(value_text(model, name, row[name]) for name in names)
    return ", ".join(value_text(model, name, row[name]) for name in names)
