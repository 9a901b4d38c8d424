"""The forms of an import: the text that is brought, and what was read of one document in it, to be corrected."""

from dataclasses import dataclass

from django import forms

from portal.records.models import Record
from portal.sources.drafting.drafts import Choice, known, proposed
from portal.sources.drafting.neighbors import KINDS, neighbors
from portal.sources.drafting.spelling import laid_out
from portal.sources.importing.marks import anchor, label
from portal.sources.parsing import Document, parse
from portal.sources.parsing.classify import KINDS as READ_KINDS
from portal.sources.parsing.decoding import Decoded, decode
from portal.sources.parsing.unreadable import Unreadable

MOST_POINTS = 200
"""As many as an edition may have."""
MOST_DOCUMENTS = 20
MOST_FIELDS = 3000
NEW, NEXT, OTHER, NONE = "new", "next:", "other", "none"
LINES = ("title", "subtitle", "issuer", "published_on", "dateline", "byline")
LONGEST = {"title": 300, "subtitle": 300, "issuer": 200, "dateline": 100, "byline": 200}
PARTS = {
    "items": ("text", "posted_on", "effective_from", "effective_until"),
    "recommendations": ("text",),
    "questions": ("question", "answer"),
}
DAYS = ("published_on", "posted_on", "effective_from", "effective_until")


class SourceForm(forms.Form):
    """A pasted text or a file, read by the same door as the command's files: see decode()."""

    text = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"rows": 14}), label="Paste the text"
    )
    file = forms.FileField(
        required=False,
        label="Or choose a file",
        help_text="Text, HTML saved from a browser, DOCX, or PDF with text in it; at most 10 MB and 100,000 lines.",
    )
    name = forms.CharField(
        required=False, max_length=100, label="Name of the text", help_text="Left empty, that of the file."
    )
    decoded: Decoded
    documents: list[Document]

    def clean(self):
        text, file = self.cleaned_data.get("text") or "", self.cleaned_data.get("file")
        if bool(text.strip()) == bool(file):
            raise forms.ValidationError("Paste a text or choose a file, one of the two.")
        try:
            self.decoded = decode(file.read() if file else text.encode("utf-8", "replace"))
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        if existing := known(self.decoded.text):
            raise forms.ValidationError(
                f"This text is already kept as source document “{existing.key}”; there is nothing to make of it."
            )
        self.documents = parse(self.decoded.text, self.decoded.targets)
        self.cleaned_data["name"] = self.cleaned_data.get("name") or (file.name if file else "pasted-text.txt")
        if reason := too_much(self.documents):
            raise forms.ValidationError(reason)
        return self.cleaned_data


def too_much(documents: list[Document]) -> str:
    """A sentence where there is more than a form can show; empty otherwise."""
    most = max((len(getattr(one, name)) for one in documents for name in PARTS), default=0)
    fields = sum(len(getattr(one, name)) * (len(parts) + 1) for one in documents for name, parts in PARTS.items())
    if most > MOST_POINTS:
        return f"The text has {most:,} items in one document; an edition has at most {MOST_POINTS}."
    if len(documents) > MOST_DOCUMENTS or fields > MOST_FIELDS:
        return f"The text holds {len(documents)} documents, more than can be looked at at once. Bring it in parts."
    return ""


@dataclass(frozen=True)
class Row:
    """A field with what it was read from. `place` is the anchor of its words in the text, empty where none."""

    field: forms.BoundField
    anchor: str
    place: str
    basis: str


