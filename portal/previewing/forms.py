"""What a preview asks for."""

from django import forms

from portal.previewing.looks import READERS, RESIDENT, Look
from portal.records.models import Edition


class Drafts(forms.ModelMultipleChoiceField):
    def label_from_instance(self, edition):
        title = edition.title or "(no title yet)"
        return f"{title}, version {edition.number}: {edition.get_status_display().lower()}"


class LookForm(forms.Form):
    reader = forms.ChoiceField(
        label="As", choices=READERS.items(), initial=RESIDENT, widget=forms.RadioSelect,
        help_text="An official who has acknowledged nothing yet begins with what is addressed to the post.",
    )  # fmt: skip
    on = forms.DateField(
        label="On", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="The site as it will be, or was, on that day.",
    )  # fmt: skip
    editions = Drafts(
        label="With these drafts as if they were published", required=False, queryset=Edition.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        open_ones = Edition.objects.open().select_related("record").order_by("record__key", "number")
        self.fields["editions"].queryset = open_ones.defer("body", "provenance")

    def look(self) -> Look:
        facts = self.cleaned_data
        return Look(facts["on"], facts["reader"], tuple(edition.pk for edition in facts["editions"]))
