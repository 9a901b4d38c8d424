"""The form of an edition. The forms of its points and parts are in formsets.py."""

from django import forms
from markdownx.widgets import AdminMarkdownxWidget

from portal.records.edition_columns import list_form_columns
from portal.records.models import Edition


class EditionForm(forms.ModelForm):
    """The form of a draft. `seen` is the digest of the draft when the form was rendered, so that saves by other people
    are detected."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Edition
        fields = list_form_columns()
        widgets = {"body": AdminMarkdownxWidget, "provenance": AdminMarkdownxWidget}
