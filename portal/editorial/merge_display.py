"""Prepares the differences of a merge for display: the point, the field, and the texts of both sides."""

from dataclasses import dataclass
from typing import Any

from portal.lib.text_diff import TextChange, diff_words
from portal.records.kinds import get_point_model
from portal.records.merge import MergeDifference, RowData, Snapshot
from portal.records.models import Edition
from portal.records.models.parts import get_part_models


@dataclass(frozen=True)
class ShownDifference:
    """One difference for display. `words` are the changes from `theirs` to `mine`. A missing text is empty."""

    difference: MergeDifference
    label: str
    base: str
    mine: str
    theirs: str
    merged: str
    words: list[TextChange]
    is_text: bool
    """Whether a person may write a third text instead of both."""

    @property
    def suggestion(self) -> str:
        """The initial value of the third text."""
        return self.merged if self.difference.outcome == "both" else self.mine


class DifferenceReader:
    """Converts differences with the models of the kind of the record."""

    def __init__(self, edition, *states: Snapshot):
        self.noun = edition.record.point_noun
        self.point = get_point_model(edition.record.kind)
        self.parts = {model.part_name: model for model in get_part_models()}
        self.rows: dict[str, RowData] = {}
        for state in states:
            self.rows |= {row["key"]: row for row in state["points"]}

    def shown(self, difference: MergeDifference) -> ShownDifference:
        texts = {
            name: self.text(difference, getattr(difference, name)) for name in ("base", "mine", "theirs", "merged")
        }
        words = diff_words(texts["theirs"], texts["mine"])
        return ShownDifference(
            difference, self.label(difference), words=words, is_text=self.is_text(difference), **texts
        )

    def label(self, difference: MergeDifference) -> str:
        if difference.place == "edition":
            return get_field_label(Edition, difference.name)
        if difference.place != "points":
            return self.parts[difference.place]._meta.verbose_name_plural.capitalize()
        if difference.name == "order":
            return f"The order of the {self.noun}s"
        row = self.rows[difference.key]
        point = f"{self.noun.capitalize()} {row['number']} ({row['key']})"
        return f"{point}: {get_field_label(self.point, difference.name).lower()}" if difference.name else point

    def is_text(self, difference: MergeDifference) -> bool:
        if not difference.name or difference.name == "order" or difference.place not in ("edition", "points"):
            return False
        field = get_field(Edition if difference.place == "edition" else self.point, difference.name)
        return field.get_internal_type() in ("TextField", "CharField") and not field.choices

    def text(self, difference: MergeDifference, value: Any) -> str:
        if difference.place == "edition":
            return format_value(Edition, difference.name, value)
        if difference.place != "points":
            return "\n".join(format_row(self.parts[difference.place], row) for row in value or [])
        if difference.name == "order":
            return "\n".join(self.opening(key) for key in value or [])
        if difference.name:
            return format_value(self.point, difference.name, value)
        return format_row(self.point, value) if value else ""

    def opening(self, key: str) -> str:
        row = self.rows[key]
        return (row["heading"] or row["text"])[:80]


def get_field(model, name: str):
    return next(field for field in model._meta.concrete_fields if name in (field.attname, field.name))


def get_field_label(model, name: str) -> str:
    words = str(get_field(model, name).verbose_name)
    return words[:1].upper() + words[1:]


def format_value(model, name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    field = get_field(model, name)
    if field.is_relation:
        return str(field.related_model._base_manager.filter(pk=value).first() or "")
    return str(dict(field.flatchoices).get(value, value))


def format_row(model, row: RowData) -> str:
    """Returns the text of a whole row without its place and key, one field to a line."""
    names = [name for name in row if name not in ("id", "key", "number", "position") and row[name] not in (None, "")]
    if model is not None and "text" in row:
        return "\n".join(format_value(model, name, row[name]) for name in names)
    return ", ".join(format_value(model, name, row[name]) for name in names)
