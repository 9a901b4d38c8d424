"""Form with everything that was read from a document, for correction beside the text."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms

from portal.importer import review_fields
from portal.importer.corrections import Corrections
from portal.importer.drafts.draft_editions import DraftChoice, propose_choice
from portal.importer.drafts.matching_records import find_matching_records
from portal.importer.drafts.readers import get_drafted_kind
from portal.importer.form_schema import (
    ALWAYS,
    LINES,
    LINES_OF,
    MOST_ROWS,
    NOUNS,
    PARTS,
    get_value_at,
    list_addable_parts,
    list_spans,
    nested_rows,
    point_part,
    row_paths,
)
from portal.importer.highlights import format_anchor, format_path_label
from portal.importer.parser import ParsedDocument
from portal.importer.parser.spans import ExtractedValue
from portal.importer.point_pairing import Pairing, find_duplicate_keys
from portal.importer.review_fields import NEW, NEXT, NONE, OTHER
from portal.lib.text import parse_number
from portal.records.models import Record


@dataclass(frozen=True)
class ReviewRow:
    """A field and its origin. `place` is the anchor of its words in the text, or empty."""

    field: forms.BoundField
    anchor: str
    place: str
    basis: str = ""


@dataclass(frozen=True)
class ReviewGroup:
    """One row of a part: its values, the box to leave it out, and the earlier point that it continues."""

    heading: str
    anchor: str
    rows: list[ReviewRow]
    leave: forms.BoundField | None
    same_as: forms.BoundField | None


@dataclass(frozen=True)
class ReviewSection:
    """The rows of a part. `add` is the value of the button that adds a row, or empty; `next_anchor` is the anchor of
    the row that it adds."""

    part: str
    noun: str
    count: forms.BoundField
    groups: list[ReviewGroup]
    add: str
    next_anchor: str


class DocumentForm(forms.Form):
    """Everything that was read from one document. The names of its fields are the paths of its values. If it is shown
    as the next edition of a record, the form shows the points of that record beside those of the document."""

    def __init__(self, text: str, document: ParsedDocument, place: int, data=None):
        super().__init__(data, prefix=f"d{place}", label_suffix="")
        self.text, self.document, self.place = text, document, place
        self.spans = list_spans(document)
        self.proposal = propose_choice(text, document)
        self.pairing = Pairing.of(text, document, self.shown_record()) if get_drafted_kind(document.kind) else None
        self.counts = {part: self.count_of(part) for part in PARTS}
        self.fields |= review_fields.build_decision_fields(
            document, find_matching_records(text, document), self.proposal
        )
        self.fields |= review_fields.build_line_fields(text, document)
        self.fields |= review_fields.build_row_fields(text, document, self.counts, self.pairing)
        if self.pairing:
            paired = forms.CharField(required=False, widget=forms.HiddenInput, initial=self.pairing.record.key)
            self.fields["paired_with"] = paired

    def shown_record(self) -> Record | None:
        """Returns the record whose points are shown beside those of the document: the submitted one, or the proposed
        one at first."""
        if not self.is_bound:
            return self.proposal.record
        return Record.objects.filter(key=self.data.get(self.add_prefix("paired_with")) or "").first()

    def count_of(self, part: str) -> int:
        read = len(getattr(self.document, part))
        posted = self.data.get(self.add_prefix(f"{part}.rows"), "") if self.is_bound else ""
        return max(read, min(parse_number(posted) or 0, MOST_ROWS))

    # Display

    def decisions(self) -> list[forms.BoundField]:
        return [self[name] for name in ("becomes", "record", "kind", "language") if name in self.fields]

    def lines(self) -> list[ReviewRow]:
        asked = {*ALWAYS, *LINES_OF.get(self.document.kind, ())}
        names = [name for name in LINES if getattr(self.document, name) or name in asked or self.errors.get(name)]
        names += ["comments"] if self.document.comments or self.document.kind == "republication" else []
        return [self.row("official"), *map(self.row, names)]

    def sections(self) -> list[ReviewSection]:
        adds = list_addable_parts(self.document)
        return [
            ReviewSection(
                part,
                NOUNS[part],
                self[f"{part}.rows"],
                [self.group(part, n) for n in range(self.counts[part])],
                f"{self.place}.{part}" if part in adds and self.counts[part] < MOST_ROWS else "",
                format_anchor(self.place, f"{part}[{self.counts[part]}]"),
            )
            for part in PARTS
            if self.counts[part] or part in adds
        ]

    def group(self, part: str, number: int) -> ReviewGroup:
        path = f"{part}[{number}]"
        nested = nested_rows(self.document, part, number)
        extra = {name: self[f"{path}.{name}"] for name in ("leave", "same_as") if f"{path}.{name}" in self.fields}
        rows = [self.row(row_path) for row_path in row_paths(part, number, nested)]
        return ReviewGroup(
            format_path_label(path), format_anchor(self.place, path), rows, extra.get("leave"), extra.get("same_as")
        )

    def row(self, path: str) -> ReviewRow:
        extracted = None if path in ("official", "comments") else get_value_at(self.document, path)
        place = format_anchor(self.place, path)
        basis = extracted.basis if isinstance(extracted, ExtractedValue) else ""
        return ReviewRow(self[path], place, place if path in self.spans else "", basis)

    def gone(self) -> list[str]:
        """Returns the first words of each point of the earlier edition that no point of this document continues."""
        part = point_part(self.document)
        kept = {self[f"{part}[{n}].same_as"].value() for n in range(self.counts[part])} if self.pairing else set()
        return [words for key, words in self.pairing.words.items() if key not in kept] if self.pairing else []

    # Decisions

    def clean(self):
        data = self.cleaned_data
        record = self.next_record()
        if data.get("becomes") == OTHER and record is None:
            self.add_error("record", f"There is no record “{data.get('record', '')}”.")
        elif data.get("becomes") == OTHER and record.kind != get_drafted_kind(self.document.kind).value:
            self.add_error(
                "record", f"“{record.key}” is a {record.get_kind_display().lower()}, but this document is not."
            )
        if data.get("becomes") == NEW and data.get("official") and not data.get("issuer"):
            self.add_error("issuer", "An official record needs an issuer.")
        if self.pairing and record == self.pairing.record:
            self.check_keys()
        return data

    def check_keys(self) -> None:
        part, data = point_part(self.document), self.cleaned_data
        keys = {f"{part}[{n}].same_as": data.get(f"{part}[{n}].same_as") or "" for n, _ in self.corrections.kept(part)}
        twice = find_duplicate_keys([*keys.values()])
        for path, key in keys.items():
            if key in twice:
                self.add_error(path, f"Two points cannot both continue “{key}”.")
            elif key and key not in self.pairing.words:
                self.add_error(path, f"The earlier version has no point “{key}”.")

    def next_record(self) -> Record | None:
        """Returns the record whose next edition the document becomes, or None."""
        becomes = self.cleaned_data.get("becomes") or NONE
        key = self.cleaned_data.get("record") if becomes == OTHER else becomes.removeprefix(NEXT)
        return Record.objects.filter(key=key or "").first() if becomes not in (NEW, NONE) else None

    @property
    def corrections(self) -> Corrections:
        values: Mapping[str, object] = self.cleaned_data
        return Corrections(self.text, self.document, values, self.counts)

    @property
    def is_of_another_kind(self) -> bool:
        return self.cleaned_data.get("kind", self.document.kind) != self.document.kind

    @property
    def is_unpaired(self) -> bool:
        """Whether the document becomes the next edition of a record whose points the form has not shown yet."""
        record = self.next_record()
        return record is not None and (self.pairing is None or self.pairing.record != record)

    def choice(self) -> DraftChoice:
        if self.cleaned_data["becomes"] == NONE:
            return DraftChoice(False, None, self.proposal.reason if not self.proposal.is_drafted else "")
        record = self.next_record()
        if record is None:
            return DraftChoice()
        part = point_part(self.document)
        keys = [self.cleaned_data.get(f"{part}[{n}].same_as") or None for n, _ in self.corrections.kept(part)]
        return DraftChoice(True, record, keys=keys if self.pairing else None)
