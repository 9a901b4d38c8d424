"""The meaning of the keys in a canonical document. The core declares its own keys here; each app registers those of its
points and parts in AppConfig.ready(), so that pages, comparisons, data files and the search need not name them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from portal.records.edition_columns import COLUMNS

Term = tuple[str, str, str]
"""Name of a filter, value, and label of the value in the form."""


@dataclass(frozen=True)
class SearchFilter:
    """A filter of the search page. `rank` decides the order of filters."""

    name: str
    label: str
    rank: int
    list_addresses: Callable[[list[str], datetime], dict[str, str]] | None = None
    """Returns the address of what each of these values means at the moment, as far as it has one. The search links a
    query that names the value to it."""


@dataclass(frozen=True)
class DocumentKey:
    """One key of a point or of a document, such as "service" or "signers"; the functions take the value at the key.
    Only the name is required. Comparisons include a key that is not registered, under its own name."""

    name: str
    label: str = ""
    """Label above the fact in comparisons. Without it, the key itself is the label, after the known keys."""
    phrase: str = ""
    """Name in a sentence, with its article: "the signers"."""
    after: str = ""
    """The known key after which comparisons list it."""
    is_code: bool = False
    """Whether the value is a code such as no_service, which readers see with spaces."""
    is_quiet: bool = False
    """Whether a proposed change note mentions only that the value changed, and only if nothing else did."""
    names_point: Callable[[Any], str] | None = None
    """Returns the name by which readers know the point."""
    is_status: bool = False
    """Whether the value is the code of the chip beside the name of the point."""
    note: Callable[[Any], str] | None = None
    """Returns a short sentence without its period, shown below the point."""
    line_label: str = ""
    """Label of a key of a point in Markdown and plain text."""
    header_label: str = ""
    """Label of a key of a document among the facts above the text."""
    header_line: Callable[[Any], str] | None = None
    """Returns the line of one item of the list on pages. Markdown and plain text have the name of the item."""
    eyebrow: Callable[[Any], str] | None = None
    """Returns the words in the line above the title."""
    dateline: Callable[[Any], str] | None = None
    """Returns the place with which the text begins."""
    closing_label: str = ""
    """Beginning of each line of a list after the text, in Markdown and plain text."""
    closing_line: Callable[[Any], str] | None = None
    """Returns the line of one item of such a list."""
    closing_template: str = ""
    """Template of such a list on the page."""
    printed_template: str = ""
    """Template of such a list on paper."""
    search_headings: Callable[[Any], list[str]] | None = None
    """Returns words that have the weight of a heading in the search."""
    search_texts: Callable[[Any], list[str]] | None = None
    """Returns words besides the text that the search finds."""
    search_terms: Callable[[Any], list[Term]] | None = None
    """Returns the values by which readers can filter a search."""
    search_filter: SearchFilter | None = None


_CORE_KEYS = (
    DocumentKey("issuer", "Issued by", "the issuer", after="subtitle"),
    DocumentKey("official", "Official text", "the official status", after="issuer"),
    DocumentKey("attachments", "Attachments", "the attachments", after="effective_until"),
    DocumentKey("relations", "Related records", "the related records", after="attachments"),
    DocumentKey("links", "Links", "the links", after="relations"),
    DocumentKey("posted_on", "Posted", "the day of posting", after="provenance", is_quiet=True),
)
_KEYS: dict[str, DocumentKey] = {key.name: key for key in _CORE_KEYS}


def register_keys(*keys: DocumentKey) -> None:
    """Registers keys. Call it in AppConfig.ready()."""
    _KEYS.update({key.name: key for key in keys})
    get_fact_labels.cache_clear()


def list_keys() -> list[DocumentKey]:
    return list(_KEYS.values())


@cache
def get_fact_labels() -> dict[str, tuple[str, str]]:
    """Returns label and phrase of each known key, in the order of comparisons."""
    names = {column.name: (column.label, column.phrase) for column in COLUMNS if column.label}
    for key in _KEYS.values():
        if key.label:
            rows = [(name, words) for name, words in names.items() if name != key.name]
            index = [name for name, _ in rows].index(key.after) + 1 if key.after else len(rows)
            names = dict([*rows[:index], (key.name, (key.label, key.phrase)), *rows[index:]])
    return names


def is_code_key(name: str) -> bool:
    return name == "kind" or name in _KEYS and _KEYS[name].is_code


def is_quiet_key(name: str) -> bool:
    return name in _KEYS and _KEYS[name].is_quiet


def format_code_words(code: str) -> str:
    return code.replace("_", " ")


def list_stated(data: Mapping[str, Any]) -> list[tuple[DocumentKey, Any]]:
    """Returns the registered keys that have a value in the point or document, with the value."""
    return [(key, value) for key in _KEYS.values() if (value := data.get(key.name))]


def list_items(value: Any) -> list:
    return value if isinstance(value, list) else [value]


def get_point_subject(point: Mapping[str, Any]) -> str:
    """Returns the subject of the point, from a registered key, or "" if no key names it."""
    return next((key.names_point(value) for key, value in list_stated(point) if key.names_point), "")


def get_point_status(point: Mapping[str, Any]) -> str:
    """Returns the code of the chip beside the subject, or "" if there is none."""
    return next((value for key, value in list_stated(point) if key.is_status), "")


def list_point_notes(point: Mapping[str, Any]) -> list[str]:
    return [key.note(value) for key, value in list_stated(point) if key.note]


def list_point_lines(point: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Returns label and value of the facts of a point besides its text."""
    return [(key.line_label, format_point_value(key, value)) for key, value in list_stated(point) if key.line_label]


