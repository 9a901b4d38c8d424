"""Pairs the points of a document with those of an earlier edition: proposals by similarity, which staff can change."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.importer.drafts.draft_editions import get_newest_edition, propose_point_keys
from portal.importer.form_schema import point_part
from portal.importer.parser import ParsedDocument
from portal.lib.markdown import strip_markdown
from portal.records.models import Edition, Record

NEW_POINT = "A new point"
MOST_CHOICES = 6000
"""Most rows times earlier points that are offered as lists; above this, staff type the key."""
SHORT = 70


@dataclass(frozen=True)
class Pairing:
    """`proposed` has, for each point of the document, the key of the earlier point or None."""

    record: Record
    edition: Edition
    proposed: list[str | None]
    words: Mapping[str, str] = field(default_factory=dict)
    """The first words of each earlier point, by key, in order."""

    @classmethod
    def of(cls, text: str, document: ParsedDocument, record: Record | None) -> "Pairing | None":
        edition = get_newest_edition(record) if record else None
        if edition is None:
            return None
        rows = edition.points.order_by("number", "key")
        words = {row.key: shorten_words(f"{row.number}. {row.heading} {strip_markdown(row.text)}") for row in rows}
        return cls(record, edition, propose_point_keys(edition, text, document), words)

    def key_at(self, number: int) -> str:
        return (self.proposed[number] or "") if number < len(self.proposed) else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [("", NEW_POINT), *((key, f"{words} ({key})") for key, words in self.words.items())]

    def is_listed(self, document: ParsedDocument) -> bool:
        return len(self.words) * max(1, len(getattr(document, point_part(document)))) <= MOST_CHOICES


def shorten_words(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= SHORT else words[:SHORT].rsplit(" ", 1)[0] + "…"


def find_duplicate_keys(keys: list[str]) -> list[str]:
    """Returns the keys that are given to more than one point."""
    return sorted({key for key in keys if key and keys.count(key) > 1})
