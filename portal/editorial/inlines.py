"""Inlines of an edition: points, parts and the log of its steps."""

from django import forms
from django.contrib import admin
from django.db import models

from portal.editorial.formsets import PointForm, RowForm, RowFormSet, SharedChoiceField
from portal.lib.admin_mixins import ReadOnlyMixin
from portal.records.models import Relation, Transition
from portal.records.querysets import select_data_related

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
Wording = dict[str, tuple[str, str]]
"""Label and help text of each column, in the words of one kind of record."""


def apply_wording(field: forms.Field | None, wording: tuple[str, str] | None) -> forms.Field | None:
    if field is not None and wording:
        field.label, field.help_text = wording
    return field


def get_wording(wording: Wording) -> dict[str, dict]:
    """Returns the same words for a form whose fields are read-only."""
    return {
        "labels": {name: label for name, (label, _) in wording.items()},
        "help_texts": {name: text for name, (_, text) in wording.items()},
    }


class TransitionInline(ReadOnlyMixin, admin.TabularInline):
    model = Transition
    template = "editorial/inline_log.html"
    verbose_name_plural = "Log of steps"
    fields = ("recorded_at", "action", "by", "at", "note")
    readonly_fields = fields
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by").order_by("-pk")


class RowInline(admin.StackedInline):
    """Rows that buttons move, add and remove, with or without a script."""

    template = "editorial/inline_rows.html"
    form = RowForm
    formset = RowFormSet
    extra = 0
    formfield_overrides = {models.DateField: {"widget": DAY}}
    is_folded = False
    """Whether a row is folded to its first words until it is opened."""
    lead = ""
    """A sentence about what readers see of these rows."""
    wording: Wording = {}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.ForeignKey):
            field = self.formfield_for_foreignkey(db_field, request, form_class=SharedChoiceField, **kwargs)
        else:
            field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return apply_wording(field, self.wording.get(db_field.name))

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, **get_wording(self.wording), **kwargs)

    def get_queryset(self, request):
        return select_data_related(super().get_queryset(request))

    def get_extra(self, request, obj=None, **kwargs):
        """Adds an empty row after the button to add one was pressed without a script."""
        return int(request.GET.get("add") == self.prefix())

    def prefix(self) -> str:
        return self.model._meta.get_field("edition").remote_field.get_accessor_name(model=self.model)


class PointInline(RowInline):
    form = PointForm
    is_folded = True
    ordering = ("number",)
    formfield_overrides = {
        **RowInline.formfield_overrides,
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 5, "class": "point-text"})},
    }


class PartInline(RowInline):
    ordering = ("position",)


class RelationInline(PartInline):
    model = Relation
    verbose_name = "related record"
    verbose_name_plural = "Related records"
    fields = ("position", "kind", "to_record")
    lead = "Readers see a link to the other record here, and one back to this record there."
    wording = {
        "kind": ("What this text does with it", ""),
        "to_record": ("The other record, by its address", ""),
    }