def format_point_value(key: DocumentKey, value: Any) -> str:
    if key.names_point:
        return key.names_point(value)
    return format_code_words(value) if key.is_code else str(value)


def list_header_facts(document: Mapping[str, Any], *, is_short: bool = False) -> list[tuple[str, str]]:
    """Returns label and value of the facts above the text, such as the signers; with `is_short`, only names."""
    return [
        (key.header_label, "; ".join(format_header_item(key, item, is_short) for item in list_items(value)))
        for key, value in list_stated(document)
        if key.header_label
    ]


def format_header_item(key: DocumentKey, item: Any, is_short: bool) -> str:
    return item["name"] if is_short or not key.header_line else key.header_line(item)


def list_closing_lines(document: Mapping[str, Any]) -> list[str]:
    """Returns the lines after the text, each with its label."""
    return [
        f"{key.closing_label}: {key.closing_line(item)}"
        for key, value in list_stated(document)
        if key.closing_label and key.closing_line
        for item in list_items(value)
    ]


def list_closing_templates(document: Mapping[str, Any], *, is_printed: bool = False) -> list[str]:
    names = [key.printed_template if is_printed else key.closing_template for key, _ in list_stated(document)]
    return [name for name in names if name]


def get_eyebrow(document: Mapping[str, Any]) -> str:
    return next((key.eyebrow(value) for key, value in list_stated(document) if key.eyebrow), "")


def get_dateline(document: Mapping[str, Any]) -> str:
    return next((key.dateline(value) for key, value in list_stated(document) if key.dateline), "")


def list_search_texts(data: Mapping[str, Any]) -> list[str]:
    return [text for key, value in list_stated(data) if key.search_texts for text in key.search_texts(value)]


def list_search_headings(data: Mapping[str, Any]) -> list[str]:
    return [text for key, value in list_stated(data) if key.search_headings for text in key.search_headings(value)]


def list_search_terms(data: Mapping[str, Any]) -> list[Term]:
    return [term for key, value in list_stated(data) if key.search_terms for term in key.search_terms(value)]


def list_search_filters() -> list[SearchFilter]:
    """Returns each filter of the search once, in order."""
    own = [SearchFilter("kind", "Kind", 10), SearchFilter("issuer", "Issued by", 30)]
    registered = [key.search_filter for key in _KEYS.values() if key.search_filter]
    by_name = {search_filter.name: search_filter for search_filter in [*own, *registered]}
    return sorted(by_name.values(), key=lambda search_filter: search_filter.rank)
