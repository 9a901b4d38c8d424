"""To whom guidance is addressed. One entry here, or one call of register_audience() in an AppConfig.ready(), is all
that a new audience needs; the columns that hold its value list no values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Audience:
    """Every post belongs to one."""

    value: str
    label: str
    singular: str
    """What one of them is called."""
    agency_kind: str
    agency_label: str
    """The kind of agency that has such a post: its value and its label."""
    agencies: str
    """Several such agencies, in lower case."""
    key_words: str
    """In lower case: words that show the importer that a memo is addressed to them."""


POLICE_CHIEFS = "police_chiefs"
SCHOOL_SUPERINTENDENTS = "school_superintendents"
OTHER_AGENCY = ("other", "Other")

_AUDIENCES: dict[str, Audience] = {}


def register_audience(audience: Audience) -> None:
    _AUDIENCES[audience.value] = audience


register_audience(
    Audience(
        value=POLICE_CHIEFS,
        label="Police chiefs",
        singular="Police chief",
        agency_kind="police_department",
        agency_label="Police department",
        agencies="police departments",
        key_words="police chief",
    )
)
register_audience(
    Audience(
        value=SCHOOL_SUPERINTENDENTS,
        label="School superintendents",
        singular="School superintendent",
        agency_kind="school_district",
        agency_label="School district",
        agencies="school districts",
        key_words="superintendent",
    )
)


def list_audiences() -> list[Audience]:
    return list(_AUDIENCES.values())


def get_audience(value: str) -> Audience:
    """Raises KeyError for a value that nobody registers."""
    return _AUDIENCES[value]


def get_audience_values() -> list[str]:
    return list(_AUDIENCES)


def get_audience_choices() -> list[tuple[str, str]]:
    """Choices of a field. Forms call it each time, so a new audience needs no migration."""
    return [(audience.value, audience.label) for audience in list_audiences()]


def find_addressed_audiences(words: str) -> list[str]:
    """The values of the audiences that the words name."""
    return [audience.value for audience in list_audiences() if audience.key_words in words.lower()]


def get_agency_kind_choices() -> list[tuple[str, str]]:
    """The kinds of agency: those of the audiences, and others."""
    kinds = {audience.agency_kind: audience.agency_label for audience in list_audiences()}
    return [*kinds.items(), OTHER_AGENCY]


def get_agency_kind_label(kind: str) -> str:
    return dict(get_agency_kind_choices())[kind]
