"""Builds the fields of the review form, each for one path."""

from collections.abc import Mapping, Sequence

from django import forms

from portal.importer.drafts.draft_editions import DraftChoice
from portal.importer.drafts.markdown_writer import lay_out_lines
from portal.importer.drafts.matching_records import MatchingRecord
from portal.importer.drafts.readers import get_drafted_kind
from portal.importer.form_schema import (
    DAYS,
    LINES,
    LONGEST,
    MOST_ROWS,
    PARTS,
    PROSE,
    get_value_at,
    get_value_kind,
    nested_rows,
    point_part,
    row_paths,
)
from portal.importer.highlights import format_path_label
from portal.importer.parser import ParsedDocument, list_document_kinds
from portal.importer.parser.effective_dates import EXCLUSIVE_END
from portal.importer.parser.phone_numbers import PHONE_TYPES
from portal.importer.point_pairing import Pairing
from portal.lib.hidden_characters import VisibleCharField
from portal.lib.languages import LANGUAGE_NAMES

NEW, NEXT, OTHER, NONE = "new", "next:", "other", "none"
LANGUAGES = tuple(LANGUAGE_NAMES.items())
NO_DRAFT = (NONE, "Store the source document, make no draft")
MOST_NEIGHBORS = 5


def build_decision_fields(
    document: ParsedDocument, near: Sequence[MatchingRecord], proposal: DraftChoice
) -> dict[str, forms.Field]:
    """Builds the fields for what the document becomes, and for what has no place in the text."""
    fields: dict[str, forms.Field] = {}
    may_be_drafted = get_drafted_kind(document.kind) is not None
    choices = [(NEW, "A new record"), *next_choices(near), (OTHER, "The next version of the record named here")]
    fields["becomes"] = forms.ChoiceField(
        choices=[*choices, NO_DRAFT] if may_be_drafted else [NO_DRAFT],
        initial=get_outcome(proposal),
        label="What the document becomes",
    )
    if may_be_drafted:
        fields["record"] = forms.SlugField(
            required=False,
            max_length=120,
            label="Record",
            help_text="The last part of the address of a record that is not proposed above.",
        )
    fields["kind"] = forms.ChoiceField(
        choices=[(kind, kind.replace("_", " ").capitalize()) for kind in list_document_kinds()],
        initial=document.kind,
        help_text=f"{document.confidence:.0%} sure. {' '.join(document.reasons)} "
        "If you choose another kind, the text is read again.",
    )
    fields["language"] = forms.ChoiceField(choices=LANGUAGES, initial=document.language)
    return fields


def next_choices(near: Sequence[MatchingRecord]) -> list[tuple[str, str]]:
    choices = []
    for row in near[:MOST_NEIGHBORS]:
        how = "same text" if row.likeness.is_same else f"{row.percent} % similar"
        choices.append((f"{NEXT}{row.record.key}", f"The next version of “{row.edition.title}” ({how})"))
    return choices


def get_outcome(choice: DraftChoice) -> str:
    if not choice.is_drafted:
        return NONE
    return f"{NEXT}{choice.record.key}" if choice.record else NEW


def build_line_fields(text: str, document: ParsedDocument) -> dict[str, forms.Field]:
    """Builds the fields of values that a document has once."""
    fields: dict[str, forms.Field] = {
        "official": forms.BooleanField(
            required=False, initial=document.official, label="A text of the state", help_text=document.official_reason
        )
    }
    fields |= {name: value_field(text, document, name) for name in LINES}
    fields["comments"] = forms.IntegerField(
        required=False, min_value=0, max_value=100_000, initial=document.comments, label="Readers’ comments"
    )
    return fields


def build_row_fields(
    text: str, document: ParsedDocument, counts: Mapping[str, int], pairing: Pairing | None
) -> dict[str, forms.Field]:
    """Builds the fields of every row of every part, with a box to leave the row out, and the number of rows."""
    fields: dict[str, forms.Field] = {}
    for part in PARTS:
        fields[f"{part}.rows"] = forms.IntegerField(
            required=False, min_value=0, max_value=MOST_ROWS, initial=counts[part], widget=forms.HiddenInput
        )
        for number in range(counts[part]):
            fields |= build_row_field_set(text, document, part, number, pairing)
    return fields


def build_row_field_set(
    text: str, document: ParsedDocument, part: str, number: int, pairing: Pairing | None
) -> dict[str, forms.Field]:
    paths = row_paths(part, number, nested_rows(document, part, number))
    fields = {path: value_field(text, document, path) for path in paths}
    if pairing and part == point_part(document):
        fields[f"{part}[{number}].same_as"] = pairing_field(document, pairing, number)
    if part != "quotes":
        fields[f"{part}[{number}].leave"] = forms.BooleanField(required=False, label="Leave out")
    return fields


def pairing_field(document: ParsedDocument, pairing: Pairing, number: int) -> forms.Field:
    words = {"required": False, "initial": pairing.key_at(number), "label": "Same point as"}
    if pairing.is_listed(document):
        return forms.ChoiceField(choices=pairing.choices, **words)
    return VisibleCharField(
        max_length=80, help_text="The key of a point of the earlier version. Leave empty for a new point.", **words
    )


def value_field(text: str, document: ParsedDocument, path: str) -> forms.Field:
    extracted, name = get_value_at(document, path), get_value_kind(path)
    words = {"label": format_path_label(path), "required": False, "initial": extracted.value if extracted else None}
    if name == "text" and "links[" not in path or name == "answer":
        words["initial"] = lay_out_lines(text, *extracted.span, is_one=name == "text") if extracted else None
    if name in DAYS:
        if name == "effective_until" and not (extracted and extracted.basis == EXCLUSIVE_END):
            words["help_text"] = "The last day on which it applies."
        return forms.DateField(**words, widget=forms.DateInput(attrs={"type": "date"}))
    if name in PROSE and "links[" not in path:
        length = min(12, 2 + len(words["initial"] or "") // 70)
        return VisibleCharField(**words, max_length=100_000, widget=forms.Textarea(attrs={"rows": length}))
    if name == "type":
        return forms.ChoiceField(
            choices=[("", "Not stated"), *((document, document) for document in PHONE_TYPES)], **words
        )
    if name == "number" and path.startswith("questions"):
        return forms.IntegerField(**words, min_value=0, max_value=9999)
    return VisibleCharField(**words, max_length=LONGEST.get(name, 300))
