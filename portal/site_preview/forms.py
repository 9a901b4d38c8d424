"""The form that starts a preview."""

from django import forms

from portal.records.models import Edition
from portal.site_preview.options import RESIDENT, PreviewOptions, list_readers


class DraftChoiceField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, edition):
        title = edition.title or "(no title yet)"
        return f"{title}, version {edition.number}: {edition.get_status_display().lower()}"


class PreviewOptionsForm(forms.Form):
    reader = forms.ChoiceField(
        label="Read as",
        choices=lambda: list(list_readers().items()),
        initial=RESIDENT,
        widget=forms.RadioSelect,
        help_text="The official has acknowledged nothing yet and first sees what is addressed to the post.",
    )
    on = forms.DateField(
        label="On the day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="The site as it will be, or was, on that day.",
    )
    editions = DraftChoiceField(
        label="With these drafts as if they were published",
        required=False,
        queryset=Edition.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        editions = Edition.objects.open().select_related("record").order_by("record__key", "number")
        self.fields["editions"].queryset = editions.defer("body", "provenance")

    def build_options(self) -> PreviewOptions:
        facts = self.cleaned_data
        return PreviewOptions(facts["on"], facts["reader"], tuple(edition.pk for edition in facts["editions"]))
