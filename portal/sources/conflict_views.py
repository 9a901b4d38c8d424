"""Admin page on which staff link two contradicting places while the version that notes them is a draft."""

from datetime import datetime

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from portal.lib.hidden_characters import VisibleCharField
from portal.lib.markdown import strip_markdown
from portal.lib.query_params import get_now
from portal.lib.text import collapse_whitespace
from portal.records.models import Edition, Record
from portal.sources.models import Conflict

PERMISSIONS = ("sources.add_conflict", "records.change_edition")


class PlacesForm(forms.Form):
    """Selects the draft that notes the contradiction, and the other record."""

    edition = forms.ModelChoiceField(
        Edition.objects.filter(status=Edition.Status.DRAFT).order_by("title", "number"),
        label="Draft that notes the contradiction",
        help_text="A published version cannot change. To note a contradiction there, begin its next version.",
    )
    other = forms.SlugField(
        required=False,
        max_length=120,
        label="Other record",
        help_text="The last part of the record’s address. Leave empty if both places are in the draft.",
    )

    def __init__(self, data, *, at: datetime):
        super().__init__(data)
        self.at = at

    def clean_other(self) -> Record | None:
        key = self.cleaned_data["other"]
        record = Record.objects.filter(key=key).first() if key else None
        if key and get_newest_public(record, self.at) is None:
            raise forms.ValidationError(f"There is no public record “{key}”.")
        return record


def get_newest_public(record: Record | None, at: datetime) -> Edition | None:
    """Returns the text that a contradiction may name: nothing that waits for its day, and nothing withdrawn."""
    rows = record.editions.public(at).filter(status="published") if record else Edition.objects.none()
    return rows.order_by("-number").first()


class ConflictForm(forms.Form):
    """Links the two places, with the words concerned and a neutral note."""

    point = forms.ChoiceField(label="Point of the draft")
    words = VisibleCharField(
        required=False, max_length=400, help_text="The exact words that the contradiction is about."
    )
    other_point = forms.ChoiceField(required=False, label="Contradicting place")
    other_words = VisibleCharField(
        required=False, max_length=400, label="Words there", help_text="The exact words of the other place."
    )
    note = VisibleCharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What each text states.",
    )

    def __init__(self, edition: Edition, record: Record | None, data=None, *, at: datetime):
        super().__init__(data, label_suffix="")
        self.edition, self.record = edition, record
        self.other = get_newest_public(record, at) if record else edition
        self.fields["point"].choices = list_point_choices(edition)
        self.fields["other_point"].choices = list_point_choices(self.other)
        if record:
            self.fields["other_point"].choices = [("", "The running text"), *list_point_choices(self.other)]

    def clean(self):
        data = self.cleaned_data
        if self.record is None and data.get("point") == data.get("other_point"):
            self.add_error("other_point", "A point cannot be linked with itself.")
        for name, words, edition in (("point", "words", self.edition), ("other_point", "other_words", self.other)):
            if (
                data.get(words)
                and name in data
                and collapse_whitespace(data[words]) not in get_point_text(edition, data[name])
            ):
                self.add_error(words, "The text does not contain these words.")
        if bool(data.get("words")) != bool(data.get("other_words")) and not self.errors:
            self.add_error("other_words", "Enter the words of both places, or of neither.")
        return data

    def save(self, *, by, at) -> Conflict:
        """Locks the draft, so that nobody can submit it between the check and the change."""
        edition = Edition.objects.select_for_update().get(pk=self.edition.pk)
        last = edition.conflicts.aggregate(last=Max("position"))["last"] or 0
        data = self.cleaned_data
        conflict = Conflict.objects.create(
            edition=edition,
            position=last + 1,
            point_key=data["point"],
            other_record=self.record,
            other_key=data["other_point"],
            words=collapse_whitespace(data["words"]),
            other_words=collapse_whitespace(data["other_words"]),
            note=data["note"],
        )
        edition.perform("edit", by=by, at=at)
        return conflict


def list_point_choices(edition: Edition) -> list[tuple[str, str]]:
    return [
        (row.key, f"{row.number}. {collapse_whitespace(row.heading or strip_markdown(row.text))[:100]}")
        for row in edition.points.order_by("number")
    ]


def get_point_text(edition: Edition, key: str) -> str:
    """Returns the text of a point or, without a key, the running text."""
    if not key:
        return collapse_whitespace(strip_markdown(edition.body))
    point = edition.points.get(key=key)
    return collapse_whitespace(f"{point.heading} {strip_markdown(point.text)}")


def link_conflict(request):
    """Shows the form for draft and record; with these in the query, shows the form for the points, and links them on
    POST."""
    if not request.user.has_perms(PERMISSIONS):
        raise PermissionDenied
    at = get_now(request)
    places_form = PlacesForm(request.GET or None, at=at)
    context = {**admin.site.each_context(request), "opts": Conflict._meta, "title": "Note a contradiction"}
    if not places_form.is_valid():
        return render(request, "sources/conflicts/form.html", context | {"form": places_form, "is_first": True})
    edition, record = places_form.cleaned_data["edition"], places_form.cleaned_data["other"]
    form = ConflictForm(edition, record, request.POST or None, at=at)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save(by=request.user, at=at)
        messages.success(request, "Contradiction noted. Readers see it at both places after the version is published.")
        return HttpResponseRedirect(reverse("admin:sources_conflict_changelist"))
    return render(
        request, "sources/conflicts/form.html", context | {"form": form, "edition": edition, "other": form.other}
    )