class DocumentForm(forms.Form):
    """What was read of one document. The names of its fields are the paths of its values."""

    def __init__(self, text: str, one: Document, place: int, data=None):
        super().__init__(data, prefix=f"d{place}", label_suffix="")
        self.text, self.document, self.place = text, one, place
        self.spans = one.as_data()["spans"]
        self.neighbors = neighbors(text, one)
        self.proposal = proposed(text, one)
        self.add_choices()
        for name in LINES:
            self.add(name, getattr(one, name), LONGEST.get(name))
        self.fields["official"] = forms.BooleanField(
            required=False, initial=one.official, label="A text of the state", help_text=one.official_reason
        )
        for part, names in PARTS.items():
            for number, row in enumerate(getattr(one, part)):
                for name in names:
                    self.add(f"{part}[{number}].{name}", row if part == "recommendations" else getattr(row, name))
                self.fields[f"{part}[{number}].leave"] = forms.BooleanField(required=False, label="Leave it out")

    def add_choices(self) -> None:
        one = self.document
        self.fields["kind"] = forms.ChoiceField(
            choices=[(kind, kind.replace("_", " ").capitalize()) for kind in READ_KINDS], initial=one.kind,
            help_text=f"{one.confidence:.0%} sure. {' '.join(one.reasons)} Another kind is read anew.",
        )  # fmt: skip
        choices = [(NONE, "Keep the source document, make no draft")]
        if one.kind in KINDS:
            choices = [
                (NEW, "A new record"),
                *self.next_choices(),
                (OTHER, "The next version of the record named here"),
            ]
            choices += [(NONE, "Keep the source document, make no draft")]
        self.fields["becomes"] = forms.ChoiceField(
            choices=choices, initial=self.becomes(self.proposal), label="What becomes of it"
        )
        self.fields["record"] = forms.SlugField(
            required=False, max_length=120, label="Record",
            help_text="The last part of a record’s address, for a next version that is not proposed.",
        )  # fmt: skip
        if one.kind not in KINDS:
            del self.fields["record"]

    def next_choices(self) -> list[tuple[str, str]]:
        choices = []
        for row in self.neighbors[:5]:
            how = "says the same" if row.likeness.is_same else f"{row.percent} % alike"
            choices.append((f"{NEXT}{row.record.key}", f"The next version of “{row.edition.title}” ({how})"))
        return choices

    @staticmethod
    def becomes(choice: Choice) -> str:
        if not choice.is_drafted:
            return NONE
        return f"{NEXT}{choice.record.key}" if choice.record else NEW

    def add(self, path: str, found, longest: int | None = None) -> None:
        name = path.rpartition(".")[2]
        words = {"label": label(path), "required": False, "initial": found.value if found else None}
        if found and name in ("text", "answer"):
            words["initial"] = laid_out(self.text, *found.span, is_one=name == "text")
        if name in DAYS:
            self.fields[path] = forms.DateField(**words, widget=forms.DateInput(attrs={"type": "date"}))
        elif name in ("text", "question", "answer"):
            rows = min(12, 2 + len(words["initial"] or "") // 70)
            self.fields[path] = forms.CharField(
                **words, max_length=100_000, widget=forms.Textarea(attrs={"rows": rows})
            )
        else:
            self.fields[path] = forms.CharField(**words, max_length=longest)

    # What the page shows

    def decisions(self) -> list[forms.BoundField]:
        return [self[name] for name in ("becomes", "record", "kind", "official") if name in self.fields]

    def lines(self) -> list[Row]:
        return [self.row(name) for name in LINES if getattr(self.document, name) or name in ("title", "issuer")]

    def points(self) -> list[tuple[str, list[Row], forms.BoundField]]:
        """Heading, rows and the box to leave it out, of each point."""
        return [
            (label(f"{part}[{number}]"), [self.row(f"{part}[{number}].{name}") for name in names],
             self[f"{part}[{number}].leave"])
            for part, names in PARTS.items()
            for number in range(len(getattr(self.document, part)))
        ]  # fmt: skip

    def row(self, path: str) -> Row:
        found = self.found(path)
        place = anchor(self.place, path)
        return Row(self[path], place, place if path in self.spans else "", found.basis if found else "")

    def found(self, path: str):
        if "[" not in path:
            return getattr(self.document, path)
        part, _, rest = path.partition("[")
        number, _, name = rest.partition("].")
        row = getattr(self.document, part)[int(number)]
        return row if part == "recommendations" else getattr(row, name)

    def others(self) -> list[tuple[str, str, str]]:
        """Label, words and anchor of the values that are shown and corrected on the draft itself."""
        shown = set(self.fields)
        return [
            (label(path), " ".join(self.text[start:end].split()), anchor(self.place, path))
            for path, (start, end) in self.spans.items()
            if path not in shown and path != "official"
        ]

    # What is decided

    def clean(self):
        data = self.cleaned_data
        if data.get("becomes") == OTHER:
            record = Record.objects.filter(key=data.get("record") or "").first()
            if record is None:
                self.add_error("record", f"There is no record “{data.get('record', '')}”.")
            elif record.kind != KINDS[self.document.kind]:
                self.add_error("record", f"“{record.key}” is a {record.get_kind_display().lower()}, this is not.")
        if data.get("becomes") == NEW and data.get("official") and not data.get("issuer"):
            self.add_error("issuer", "An official record needs an issuer.")
        return data

    @property
    def is_of_another_kind(self) -> bool:
        return self.cleaned_data.get("kind", self.document.kind) != self.document.kind

    def choice(self) -> Choice:
        becomes = self.cleaned_data["becomes"]
        if becomes == NONE:
            return Choice(False, None, self.proposal.reason if not self.proposal.is_drafted else "")
        key = self.cleaned_data["record"] if becomes == OTHER else becomes.removeprefix(NEXT)
        return Choice() if becomes == NEW else Choice(True, Record.objects.get(key=key))
