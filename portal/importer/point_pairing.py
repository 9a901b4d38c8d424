"""Which points of a document are points of an earlier edition: what likeness proposes, and what staff may say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.importer.drafts.draft_editions import get_newest_edition, propose_point_keys
from portal.importer.form_schema import point_part
from portal.importer.parser import ParsedDocument
from portal.lib.markdown import strip_markdown
from portal.records.models import Edition, Record

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
    def of(cls, text: str, one: ParsedDocument, record: Record | None) -> "Pairing | None":
        edition = get_newest_edition(record) if record else None
        if edition is None:
            return None
        rows = edition.points.order_by("number", "key")
        words = {row.key: shorten_words(f"{row.number}. {row.heading} {strip_markdown(row.text)}") for row in rows}
        return cls(record, edition, propose_point_keys(edition, text, one), words)

    def key_at(self, number: int) -> str:
        return (self.proposed[number] or "") if number < len(self.proposed) else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [("", NEW_POINT), *((key, f"{words} ({key})") for key, words in self.words.items())]

    def is_listed(self, one: ParsedDocument) -> bool:
        return len(self.words) * max(1, len(getattr(one, point_part(one)))) <= MOST_CHOICES


def shorten_words(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= SHORT else words[:SHORT].rsplit(" ", 1)[0] + "…"


def find_duplicate_keys(keys: list[str]) -> list[str]:
    """Keys that more than one point was given."""
    return sorted({key for key in keys if key and keys.count(key) > 1})
