"""The rows of a formset on the screen of an edition: their order, keys, and choices that all rows share."""

from functools import cache

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property
from django.utils.text import slugify

from portal.lib.text import parse_number
from portal.records.models import Point

WORDS_SHOWN = 90
"""Number of characters of a folded row."""


class SharedChoiceField(forms.ModelChoiceField):
    """A choice whose rows the formset looks up once for all its forms; see share()."""

    rows: dict = {}

    def share(self, rows: dict, choices: list) -> None:
        self.rows, self.choices = rows, choices

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            return self.rows[str(getattr(value, "pk", value))]
        except KeyError:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


@cache
def list_constrained_columns(model) -> list[set[str]]:
    """Returns the columns of each constraint."""
    rules = [rule for _, rules in model(pk=0).get_constraints() for rule in rules]
    return [set(getattr(rule, "fields", ())) or rule.condition.referenced_base_fields for rule in rules]


class RowForm(forms.ModelForm):
    """The form of a row. The formset manages its place, so a new number is not a change of the row."""

    order_field = "position"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.order_field in self.fields:
            self.fields[self.order_field].required = False
            if not self.instance.pk:
                self.initial[self.order_field] = None

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != self.order_field]

    def _post_clean(self):
        """Validates only changed rows, because validation needs queries."""
        if self.instance.pk is None or self.changed_data:
            super()._post_clean()

    def _get_validation_exclusions(self):
        """Excludes unchanged columns, except those that share a constraint with a changed one, and columns whose rows
        the formset has looked up."""
        excluded = super()._get_validation_exclusions()
        excluded |= {name for name, field in self.fields.items() if isinstance(field, SharedChoiceField)}
        if self.instance.pk is None:
            return excluded - {"edition"}
        changed = set(self.changed_data)
        groups = [names for names in list_constrained_columns(type(self.instance)) if names & changed]
        unchanged = {field.name for field in self._meta.model._meta.fields} - changed - set().union(*groups)
        return excluded | unchanged

    def words(self) -> str:
        """Returns the summary of a folded row: the first words of its input or saved text."""
        texts = (self[name].value() for name in ("heading", "text", "title", "name") if name in self.fields)
        words = " ".join(next(filter(None, texts), "").split())
        return words if len(words) <= WORDS_SHOWN else f"{words[:WORDS_SHOWN].rsplit(' ', 1)[0]} …"

    def is_open(self) -> bool:
        return bool(self.errors) or not self.instance.pk

    def place(self) -> tuple[float, int]:
        """Returns the key by which rows are ordered. A row that is given the number of another row goes before that
        row when it moves up and after it when it moves down. A row without a number goes to the end."""
        number = self.cleaned_data.get(self.order_field)
        if number is None:
            return float("inf"), 1
        old = self.initial.get(self.order_field) or number
        return number, (number > old) - (number < old)


class PointForm(RowForm):
    """The form of a point. A new point gets a key from its words. The key never changes, so that links stay valid."""

    order_field = "number"
    taken: set[str] = set()
    """The keys of the other rows. The formset sets them."""

    class Meta:
        model = Point
        fields = ("number", "key", "heading", "text", "posted_on", "effective_from", "effective_until")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            self.fields["key"].required = False
            self.fields["key"].disabled = bool(self.instance.pk)

    def clean(self):
        facts = super().clean()
        if self.instance.pk is None and "key" in facts:
            words = facts.get("heading") or facts.get("text") or ""
            facts["key"] = self.instance.key = facts["key"] or self.free_key(words)
            self.taken.add(facts["key"])
        return facts

    def free_key(self, words: str) -> str:
        key = slugify(" ".join(words.split()[:8]))[:70].strip("-") or "point"
        keys = (f"{key}-{number}" if number > 1 else key for number in range(1, len(self.taken) + 2))
        return next(key for key in keys if key not in self.taken)


