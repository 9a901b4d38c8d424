"""The workflow: one table of steps, the reasons against each step, and the only function that takes a step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from portal.lib import dates
from portal.records.edition_copy import adapt_parts
from portal.records.models.transition import Transition
from portal.records.publish_checks import find_text_obstacles
from portal.records.querysets import Standing
from portal.records.serializers import build_edition_document, build_withdrawal_document, compute_document_digest
from portal.register.models import NEVER_PUBLIC, RegisterEntry, wait_for_other_writers
from portal.security_log.event_log import note_event
from portal.security_log.models import SecurityEvent


class WorkflowError(Exception):
    """The step is refused. `reasons` are sentences for the person who tried it."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class WorkflowAction:
    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    permission: str
    needs_note: bool = False
    needs_second_person: bool = False
    """Whether the step is refused to a person who wrote in the text or set a property of its new record."""
    note_label: str = "Remark"

    @property
    def publishes(self) -> bool:
        return self.target == "published" and "published" not in self.sources

    @property
    def is_registered(self) -> bool:
        return self.publishes or self.name in ("confirm", "withdraw")


ACTIONS = {
    action.name: action
    for action in [
        WorkflowAction("edit", "Save", ("draft",), "draft", "change_edition"),
        WorkflowAction("submit", "Submit for review", ("draft",), "in_review", "submit_edition"),
        WorkflowAction("send_back", "Send back", ("in_review",), "draft", "review_edition", needs_note=True),
        WorkflowAction("publish", "Publish", ("in_review",), "published", "publish_edition", needs_second_person=True),
        WorkflowAction(
            "force_publish",
            "Publish without review",
            ("draft", "in_review"),
            "published",
            "force_publish_edition",
            needs_note=True,
            note_label="Reason for publishing without review",
        ),
        WorkflowAction(
            "review", "Review afterwards", ("published",), "published", "review_edition", needs_second_person=True
        ),
        WorkflowAction("confirm", "Confirm as still current", ("published",), "published", "publish_edition"),
        WorkflowAction(
            "withdraw",
            "Withdraw",
            ("published",),
            "withdrawn",
            "publish_edition",
            needs_note=True,
            note_label="Reason, for readers",
        ),
    ]
}
CHANGED_SINCE_SUBMISSION = (
    "The text, the record, its issuer or a service has changed since this version was submitted. Send it back, so "
    "that it can be submitted again."
)
NON_EDIT_ACTIONS = [action for action in ACTIONS.values() if action.name != "edit"]

PUBLICATION_HOOKS: list[Callable[[Any], None]] = []
"""Functions that run after a publication or a withdrawal of an edition, in its transaction: see portal.publication."""


def has_action_permission(edition, action: WorkflowAction, user) -> bool:
    """Whether the user's roles allow the step. None is the operator at the command line, who may take any step."""
    return user is None or user.is_active and user.has_perm(f"records.{action.permission}")


def is_awaiting_review_after_force(edition) -> bool:
    actions = set(edition.transitions.values_list("action", flat=True))
    return "force_publish" in actions and "review" not in actions


def get_available_actions(edition, user) -> list[WorkflowAction]:
    """Returns the steps that are possible in the edition's status and that the user's roles allow, in table order."""
    return [
        action
        for action in NON_EDIT_ACTIONS
        if edition.status in action.sources
        and has_action_permission(edition, action, user)
        and (action.name != "review" or is_awaiting_review_after_force(edition))
    ]


def find_obstacles(edition, name: str, *, by, at: datetime, note: str = "", **facts) -> list[str]:
    """Returns every reason against the step, as sentences. The rules about the text apply only to the submission and to
    steps that publish it."""
    action = ACTIONS[name]
    reasons = []
    if not has_action_permission(edition, action, by):
        reasons.append(f"Your account may not do this: {action.label.lower()}.")
    if edition.status not in action.sources:
        reasons.append(
            f"“{action.label}” is not possible: the status of this version is “{edition.get_status_display()}”."
        )
    if action.needs_second_person and by is not None:
        reasons += find_own_work(edition, by)
    if name == "force_publish" and by is not None and edition.record.was_changed_by(by) and is_first(edition):
        reasons.append("You changed the record after it was made, so somebody else has to take this step.")
    if name == "publish" and edition.status == "in_review" and not is_as_submitted(edition):
        reasons.append(CHANGED_SINCE_SUBMISSION)
    if action.needs_note and not note.strip():
        reasons.append(f"{action.note_label}: this field is required.")
    if name == "review" and not is_awaiting_review_after_force(edition):
        reasons.append("Only a version that was published without review can be reviewed afterwards.")
    if name == "review" and by is not None and edition.transitions.filter(action="force_publish", by=by).exists():
        reasons.append("You published this version, so somebody else has to review it.")
    if name == "confirm" and edition.standing(at) != Standing.IN_EFFECT:
        reasons.append("Only a version in effect today can be confirmed as still current.")
    if name in ("submit", "publish", "force_publish"):
        reasons += find_text_obstacles(edition, at)
    if name == "withdraw":
        reasons += find_withdrawal_obstacles(edition, at=at, **facts)
    return reasons


def find_own_work(edition, by) -> list[str]:
    """Returns the reasons why this person's own work requires a second person for the step."""
    reasons = []
    if edition.wrote(by):
        reasons.append("You wrote in this version, so somebody else has to take this step.")
    if edition.record.was_set_by(by) and is_first(edition):
        reasons.append(
            "You set the address, kind, issuer or readers of this record, so somebody else has to take this step."
        )
    return reasons


