"""Registry of the readers that fill the columns and parts of a kind; each app registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.importer.parser import ParsedDocument
from portal.importer.parser.spans import Span
from portal.records.kinds import KindSpec, list_kinds
from portal.records.models import Point

PointColumns = Callable[[str, dict[str, object]], dict[str, object]]
"""Takes the words of a point and the columns of the earlier point; returns the columns that only its model has."""
PointReader = Callable[..., PointColumns | None]
"""Takes model, edition, document, notes for staff and the reused points; returns None if no points can be made."""


@dataclass(frozen=True)
class DraftPartReader:
    """Fills one part from a document: `read` returns the columns of each row, and the span that it cites or None."""

    part_name: str
    is_stated: Callable[[ParsedDocument], bool]
    """Whether the document names the part, so that the rows of the edition before are deleted."""
    read: Callable[[ParsedDocument], list[tuple[dict[str, Any], Span | None]]]
    cited_as: str = ""


_PART_READERS: dict[str, DraftPartReader] = {}
_POINT_READERS: dict[type[Point], PointReader] = {}


def register_part_readers(*readers: DraftPartReader) -> None:
    """Call it in AppConfig.ready()."""
    _PART_READERS.update({reader.part_name: reader for reader in readers})


def register_point_reader(model: type[Point], reader: PointReader) -> None:
    """Call it in AppConfig.ready()."""
    _POINT_READERS[model] = reader


def list_part_readers() -> list[DraftPartReader]:
    return list(_PART_READERS.values())


def get_point_reader(model: type[Point]) -> PointReader | None:
    return _POINT_READERS.get(model)


def get_drafted_kind(importer_kind: str) -> KindSpec | None:
    """Returns the kind of record that a parsed document becomes, or None if it is stored as a source document only."""
    return next((kind for kind in list_kinds() if kind.importer_kind and kind.importer_kind == importer_kind), None)
