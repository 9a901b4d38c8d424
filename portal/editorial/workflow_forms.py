"""Forms of the workflow steps."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from django import forms
from django.utils.text import Truncator

from portal.lib import dates
from portal.lib.grammar import pluralize_noun
from portal.lib.hidden_characters import VisibleCharField
from portal.lib.markdown import strip_markdown
from portal.lib.text import collapse_whitespace, parse_number
from portal.records.document_keys import get_point_subject
from portal.records.models import Edition, Point
from portal.records.step_obstacles import check_review_day
from portal.records.workflow import ACTIONS, WorkflowAction

FAR_AHEAD = timedelta(days=2 * 365)
LATE_REVIEW = timedelta(days=366)
SATURDAY = 5


class WorkflowStepForm(forms.Form):
    """The form of a workflow step. `seen` is the digest of the text and the last step that the person saw."""

    seen = forms.CharField(widget=forms.HiddenInput)
    note = VisibleCharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, action: WorkflowAction, *args, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.action, self.at = action, at
        self.fields["note"].label = action.note_label
        self.fields["note"].required = action.needs_note
        if action.sets_moment:
            self.fields["on"] = forms.DateField(
                label="Public from the day",
                required=not action.publishes,
                widget=build_day_input(),
                help_text="Leave it empty to publish now." if action.publishes else "",
            )
            self.fields["time"] = forms.TimeField(
                label="At what time",
                required=False,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                help_text="Local time of the state. Leave it empty for the start of the day.",
            )
            self.fields["is_sure"] = forms.BooleanField(
                label="This moment is right", required=False, widget=forms.HiddenInput
            )
        if action is ACTIONS["withdraw"]:
            self.fields["kind"] = forms.ChoiceField(label="Why", choices=Edition.WithdrawalKind)
            self.fields["from_day"] = forms.DateField(
                label="First day on which it no longer applies",
                required=False,
                widget=build_day_input(),
                help_text="Leave it empty for today. A text published in error never applied.",
            )

    def clean(self):
        facts = super().clean()
        on, clock = facts.get("on"), facts.get("time")
        if clock and not on and "on" not in self.errors:
            self.add_error("on", "A time needs a day. Leave both empty to publish now.")
        if on and "time" not in self.errors:
            facts["moment"] = self.clean_moment(datetime.combine(on, clock or time.min))
        return facts

    def clean_moment(self, written: datetime) -> datetime:
        """Returns the moment of the day and time that were typed. Asks once whether an unlikely one is right."""
        moment = dates.get_moment(written)
        if moment <= self.at:
            self.add_error("on", "Choose a day after today or a later time, or leave it empty to publish now.")
        else:
            self.ask_once(find_questions(written, self.at))
        return moment

    def ask_once(self, questions: Iterable[str]) -> None:
        """Asks whether an unlikely entry is right. The person answers with a box, and is not asked again."""
        if questions := [*questions]:
            self.fields["is_sure"].widget = forms.CheckboxInput()
            if not self.cleaned_data.get("is_sure"):
                for question in questions:
                    self.add_error("is_sure", question)

    def facts(self) -> dict:
        """Returns the facts that belong to the step, for Edition.perform()."""
        if not self.action.publishes and self.action.sets_moment:
            return {"publish_at": self.moment()}
        return {name: self.cleaned_data[name] for name in ("kind", "from_day") if name in self.cleaned_data}

    def moment(self) -> datetime:
        """Returns the moment of the step, or for a publication, the moment from which the public can read the text."""
        return getattr(self, "cleaned_data", {}).get("moment") or self.at

    def step_moment(self) -> datetime:
        """Returns the moment to pass to Edition.perform()."""
        return self.moment() if self.action.publishes else self.at

    def seen_text(self) -> str:
        return self.cleaned_data["seen"].partition(".")[0]

    def seen_step(self) -> int:
        return parse_number(self.cleaned_data["seen"].partition(".")[2]) or 0


class ConfirmationForm(WorkflowStepForm):
    """The form of a confirmation. Where staff review the points, it asks which are still current, and when they are
    reviewed next. Nothing is preselected: readers see what the person states."""

    ALL, SOME = "all", "some"

    def __init__(self, *args, edition: Edition, **kwargs):
        super().__init__(*args, **kwargs)
        self.points = list(edition.get_confirmable_points(self.at)) if edition.kind.has_review_days else []
        self.nouns = pluralize_noun(edition.record.point_noun)
        if len(self.points) > 1:
            self.add_choice_of_points()
        if self.points:
            self.fields["next_review_on"] = forms.DateField(
                label="To be reviewed next on",
                widget=build_day_input(),
                help_text="The desk reminds staff from that day on.",
            )
            self.fields["is_sure"] = forms.BooleanField(
                label="This day is right", required=False, widget=forms.HiddenInput
            )
        self.order_fields(["seen", "scope", "points", "next_review_on", "is_sure"])

    def add_choice_of_points(self) -> None:
        choices = [(self.ALL, f"All {self.nouns}"), (self.SOME, f"Only the {self.nouns} selected below")]
        self.fields["scope"] = forms.ChoiceField(
            label="What is still current?",
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"required": f"Choose whether all {self.nouns} are still current, or only some."},
        )
        self.fields["points"] = forms.MultipleChoiceField(
            label=self.nouns.capitalize(),
            choices=[(point.key, describe_point(point)) for point in self.points],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text="Those that have ended are not listed.",
        )

    def clean(self):
        facts = super().clean()
        scope, points, next_review_on = (facts.get(name) for name in ("scope", "points", "next_review_on"))
        if scope == self.SOME and not points and "points" not in self.errors:
            self.add_error("points", f"Select the {self.nouns} that are still current.")
        if scope == self.ALL and points and len(points) < len(self.points):
            self.add_error("scope", f"You chose all {self.nouns}, but selected only some below. Choose one of the two.")
        if next_review_on and (problems := [*check_review_day(next_review_on, self.at)]):
            self.add_error("next_review_on", problems)
        elif next_review_on and next_review_on > dates.get_local_date(self.at) + LATE_REVIEW:
            self.ask_once([f"{dates.format_day(next_review_on)} is more than a year ahead. Is that right?"])
        return facts

    def facts(self) -> dict:
        points = self.cleaned_data.get("points") if self.cleaned_data.get("scope") == self.SOME else []
        return {"points": points, "next_review_on": self.cleaned_data.get("next_review_on")}


def build_day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


def describe_point(point: Point) -> str:
    """Returns number and subject of a point, or its first words, and its day of review."""
    subject = get_point_subject(point.as_data()) or point.heading
    words = subject or Truncator(collapse_whitespace(strip_markdown(point.text))).chars(60)
    review = f", to be reviewed on {dates.format_day(point.next_review_on)}" if point.next_review_on else ""
    return f"{point.number}. {words}{review}"


def find_questions(written: datetime, at: datetime) -> Iterator[str]:
    """Yields what to ask about a local day and time that somebody may have typed by mistake."""
    moment = dates.get_moment(written)
    day, clock = dates.format_day(written.date()), f"{written:%H:%M}"
    if moment > at + FAR_AHEAD:
        yield f"{day} is more than two years ahead. Is that right?"
    if written.weekday() >= SATURDAY and written.time() == time.min:
        yield f"{day} is a {written:%A}, and the text would become public at midnight. Is that right?"
    if dates.get_moment(written.replace(fold=1)) != moment:
        local = f"{moment.astimezone(dates.get_time_zone()):%H:%M}"
        if local != clock:
            yield f"{clock} does not exist on {day}, because the clocks are set forward. Is {local} right?"
        else:
            yield f"{clock} occurs twice on {day}, because the clocks are set back. Is the first time right?"


class ChangeNoteForm(forms.ModelForm):
    """The form of the change note of a draft."""

    seen = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = Edition
        fields = ("change_kind", "change_note")
        labels = {"change_note": "Change note"}
        widgets = {"change_note": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["change_kind"].required = True
        self.fields["change_kind"].error_messages["required"] = (
            "Choose the kind of change. It decides who is asked again."
        )