def is_first(edition) -> bool:
    """Whether no other version of the record has been published, so that the record itself is not public yet."""
    others = edition.record.editions.filter(status__in=["published", "withdrawn"])
    return not others.exclude(pk=edition.pk).exists()


def is_as_submitted(edition) -> bool:
    """Whether nothing that readers would get has changed since the submission: the text, the properties of the record,
    and the names of issuer and services."""
    submission = edition.transitions.filter(action="submit").order_by("-pk").first()
    return submission is not None and submission.content_digest == compute_document_digest(edition)


def find_withdrawal_obstacles(edition, *, at: datetime, kind: str = "", from_day: date | None = None) -> list[str]:
    reasons = []
    if kind not in edition.WithdrawalKind.values:
        reasons.append("Say whether it no longer applies or was published in error.")
    if from_day and kind == edition.WithdrawalKind.PUBLISHED_IN_ERROR:
        reasons.append("What was published in error never applied: leave its last day empty.")
    return reasons


@transaction.atomic
def perform_action(edition, name: str, *, by, at: datetime, note: str = "", **facts) -> RegisterEntry | None:
    """Locks the row, checks it in its current state, writes the transition and the register entry, and saves: all or
    nothing.

    `at` is the moment of the step; for a publication, the moment from which the public can read the text, which may be
    in the future. `withdraw` takes kind= and from_day= (default: the day of `at`). Raises WorkflowError with every
    reason."""
    action = ACTIONS[name]
    if action.is_registered:
        # This lock comes before that of the row: another writer, such as a rebuild of the search index, may hold this
        # lock and wait for the row.
        wait_for_other_writers()
    edition = lock_edition(edition)
    if reasons := find_obstacles(edition, name, by=by, at=at, note=note, **facts):
        detail = f"{action.label}, {edition.record.key} version {edition.number}: {' '.join(reasons)}"
        note_event(SecurityEvent.Kind.STEP_REFUSED, person=by, detail=detail)
        raise WorkflowError(reasons)
    transition = Transition(
        edition=edition,
        action=name,
        from_status=edition.status,
        to_status=action.target,
        by=by,
        at=at,
        note=note.strip(),
        content_digest=compute_document_digest(edition) if name == "submit" else "",
    )
    entry = None
    if name == "edit":
        adapt_parts(edition)
    if action.publishes:
        entry = publish_edition(edition, at)
    elif name == "withdraw":
        entry = withdraw_edition(edition, at, note.strip(), **facts)
    elif name == "confirm":
        entry = append_register_entry(
            edition, RegisterEntry.Action.CONFIRMED, at, build_confirmation_document(edition, at)
        )
    if edition.status != action.target:
        edition.status = action.target
        edition.save(through_workflow=True)
    transition.save()
    if action.publishes or name == "withdraw":
        for run_hook in PUBLICATION_HOOKS:
            run_hook(edition)
    return entry


def lock_edition(edition):
    """Locks the row and reads it again into the same object, so that the caller has the state that is checked."""
    # The lock is a query of its own: after a wait for the lock, the same query would return joined rows in the state
    # from before the wait.
    type(edition).objects.select_for_update().only("pk").get(pk=edition.pk)
    edition.refresh_from_db(from_queryset=type(edition).objects.select_related("record__issuer"))
    # A cached document may differ from the text that is about to be published.
    edition.__dict__.pop("document", None)
    return edition


def publish_edition(edition, at: datetime) -> RegisterEntry:
    edition.published_at = at
    corrects = edition.change_kind == edition.ChangeKind.CORRECTION
    action = RegisterEntry.Action.CORRECTED if corrects else RegisterEntry.Action.PUBLISHED
    edition.publication = append_register_entry(edition, action, at, build_edition_document(edition))
    return edition.publication


def withdraw_edition(edition, at: datetime, reason: str, *, kind: str, from_day: date | None = None) -> RegisterEntry:
    in_error = kind == edition.WithdrawalKind.PUBLISHED_IN_ERROR
    if in_error or at < edition.published_at and not from_day:
        from_day = get_first_day(edition)
    # The withdrawal of a scheduled edition must not reveal it: both become public at the same moment.
    at = max(at, edition.published_at)
    edition.withdrawn_at, edition.withdrawn_from = at, from_day or dates.get_local_date(at)
    edition.withdrawal_kind, edition.withdrawal_reason = kind, reason
    edition.withdrawal = append_register_entry(
        edition, RegisterEntry.Action.WITHDRAWN, at, build_withdrawal_document(edition)
    )
    return edition.withdrawal


def get_first_day(edition) -> date:
    """Returns the day of publication or the first effective day, whichever is earlier. An edition that is withdrawn
    from that day on never applied and was never upcoming."""
    published_on = dates.get_local_date(edition.published_at)
    return min(published_on, edition.effective_from or published_on)


def build_confirmation_document(edition, at: datetime) -> dict:
    return {
        "schema": 1,
        "record": {"key": edition.record.key, "kind": edition.record.kind},
        "edition": {"number": edition.number},
        "confirmed_on": dates.get_local_date(at).isoformat(),
        "digest": edition.publication.content_digest,
    }


def get_public_at(edition, at: datetime) -> datetime:
    """Returns the moment from which everybody may read a register entry about the edition that is made for `at`."""
    return at if edition.record.is_for_everybody else NEVER_PUBLIC


def append_register_entry(edition, action: str, at: datetime, content: dict) -> RegisterEntry:
    return RegisterEntry.objects.append(
        action=action, public_at=get_public_at(edition, at), address=edition.url(), title=str(edition), document=content
    )
