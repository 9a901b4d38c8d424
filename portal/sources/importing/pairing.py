"""Which points of a document are points of an earlier edition: what likeness proposes, and what staff may say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.records.markdown import plain
from portal.records.models import Edition, Record
from portal.sources.drafting.drafts import likely_keys, newest
from portal.sources.importing.shape import point_part
from portal.sources.parsing import Document

NEW_POINT = "A new point"
MOST_CHOICES = 6000
"""Rows times earlier points that are offered as lists; beyond, the key is typed."""
SHORT = 70


@dataclass(frozen=True)
class Pairing:
    """`proposed` has for each point of the document the key of the earlier point, or None."""

    record: Record
    edition: Edition
    proposed: list[str | None]
    words: Mapping[str, str] = field(default_factory=dict)
    """The first words of each earlier point, by its key, in order."""

    @classmethod
    def of(cls, text: str, one: Document, record: Record | None) -> "Pairing | None":
        edition = newest(record) if record else None
        if edition is None:
            return None
        rows = edition.points.order_by("number", "key")
        words = {row.key: shortened(f"{row.number}. {row.heading} {plain(row.text)}") for row in rows}
        return cls(record, edition, likely_keys(edition, text, one), words)

    def key_at(self, number: int) -> str:
        return (self.proposed[number] or "") if number < len(self.proposed) else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [("", NEW_POINT), *((key, f"{words} ({key})") for key, words in self.words.items())]

    def is_listed(self, one: Document) -> bool:
        return len(self.words) * max(1, len(getattr(one, point_part(one)))) <= MOST_CHOICES


def shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= SHORT else words[:SHORT].rsplit(" ", 1)[0] + "…"


def doubles(keys: list[str]) -> list[str]:
    """Keys that more than one point was given."""
    return sorted({key for key in keys if key and keys.count(key) > 1})