class RowFormSet(BaseInlineFormSet):
    """Orders rows by the numbers that were typed. Saved numbers are always 1, 2, 3 and so on."""

    def __init__(self, *args, **kwargs):
        self.shared: dict[str, tuple] = {}
        self.keys: set[str] = set()
        super().__init__(*args, **kwargs)

    @property
    def order_field(self) -> str:
        return self.form.order_field

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if isinstance(field, SharedChoiceField):
                field.share(*self.choices_of(name, field))
        key = self._pk_field.name
        if isinstance(form.fields.get(key), forms.ModelChoiceField):
            field = SharedChoiceField(None, initial=form.fields[key].initial, required=False, widget=forms.HiddenInput)
            field.share({str(row.pk): row for row in self.get_queryset()}, [])
            form.fields[key] = field
        if "key" in form.fields:
            form.taken = self.keys
            if form.instance.pk:
                self.keys.add(form.instance.key)

    def choices_of(self, name: str, field: SharedChoiceField) -> tuple[dict, list]:
        if name not in self.shared:
            rows = {str(row.pk): row for row in field.queryset}
            empty = [("", field.empty_label)] if field.empty_label is not None else []
            self.shared[name] = rows, empty + [(key, field.label_from_instance(row)) for key, row in rows.items()]
        return self.shared[name]

    def kept(self) -> list[RowForm]:
        """Returns the forms whose rows exist after saving."""
        deleted = set(map(id, self.deleted_forms))
        return [form for form in self.forms if id(form) not in deleted and (form.instance.pk or form.has_changed())]

    def clean(self):
        super().clean()
        if self.order_field in self.form.base_fields and not any(self.errors):
            for number, form in enumerate(sorted(self.kept(), key=RowForm.place), 1):
                setattr(form.instance, self.order_field, number)

    def validate_unique(self):
        """Checks the keys of points in memory, without a query for each."""
        if "key" not in self.form.base_fields:
            return super().validate_unique()
        keys = [form.instance.key for form in self.kept() if hasattr(form, "cleaned_data")]
        if repeated := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValidationError(f"Two rows have the same key: {', '.join(repeated)}.")

    def save(self, commit=True):
        saved = super().save(commit=commit)
        if commit and self.order_field in self.form.base_fields:
            owner = Point if issubclass(self.model, Point) else self.model
            moved = [form.instance for form in self.kept() if form.instance.pk and self.is_moved(form)]
            owner.objects.bulk_update(moved, [self.order_field])
        return saved

    def is_moved(self, form: RowForm) -> bool:
        return form.initial.get(self.order_field) != getattr(form.instance, self.order_field)


def arrange_posted_rows(data):
    """Returns the posted data with normalized line ends. If a button to move or add a row was pressed, as happens
    without a script, the row is moved or added. `_move` is such as "up:points:3", `_add` is the prefix of the rows."""
    data = data.copy()
    for name in data:
        data.setlist(name, [value.replace("\r\n", "\n") for value in data.getlist(name)])
    if data.get("_move", "").count(":") == 2:
        move_row(data, *data["_move"].split(":"))
    prefix = data.get("_add", "")
    total = parse_number(data.get(f"{prefix}-TOTAL_FORMS", ""))
    if total is not None:
        data[f"{prefix}-TOTAL_FORMS"] = str(total + 1)
    return data


def move_row(data, direction: str, prefix: str, index: str) -> None:
    """Swaps the row with the one that has the next number in that direction. At the end of the list nothing happens."""
    total = parse_number(data.get(f"{prefix}-TOTAL_FORMS", "")) or 0
    for field in ("number", "position"):
        names = [f"{prefix}-{other}-{field}" for other in range(min(total, 1000))]
        read = {name: parse_number(data.get(name, "")) for name in names}
        numbers = {name: number for name, number in read.items() if number is not None}
        name = f"{prefix}-{index}-{field}"
        number = numbers.pop(name, None)
        if number is None:
            continue
        if direction == "up":
            nearest = max((other for other in numbers if numbers[other] < number), key=numbers.get, default=None)
        else:
            nearest = min((other for other in numbers if numbers[other] > number), key=numbers.get, default=None)
        if nearest:
            data[name], data[nearest] = data[nearest], data[name]
