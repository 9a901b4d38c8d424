"""The form of an edition. The forms of its points and parts stand in rows.py."""

from django import forms
from markdownx.widgets import AdminMarkdownxWidget

from portal.records.edition_columns import list_form_columns
from portal.records.models import Edition


class EditionForm(forms.ModelForm):
    """A draft. `seen` is the digest of what the draft said when the form was made, so that it is noticed when
    somebody else has saved since."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Edition
        fields = list_form_columns()
        widgets = {"body": AdminMarkdownxWidget, "provenance": AdminMarkdownxWidget}
