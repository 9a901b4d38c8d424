"""The kinds of record. Each app registers its kinds in AppConfig.ready(); no code below the apps names a kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.records.comparison.editions import EditionComparison
    from portal.records.models import Edition, Point, Record


def build_no_properties(_edition: "Edition") -> dict:
    return {}


def find_no_major_changes(_comparison: "EditionComparison") -> list[str]:
    return []


def list_no_effects(_edition: "Edition", _at: datetime) -> list["ChangeEffect"]:
    return []


def build_no_nodes(*_args: Any) -> list[dict]:
    return []


@dataclass(frozen=True)
class ChangeEffect:
    """What the publication of a version of this kind of change asks of officials, in a sentence after a label."""

    change_kind: str
    label: str
    sentence: str


@dataclass(frozen=True)
class KindSpec:
    """Facts of one kind of record. `value` is stored in the column `kind` of a record."""

    value: str
    label: str
    section: str
    """The part of the site, and the URL namespace, of records of this kind."""
    point_noun: str
    """The singular of the noun for a point of such a record; "s" makes the plural."""
    point_model: "type[Point]"
    record_model: "type[Record]"
    """The proxy model for the records on the desk."""
    edition_model: "type[Edition]"
    """The proxy model for the versions on the desk."""
    json_ld_type: str = "CreativeWork"
    """The schema.org type of an official text."""
    build_json_ld_properties: "Callable[[Edition], dict]" = build_no_properties
    """Returns the properties of the kind's own type besides those of every text."""
    build_json_ld_nodes: Callable[..., list[dict]] = build_no_nodes
    """Takes edition, day and the function that completes an address. Returns nodes besides the text, such as services.
    """
    importer_kind: str = ""
    """The kind of parsed document that becomes such a record; empty if the importer does not draft this kind."""
    is_signed: bool = False
    """Whether a parsed day of publication is the day of signing, and the first effective day that of the version."""
    may_be_for_officials: bool = False
    """Whether a record may be for officials only."""
    unconfirmed_after_days: int | None = None
    """The number of days without a confirmation after which readers are warned; None for a kind that needs none."""
    has_review_days: bool = False
    """Whether staff review its points on a day, so that a confirmation can take some of them and sets the next day."""
    has_posting_days: bool = False
    """Whether readers see a note if a point has no day of posting."""
    find_major_changes: "Callable[[EditionComparison], list[str]]" = find_no_major_changes
    """Returns the reasons, as sentences, why these changes are not minor."""
    list_effects: "Callable[[Edition, datetime], list[ChangeEffect]]" = list_no_effects
    """Returns what a publication at a moment asks of officials, for each kind of change that could be chosen."""
    point_template: str = ""
    """Template included in each point below its heading."""
    point_head_template: str = ""
    """Template included in the head of the page of a point."""
    point_follow_template: str = ""
    """Template included at the end of the page of a point."""
    facts_template: str = ""
    """Template included among the facts above the text."""
    aside_template: str = ""
    """Template included beside the text."""

    def __str__(self) -> str:
        return self.value


_KINDS: dict[str, KindSpec] = {}


def register_kind(spec: KindSpec) -> None:
    """Registers a kind. Call it in AppConfig.ready(). Registering the same value again replaces the entry."""
    _KINDS[spec.value] = spec


def list_kinds() -> list[KindSpec]:
    """Returns all kinds, in the order of INSTALLED_APPS."""
    return list(_KINDS.values())


def get_kind(value: str) -> KindSpec:
    """Returns the kind with this value. Raises KeyError for a value that no app registers."""
    return _KINDS[value]


def has_kind(value: str) -> bool:
    return value in _KINDS


def get_kind_values() -> list[str]:
    return list(_KINDS)


def get_kind_choices() -> list[tuple[str, str]]:
    """Returns the choices of a field. Forms call it each time, so a new kind needs no migration."""
    return [(kind.value, kind.label) for kind in list_kinds()]


def get_section_kinds(section: str) -> list[KindSpec]:
    return [kind for kind in list_kinds() if kind.section == section]


def get_section_kind_values(section: str) -> list[str]:
    return [kind.value for kind in get_section_kinds(section)]


def get_point_nouns() -> list[str]:
    """Returns every noun for a point, beginning with "point"."""
    return list(dict.fromkeys(["point", *(kind.point_noun for kind in list_kinds())]))


def get_point_model(kind: str) -> "type[Point]":
    """Returns the model of the points of records of this kind."""
    return get_kind(kind).point_model


def list_point_models() -> "list[type[Point]]":
    """Returns each model of points once."""
    return list(dict.fromkeys(kind.point_model for kind in list_kinds()))
