"""What the steps of the workflow ask for."""

from django import forms

from portal.records import days
from portal.records.models import Edition
from portal.records.workflow import ACTIONS, Action


class StepForm(forms.Form):
    """What a step of the workflow asks for, and the digest of the text that was looked at."""

    seen = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, action: Action, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["note"].label = action.note_label
        self.fields["note"].required = action.needs_note
        day = forms.DateInput(attrs={"type": "date"})
        if action.publishes:
            self.fields["on"] = forms.DateField(
                label="Public from", required=False, widget=day,
                help_text="From the first moment of this day. Leave it empty to publish now.",
            )  # fmt: skip
        if action is ACTIONS["withdraw"]:
            self.fields["kind"] = forms.ChoiceField(label="Why", choices=Edition.WithdrawalKind)
            self.fields["from_day"] = forms.DateField(
                label="First day on which it no longer applies", required=False, widget=day,
                help_text="Leave it empty for today. A text published in error never applied.",
            )  # fmt: skip

    def clean_on(self):
        if (on := self.cleaned_data["on"]) and on <= self.today:
            raise forms.ValidationError("Choose a day after today, or leave it empty to publish now.")
        return on

    def facts(self) -> dict:
        """The step's own facts, for Edition.perform()."""
        return {name: self.cleaned_data[name] for name in ("kind", "from_day") if name in self.cleaned_data}

    def moment(self, at):
        return days.start_of(self.cleaned_data["on"]) if self.cleaned_data.get("on") else at
