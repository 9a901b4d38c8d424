"""The form of an edition. The forms of its points and parts are in formsets.py."""

from django import forms
from markdownx.widgets import AdminMarkdownxWidget

from portal.lib.languages import LANGUAGE_NAMES
from portal.records.edition_columns import COLUMNS, list_form_columns
from portal.records.models import Edition

LANGUAGE = next(column for column in COLUMNS if column.name == "language")


class EditionForm(forms.ModelForm):
    """The form of a draft. `seen` is the digest of the draft when the form was rendered, so that saves by other people
    are detected."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    language = forms.ChoiceField(required=False, label=LANGUAGE.form_label, help_text=LANGUAGE.form_help)

    class Meta:
        model = Edition
        fields = list_form_columns()
        widgets = {"body": AdminMarkdownxWidget, "provenance": AdminMarkdownxWidget}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("language"):
            # An import can have brought a language that the desk does not offer.
            field.choices = list({**LANGUAGE_NAMES, self.instance.language: self.instance.get_language_name()}.items())

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or self.instance.language
