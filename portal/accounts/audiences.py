"""The audiences to which guidance is addressed. A new audience needs only one entry here, or one call of
register_audience() in an AppConfig.ready(). The columns that store its value have no fixed choices."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Audience:
    """A group of officials to whom guidance is addressed. Every post belongs to one audience."""

    value: str
    label: str
    singular: str
    """The title of one member."""
    agency_kind: str
    agency_label: str
    """The value and the label of the kind of agency that has such a post."""
    agencies: str
    """The plural of such an agency, in lower case."""
    key_words: str
    """Words in lower case by which the importer recognizes a memo to this audience."""


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
    """Raises KeyError if no audience with this value is registered."""
    return _AUDIENCES[value]


def get_audience_values() -> list[str]:
    return list(_AUDIENCES)


def get_audience_choices() -> list[tuple[str, str]]:
    """Returns the choices of a field. Forms call this each time, so a new audience needs no migration."""
    return [(audience.value, audience.label) for audience in list_audiences()]


def find_addressed_audiences(words: str) -> list[str]:
    """Returns the values of the audiences whose key words occur in the text."""
    return [audience.value for audience in list_audiences() if audience.key_words in words.lower()]


def get_agency_kind_choices() -> list[tuple[str, str]]:
    """Returns the kinds of agency: those of the audiences, and “Other”."""
    kinds = {audience.agency_kind: audience.agency_label for audience in list_audiences()}
    return [*kinds.items(), OTHER_AGENCY]


def get_agency_kind_label(kind: str) -> str:
    return dict(get_agency_kind_choices())[kind]
