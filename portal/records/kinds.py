"""The kinds of record. Each app registers its own in AppConfig.ready(); nothing here or below an app names one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.records.models import Edition, Point, Record


def build_no_properties(_edition: "Edition") -> dict:
    return {}


def build_no_nodes(*_args: Any) -> list[dict]:
    return []


@dataclass(frozen=True)
class KindSpec:
    """Facts of one kind of record. `value` is stored in the column `kind` of a record."""

    value: str
    label: str
    section: str
    """The part of the site, and the URL namespace, where records of this kind live."""
    point_noun: str
    """What one point of such a record is called, in the singular; "s" makes the plural."""
    point_model: "type[Point]"
    record_model: "type[Record]"
    """The proxy whose screen of the desk edits the records."""
    edition_model: "type[Edition]"
    """The proxy whose screen of the desk edits the versions."""
    json_ld_type: str = "CreativeWork"
    """The schema.org type of an official text."""
    build_json_ld_properties: "Callable[[Edition], dict]" = build_no_properties
    """What the kind's own type has beside what every text has."""
    build_json_ld_nodes: Callable[..., list[dict]] = build_no_nodes
    """Takes edition, day and the function that completes an address; nodes beside the text, such as services."""
    importer_kind: str = ""
    """The kind of parsed document that becomes such a record; empty where the importer drafts none."""
    is_signed: bool = False
    """Whether a parsed day of publication is the day on the paper, and its first effective day the version's."""
    may_be_for_officials: bool = False
    """Whether a record may be for officials only."""
    needs_confirmation: bool = False
    """Whether readers are warned if nobody has confirmed a version for months."""
    has_posting_days: bool = False
    """Whether readers are told that a point states no day of posting."""
    point_template: str = ""
    """Included in each point below its heading."""
    point_head_template: str = ""
    """Included in the head of a point's own page."""
    point_follow_template: str = ""
    """Included at the end of a point's own page."""
    facts_template: str = ""
    """Included among the facts above the text."""
    aside_template: str = ""
    """Included beside the text."""

    def __str__(self) -> str:
        return self.value


_KINDS: dict[str, KindSpec] = {}


def register_kind(spec: KindSpec) -> None:
    """Call it in AppConfig.ready(). Registering the same value again replaces the entry."""
    _KINDS[spec.value] = spec


def list_kinds() -> list[KindSpec]:
    """All kinds, in the order of INSTALLED_APPS."""
    return list(_KINDS.values())


def get_kind(value: str) -> KindSpec:
    """Raises KeyError for a value that no app registers."""
    return _KINDS[value]


def has_kind(value: str) -> bool:
    return value in _KINDS


def get_kind_values() -> list[str]:
    return list(_KINDS)


def get_kind_choices() -> list[tuple[str, str]]:
    """Choices of a field. Forms call it each time, so a new kind needs no migration."""
    return [(kind.value, kind.label) for kind in list_kinds()]


def get_section_kinds(section: str) -> list[KindSpec]:
    return [kind for kind in list_kinds() if kind.section == section]


def get_section_kind_values(section: str) -> list[str]:
    return [kind.value for kind in get_section_kinds(section)]


def get_point_nouns() -> list[str]:
    """Every word for a point, "point" first."""
    return list(dict.fromkeys(["point", *(kind.point_noun for kind in list_kinds())]))


def get_point_model(kind: str) -> "type[Point]":
    """The class whose rows are the points of records of this kind."""
    return get_kind(kind).point_model


def list_point_models() -> "list[type[Point]]":
    """Each class of points once."""
    return list(dict.fromkeys(kind.point_model for kind in list_kinds()))
