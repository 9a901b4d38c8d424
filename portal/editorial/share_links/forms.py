"""Forms of draft links, for staff and for recipients."""

from datetime import datetime, timedelta

from django import forms

from portal.editorial.models import DraftLink, LinkReply

LONGEST = 60
"""The maximum number of days that a link may stay open."""
MOST_REPLIES = 100


class LinkForm(forms.ModelForm):
    days = forms.IntegerField(label="Open for", min_value=1, max_value=LONGEST, initial=14, help_text="Days.")

    class Meta:
        model = DraftLink
        fields = ("for_whom",)

    def make(self, edition, *, by, at: datetime) -> DraftLink:
        link = self.save(commit=False)
        link.edition, link.made_by, link.made_at = edition, by, at
        link.expires_at = at + timedelta(days=self.cleaned_data["days"])
        link.save()
        return link


class ReplyForm(forms.ModelForm):
    """A comment or an approval, depending on the button. It applies only to the text with the digest `seen`."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    class Meta:
        model = LinkReply
        fields = ("name", "text", "kind")
        labels = {"text": "Comment"}
        widgets = {"kind": forms.HiddenInput, "text": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, link: DraftLink, content_digest: str, **kwargs):
        super().__init__(*args, initial={"seen": content_digest, "name": link.for_whom}, **kwargs)
        self.link, self.content_digest = link, content_digest

    def clean(self):
        facts = super().clean()
        if facts.get("kind") == LinkReply.Kind.COMMENT and not facts.get("text", "").strip():
            self.add_error("text", "Write your comment first.")
        if facts.get("seen") != self.content_digest:
            raise forms.ValidationError(
                "The text has changed since you opened this page, so your answer was not saved. What you "
                "wrote is below. Read the text again, then answer."
            )
        if self.link.replies.count() >= MOST_REPLIES:
            raise forms.ValidationError("This link accepts no more answers.")
        return facts

    def keep(self, *, at: datetime) -> LinkReply:
        reply = self.save(commit=False)
        reply.link, reply.at, reply.content_digest = self.link, at, self.content_digest
        reply.save()
        return reply
