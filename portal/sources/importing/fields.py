"""The fields of the form that shows what was read of a document, each for one path."""

from collections.abc import Mapping, Sequence

from django import forms

from portal.sources.drafting.drafts import Choice
from portal.sources.drafting.neighbors import KINDS, Neighbor
from portal.sources.drafting.spelling import laid_out
from portal.sources.importing.marks import label
from portal.sources.importing.pairing import Pairing
from portal.sources.importing.shape import (
    DAYS,
    LINES,
    LONGEST,
    MOST_ROWS,
    PARTS,
    PROSE,
    found_at,
    kind_of,
    nested_rows,
    point_part,
    row_paths,
)
from portal.sources.parsing import Document
from portal.sources.parsing.classify import KINDS as READ_KINDS
from portal.sources.parsing.effective import EXCLUSIVE
from portal.sources.parsing.phones import TYPES

NEW, NEXT, OTHER, NONE = "new", "next:", "other", "none"
LANGUAGES = (("en", "English"), ("es", "Spanish"))
NO_DRAFT = (NONE, "Keep the source document, make no draft")
MOST_NEIGHBORS = 5


def decisions(one: Document, near: Sequence[Neighbor], proposal: Choice) -> dict[str, forms.Field]:
    """What becomes of the document, and what no place in the text says."""
    made: dict[str, forms.Field] = {}
    may_be_drafted = one.kind in KINDS
    choices = [(NEW, "A new record"), *next_choices(near), (OTHER, "The next version of the record named here")]
    made["becomes"] = forms.ChoiceField(
        choices=[*choices, NO_DRAFT] if may_be_drafted else [NO_DRAFT],
        initial=becomes(proposal), label="What becomes of it",
    )  # fmt: skip
    if may_be_drafted:
        made["record"] = forms.SlugField(
            required=False, max_length=120, label="Record",
            help_text="The last part of a record’s address, for a next version that is not proposed.",
        )  # fmt: skip
    made["kind"] = forms.ChoiceField(
        choices=[(kind, kind.replace("_", " ").capitalize()) for kind in READ_KINDS], initial=one.kind,
        help_text=f"{one.confidence:.0%} sure. {' '.join(one.reasons)} Another kind is read anew.",
    )  # fmt: skip
    made["language"] = forms.ChoiceField(choices=LANGUAGES, initial=one.language)
    return made


def next_choices(near: Sequence[Neighbor]) -> list[tuple[str, str]]:
    made = []
    for row in near[:MOST_NEIGHBORS]:
        how = "says the same" if row.likeness.is_same else f"{row.percent} % alike"
        made.append((f"{NEXT}{row.record.key}", f"The next version of “{row.edition.title}” ({how})"))
    return made


def becomes(choice: Choice) -> str:
    if not choice.is_drafted:
        return NONE
    return f"{NEXT}{choice.record.key}" if choice.record else NEW


def lines(text: str, one: Document) -> dict[str, forms.Field]:
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


def rows(text: str, one: Document, counts: Mapping[str, int], pairing: Pairing | None) -> dict[str, forms.Field]:
    """Every row of every part, with a box to leave it out, and how many there are."""
    made: dict[str, forms.Field] = {}
    for part in PARTS:
        made[f"{part}.rows"] = forms.IntegerField(
            required=False, min_value=0, max_value=MOST_ROWS, initial=counts[part], widget=forms.HiddenInput
        )
        for number in range(counts[part]):
            made |= row(text, one, part, number, pairing)
    return made


def row(text: str, one: Document, part: str, number: int, pairing: Pairing | None) -> dict[str, forms.Field]:
    paths = row_paths(part, number, nested_rows(one, part, number))
    made = {path: value_field(text, one, path) for path in paths}
    if pairing and part == point_part(one):
        made[f"{part}[{number}].same_as"] = pairing_field(one, pairing, number)
    if part != "quotes":
        made[f"{part}[{number}].leave"] = forms.BooleanField(required=False, label="Leave it out")
    return made


def pairing_field(one: Document, pairing: Pairing, number: int) -> forms.Field:
    words = {"required": False, "initial": pairing.key_at(number), "label": "Same point as"}
    if pairing.is_listed(one):
        return forms.ChoiceField(choices=pairing.choices, **words)
    return forms.CharField(
        max_length=80, help_text="The key of a point of the earlier version; empty for a new point.", **words
    )


def value_field(text: str, one: Document, path: str) -> forms.Field:
    found, name = found_at(one, path), kind_of(path)
    words = {"label": label(path), "required": False, "initial": found.value if found else None}
    if name == "text" and "links[" not in path or name == "answer":
        words["initial"] = laid_out(text, *found.span, is_one=name == "text") if found else None
    if name in DAYS:
        if name == "effective_until" and not (found and found.basis == EXCLUSIVE):
            words["help_text"] = "The last day on which it applies."
        return forms.DateField(**words, widget=forms.DateInput(attrs={"type": "date"}))
    if name in PROSE and "links[" not in path:
        length = min(12, 2 + len(words["initial"] or "") // 70)
        return forms.CharField(**words, max_length=100_000, widget=forms.Textarea(attrs={"rows": length}))
    if name == "type":
        return forms.ChoiceField(choices=[("", "Not said"), *((one, one) for one in TYPES)], **words)
    if name == "number" and path.startswith("questions"):
        return forms.IntegerField(**words, min_value=0, max_value=9999)
    return forms.CharField(**words, max_length=LONGEST.get(name, 300))
