"""Forms of the workflow steps."""

from datetime import UTC, datetime, time

from django import forms

from portal.lib import dates
from portal.lib.hidden_characters import VisibleCharField
from portal.lib.text import parse_number
from portal.records.models import Edition
from portal.records.workflow import ACTIONS, WorkflowAction


class WorkflowStepForm(forms.Form):
    """The form of a workflow step. `seen` is the digest of the text and the last step that the person saw."""

    seen = forms.CharField(widget=forms.HiddenInput)
    note = VisibleCharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, action: WorkflowAction, *args, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at
        self.fields["note"].label = action.note_label
        self.fields["note"].required = action.needs_note
        day = forms.DateInput(attrs={"type": "date"})
        if action.publishes:
            self.fields["on"] = forms.DateField(
                label="Public from the day",
                required=False,
                widget=day,
                help_text="Leave it empty to publish now.",
            )
            self.fields["time"] = forms.TimeField(
                label="At what time",
                required=False,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                help_text="Local time of the state. Leave it empty for the start of the day.",
            )
        if action is ACTIONS["withdraw"]:
            self.fields["kind"] = forms.ChoiceField(label="Why", choices=Edition.WithdrawalKind)
            self.fields["from_day"] = forms.DateField(
                label="First day on which it no longer applies",
                required=False,
                widget=day,
                help_text="Leave it empty for today. A text published in error never applied.",
            )

    def clean(self):
        facts = super().clean()
        on, clock = facts.get("on"), facts.get("time")
        if clock and not on and "on" not in self.errors:
            self.add_error("on", "A time needs a day. Leave both empty to publish now.")
        if on and "time" not in self.errors:
            moment = datetime.combine(on, clock or time.min, tzinfo=dates.get_time_zone())
            if moment.astimezone(UTC).astimezone(dates.get_time_zone()).replace(tzinfo=None) != moment.replace(
                tzinfo=None
            ):
                self.add_error("time", "This time does not exist, because the clocks are set forward. Choose another.")
            elif moment <= self.at:
                self.add_error("on", "Choose a day after today or a later time, or leave it empty to publish now.")
            facts["moment"] = moment
        return facts

    def facts(self) -> dict:
        """Returns the facts that belong to the step, for Edition.perform()."""
        return {name: self.cleaned_data[name] for name in ("kind", "from_day") if name in self.cleaned_data}

    def moment(self) -> datetime:
        """Returns the moment of the step, or for a scheduled publication, the moment of publication."""
        return self.cleaned_data.get("moment") or self.at

    def seen_text(self) -> str:
        return self.cleaned_data["seen"].partition(".")[0]

    def seen_step(self) -> int:
        return parse_number(self.cleaned_data["seen"].partition(".")[2]) or 0


class ChangeNoteForm(forms.ModelForm):
    """The form of the change note of a draft."""

    seen = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = Edition
        fields = ("change_kind", "change_note")
        labels = {"change_note": "Change note"}
        widgets = {"change_note": forms.Textarea(attrs={"rows": 4})}
