"""The columns of an edition's text, declared once. The canonical document, copies, snapshots, the form of the desk,
comparisons, data files and the description of the API are built from this list: a new column needs one entry here, one
field of the model, and its migration."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Group = Literal["text", "days", "change"]


@dataclass(frozen=True)
class EditionColumn:
    name: str
    group: Group
    label: str = ""
    """Label in comparisons. A column without a label is compared under its own name."""
    phrase: str = ""
    """Name in a sentence, with its article."""
    line_label: str = ""
    """Label among the facts of Markdown and plain text; empty if they leave out the column."""
    form_label: str = ""
    """Label on the desk; empty if the form leaves out the column."""
    form_help: str = ""
    is_copied: bool = True
    """Whether the next edition begins with the value."""
    in_rows: bool = False
    """Whether lists of the API have the column."""
    in_documents: bool = False
    """Whether the API describes the column as a member of every document."""
    is_added: bool = False
    """Whether there are documents from before the column, so that an empty value is left out (see serializers)."""

    @property
    def is_day(self) -> bool:
        return self.group == "days"


COLUMNS = (
    EditionColumn(
        "title",
        "text",
        label="Title",
        phrase="the title",
        form_label="Title",
        form_help="The heading of the page, and its name in lists and in search.",
        in_rows=True,
        in_documents=True,
    ),
    EditionColumn(
        "subtitle",
        "text",
        label="Subtitle",
        phrase="the subtitle",
        form_label="Subtitle",
        form_help="Appears below the title. Optional.",
        in_rows=True,
        in_documents=True,
    ),
    EditionColumn(
        "language",
        "text",
        label="Language",
        phrase="the language",
        form_label="Language",
        form_help="The language of the title and the text. Browsers pronounce, hyphenate and align them accordingly.",
        in_rows=True,
        in_documents=True,
    ),
    EditionColumn(
        "body", "text", form_label="Text", form_help="Markdown. Readers see it as in the preview.", in_documents=True
    ),
    EditionColumn(
        "signed_on",
        "days",
        label="Signed",
        phrase="the day of signing",
        line_label="Signed",
        form_label="Signed on",
        form_help="The date on the document, which readers see. A new version begins without it.",
        is_copied=False,
        in_documents=True,
    ),
    EditionColumn(
        "effective_from",
        "days",
        label="In effect from",
        phrase="the first day in effect",
        line_label="In effect from",
        form_label="In effect from",
        form_help="The first day on which this text applies. A new version begins without it.",
        is_copied=False,
        in_rows=True,
        in_documents=True,
    ),
    EditionColumn(
        "effective_until",
        "days",
        label="No longer in effect from",
        phrase="the end of effect",
        line_label="In effect until",
        form_label="No longer in effect from",
        form_help="From this day on, readers see that it has ended.",
        in_rows=True,
        in_documents=True,
    ),
    EditionColumn(
        "is_reconstructed", "text", label="Reconstructed", phrase="the note on reconstruction", is_copied=False
    ),
    EditionColumn(
        "provenance",
        "text",
        label="About this text",
        phrase="the note about the text",
        form_label="About this text",
        form_help="Markdown. The portal’s note to readers: the origin of the text, and what is missing. A new version "
        "begins without it.",
        is_copied=False,
    ),
    EditionColumn(
        "change_kind",
        "change",
        form_label="Kind of change",
        form_help="Appears in the history of the record.",
        is_copied=False,
        in_rows=True,
    ),
    EditionColumn(
        "change_note",
        "change",
        line_label="Change",
        form_label="What changed and why",
        form_help="Readers see it above the text and in the history.",
        is_copied=False,
        in_rows=True,
    ),
)


def list_form_columns(group: Group | None = None) -> list[str]:
    """Returns the names of the columns in the form of the desk, in the order of the form."""
    names = [group] if group else ["text", "days", "change"]
    return [column.name for name in names for column in COLUMNS if column.group == name and column.form_label]


def list_copied_columns() -> list[str]:
    return [column.name for column in COLUMNS if column.is_copied]


def list_snapshot_columns() -> list[str]:
    """Returns the names of the columns that can change in a draft."""
    return [column.name for column in COLUMNS if column.form_label or column.is_copied]


def list_added_columns() -> list[str]:
    return [column.name for column in COLUMNS if column.is_added]


def list_column_lines(data: Mapping[str, Any], group: Group) -> Iterator[tuple[str, Any]]:
    """Yields label and value of the group's columns for Markdown and plain text."""
    for column in COLUMNS:
        if column.group == group and column.line_label:
            yield column.line_label, data.get(column.name)


def get_json_value(edition: Any, name: str) -> Any:
    """Returns the value of a column as a JSON type."""
    value = getattr(edition, name)
    return value.isoformat() if isinstance(value, date) else value
