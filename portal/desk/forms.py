"""Forms of the editorial desk."""

from django import forms
from django.utils.text import slugify
from markdownx.widgets import AdminMarkdownxWidget

from portal.records.models import Edition, Point


class EditionForm(forms.ModelForm):
    """A draft. Refuses to write over what somebody else saved since the form was opened; nothing typed is lost."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Edition
        fields = (
            "title", "subtitle", "body", "provenance", "signed_on", "effective_from", "effective_until",
            "change_kind", "change_note",
        )  # fmt: skip
        widgets = {"body": AdminMarkdownxWidget, "provenance": AdminMarkdownxWidget}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.last_step()

    def last_step(self) -> int:
        return self.instance.transitions.order_by("-pk").values_list("pk", flat=True).first() or 0

    def clean(self):
        """Holds the row's lock until the admin's transaction ends, so that what is checked here stays true."""
        status = Edition.objects.select_for_update().values_list("status", flat=True).get(pk=self.instance.pk)
        if status != Edition.Status.DRAFT:
            raise forms.ValidationError("This version is no longer a draft, so it was not saved. Copy your text first.")
        if (self.cleaned_data.get("seen") or 0) != self.last_step():
            step = self.instance.transitions.order_by("-pk").first()
            raise forms.ValidationError(
                f"{step.by or 'Somebody'} saved this draft while you had it open. Nothing of yours was saved: "
                "your text stands below. Open the draft in a second tab, bring both together, then save there."
            )
        return super().clean()


class PointForm(forms.ModelForm):
    """A point. The key of a new one is made from its words; afterwards it stays, so that links and history hold."""

    class Meta:
        model = Point
        fields = ("number", "key", "heading", "text", "posted_on", "effective_from", "effective_until")
        widgets = {"text": AdminMarkdownxWidget}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            self.fields["key"].required = False
            self.fields["key"].help_text = "Left empty, it is made from the words."
            if self.instance.pk:
                self.fields["key"].disabled = True

    def clean_key(self):
        return self.cleaned_data["key"] or ""

    def clean(self):
        facts = super().clean()
        if not facts.get("key") and (words := facts.get("heading") or facts.get("text")):
            facts["key"] = self.instance.key = slugify(" ".join(words.split()[:8]))[:80] or "point"
        return facts
