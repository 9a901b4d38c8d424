"""The fields of the form that shows what was read of a document, each for one path."""

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

NEW, NEXT, OTHER, NONE = "new", "next:", "other", "none"
LANGUAGES = (("en", "English"), ("es", "Spanish"))
NO_DRAFT = (NONE, "Keep the source document, make no draft")
MOST_NEIGHBORS = 5


def build_decision_fields(
    one: ParsedDocument, near: Sequence[MatchingRecord], proposal: DraftChoice
) -> dict[str, forms.Field]:
    """What becomes of the document, and what no place in the text says."""
    made: dict[str, forms.Field] = {}
    may_be_drafted = get_drafted_kind(one.kind) is not None
    choices = [(NEW, "A new record"), *next_choices(near), (OTHER, "The next version of the record named here")]
    made["becomes"] = forms.ChoiceField(
        choices=[*choices, NO_DRAFT] if may_be_drafted else [NO_DRAFT],
        initial=get_outcome(proposal),
        label="What becomes of it",
    )
    if may_be_drafted:
        made["record"] = forms.SlugField(
            required=False,
            max_length=120,
            label="Record",
            help_text="The last part of a record’s address, for a next version that is not proposed.",
        )
    made["kind"] = forms.ChoiceField(
        choices=[(kind, kind.replace("_", " ").capitalize()) for kind in list_document_kinds()],
        initial=one.kind,
        help_text=f"{one.confidence:.0%} sure. {' '.join(one.reasons)} Choosing another kind reads the text again.",
    )
    made["language"] = forms.ChoiceField(choices=LANGUAGES, initial=one.language)
    return made


def next_choices(near: Sequence[MatchingRecord]) -> list[tuple[str, str]]:
    made = []
    for row in near[:MOST_NEIGHBORS]:
        how = "says the same" if row.likeness.is_same else f"{row.percent} % alike"
        made.append((f"{NEXT}{row.record.key}", f"The next version of “{row.edition.title}” ({how})"))
    return made


def get_outcome(choice: DraftChoice) -> str:
    if not choice.is_drafted:
        return NONE
    return f"{NEXT}{choice.record.key}" if choice.record else NEW


def build_line_fields(text: str, one: ParsedDocument) -> dict[str, forms.Field]:
    """The values that a document has once."""
    made: dict[str, forms.Field] = {
        "official": forms.BooleanField(
            required=False, initial=one.official, label="A text of the state", help_text=one.official_reason
        )
    }
    made |= {name: value_field(text, one, name) for name in LINES}
    made["comments"] = forms.IntegerField(
        required=False, min_value=0, max_value=100_000, initial=one.comments, label="Readers’ comments"
    )
    return made


def build_row_fields(
    text: str, one: ParsedDocument, counts: Mapping[str, int], pairing: Pairing | None
) -> dict[str, forms.Field]:
    """Every row of every part, with a box to leave it out, and how many there are."""
    made: dict[str, forms.Field] = {}
    for part in PARTS:
        made[f"{part}.rows"] = forms.IntegerField(
            required=False, min_value=0, max_value=MOST_ROWS, initial=counts[part], widget=forms.HiddenInput
        )
        for number in range(counts[part]):
            made |= build_row_field_set(text, one, part, number, pairing)
    return made


def build_row_field_set(
    text: str, one: ParsedDocument, part: str, number: int, pairing: Pairing | None
) -> dict[str, forms.Field]:
    paths = row_paths(part, number, nested_rows(one, part, number))
    made = {path: value_field(text, one, path) for path in paths}
    if pairing and part == point_part(one):
        made[f"{part}[{number}].same_as"] = pairing_field(one, pairing, number)
    if part != "quotes":
        made[f"{part}[{number}].leave"] = forms.BooleanField(required=False, label="Leave it out")
    return made


def pairing_field(one: ParsedDocument, pairing: Pairing, number: int) -> forms.Field:
    words = {"required": False, "initial": pairing.key_at(number), "label": "Same point as"}
    if pairing.is_listed(one):
        return forms.ChoiceField(choices=pairing.choices, **words)
    return forms.CharField(
        max_length=80, help_text="The key of a point of the earlier version; empty for a new point.", **words
    )


def value_field(text: str, one: ParsedDocument, path: str) -> forms.Field:
    found, name = get_value_at(one, path), get_value_kind(path)
    words = {"label": format_path_label(path), "required": False, "initial": found.value if found else None}
    if name == "text" and "links[" not in path or name == "answer":
        words["initial"] = lay_out_lines(text, *found.span, is_one=name == "text") if found else None
    if name in DAYS:
        if name == "effective_until" and not (found and found.basis == EXCLUSIVE_END):
            words["help_text"] = "The last day on which it applies."
        return forms.DateField(**words, widget=forms.DateInput(attrs={"type": "date"}))
    if name in PROSE and "links[" not in path:
        length = min(12, 2 + len(words["initial"] or "") // 70)
        return forms.CharField(**words, max_length=100_000, widget=forms.Textarea(attrs={"rows": length}))
    if name == "type":
        return forms.ChoiceField(choices=[("", "Not said"), *((one, one) for one in PHONE_TYPES)], **words)
    if name == "number" and path.startswith("questions"):
        return forms.IntegerField(**words, min_value=0, max_value=9999)
    return forms.CharField(**words, max_length=LONGEST.get(name, 300))
