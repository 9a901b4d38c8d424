"""The columns that an edition's text has, declared once. The canonical document, copies, snapshots, the desk's form,
comparisons, data files and the API's description are made from this list: a new column is one entry here, one field
of the model and its migration."""

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
    """In comparisons; a column without one is compared under its own name."""
    phrase: str = ""
    """In a sentence, with its article."""
    line_label: str = ""
    """Among the facts of Markdown and plain text; empty where they do not have it."""
    form_label: str = ""
    """On the desk; empty where its form does not have the column."""
    form_help: str = ""
    is_copied: bool = True
    """Whether the next edition begins with the value."""
    in_rows: bool = False
    """Whether the API's lists have it."""
    in_documents: bool = False
    """Whether the API describes it as a member of every document."""
    is_added: bool = False
    """Whether there were documents before the column: then an empty value is left out (see serializers)."""

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
        form_help="Stands below the title. May stay empty.",
        in_rows=True,
        in_documents=True,
    ),
    EditionColumn("language", "text", in_rows=True, in_documents=True),
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
        form_help="Readers see it as the day on the paper.",
        in_documents=True,
    ),
    EditionColumn(
        "effective_from",
        "days",
        label="In effect from",
        phrase="the first day in effect",
        line_label="In effect from",
        form_label="In effect from",
        form_help="The first day on which this applies.",
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
        form_help="Markdown. The portal’s note to readers: the origin of the text, and what is missing.",
    ),
    EditionColumn(
        "change_kind",
        "change",
        form_label="Kind of change",
        form_help="Stands in the history of the record.",
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
    """Names of the columns that the desk's form has, in the form's order."""
    groups = [group] if group else ["text", "days", "change"]
    return [column.name for one in groups for column in COLUMNS if column.group == one and column.form_label]


def list_copied_columns() -> list[str]:
    return [column.name for column in COLUMNS if column.is_copied]


def list_snapshot_columns() -> list[str]:
    """What somebody can change in a draft."""
    return [column.name for column in COLUMNS if column.form_label or column.is_copied]


def list_added_columns() -> list[str]:
    return [column.name for column in COLUMNS if column.is_added]


def list_column_lines(data: Mapping[str, Any], group: Group) -> Iterator[tuple[str, Any]]:
    """Label and value of the group's columns for Markdown and plain text."""
    for column in COLUMNS:
        if column.group == group and column.line_label:
            yield column.line_label, data.get(column.name)


def get_json_value(edition: Any, name: str) -> Any:
    """The value of a column as JSON has it."""
    value = getattr(edition, name)
    return value.isoformat() if isinstance(value, date) else value
