"""The steps that show a source document to readers by itself, or hide it. One person proposes, another publishes."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.security_log.event_log import note_event
from portal.security_log.models import SecurityEvent
from portal.sources.models import SourceDocument, SourceStep
from portal.sources.querysets import SourceState

Action = SourceStep.Action


@dataclass(frozen=True)
class SourceAction:
    name: str
    permission: str
    help: str
    """What the step does, for the person who takes it."""
    note_label: str = "Remark"
    needs_note: bool = False

    @property
    def label(self) -> str:
        return Action(self.name).label


ACTIONS = {
    action.name: action
    for action in [
        SourceAction(
            Action.PROPOSE,
            "records.submit_edition",
            "Nothing changes for readers until a second person publishes the text.",
        ),
        SourceAction(Action.DECLINE, "records.publish_edition", "Readers still do not see the text."),
        SourceAction(
            Action.PUBLISH,
            "records.publish_edition",
            "Everybody can read the whole text, with the title and the label below, even if no version cites it.",
        ),
        SourceAction(
            Action.WITHDRAW,
            "records.publish_edition",
            "Readers no longer see the text. Its page says that it was withdrawn, when and why. Versions that cite it "
            "keep their text and their proof.",
            note_label="Reason, for readers",
            needs_note=True,
        ),
    ]
}


def get_available_actions(source: SourceDocument, user, at: datetime) -> list[SourceAction]:
    """Returns the steps that the state of the text and the user's roles allow, in table order."""
    possible = list_possible_actions(source, at)
    return [action for action in ACTIONS.values() if action.name in possible and has_permission(action, user)]


def list_possible_actions(source: SourceDocument, at: datetime) -> list[str]:
    """Returns the names of the steps that may follow the last one. A text that readers see because a version cites it
    can be published by itself too: it then stays public without the version."""
    last = source.steps.order_by("-pk").first()
    steps: list[str] = []
    if last and last.action == Action.PROPOSE:
        steps += [Action.DECLINE, Action.PUBLISH]
    elif not last or last.action != Action.PUBLISH:
        steps.append(Action.PROPOSE)
    return [*steps, Action.WITHDRAW] if source.get_state(at) == SourceState.PUBLIC else steps


def has_permission(action: SourceAction, user) -> bool:
    """Whether the user's roles allow the step. None is the operator at the command line."""
    return user is None or user.is_active and user.has_perm(action.permission)


def find_obstacles(source: SourceDocument, name: str, *, by, at: datetime, note: str = "") -> list[str]:
    """Returns every reason against the step, as sentences."""
    action, reasons = ACTIONS[name], []
    if not has_permission(action, by):
        reasons.append(f"Your account may not do this: {action.label.lower()}.")
    if name not in list_possible_actions(source, at):
        state = SourceState(source.get_state(at)).label
        reasons.append(f"“{action.label}” is not possible now. Its state: {state}.")
    last = source.steps.order_by("-pk").first()
    if name == Action.PUBLISH and by is not None and last is not None and last.by_id == by.pk:
        reasons.append("You proposed this publication, so somebody else has to take this step.")
    if action.needs_note and not note.strip():
        reasons.append(f"{action.note_label}: this field is required.")
    return reasons


@transaction.atomic
def perform_step(source: SourceDocument, name: str, *, by, at: datetime, note: str = "") -> SourceStep:
    """Locks the text, checks the step and logs it. Raises ValidationError with every reason against it."""
    SourceDocument.objects.select_for_update().only("pk").get(pk=source.pk)
    if reasons := find_obstacles(source, name, by=by, at=at, note=note):
        detail = f"{ACTIONS[name].label}, source document {source.key}: {' '.join(reasons)}"
        note_event(SecurityEvent.Kind.STEP_REFUSED, person=by, detail=detail)
        raise ValidationError(reasons)
    return source.steps.create(action=name, by=by, at=at, note=note.strip())


def publish_source(source: SourceDocument, *, at: datetime) -> None:
    """Publishes a new text as the operator, who proposes and decides alone."""
    for name in (Action.PROPOSE, Action.PUBLISH):
        perform_step(source, name, by=None, at=at)
