"""The workflow: one table of steps, the reasons against each step, and the only function that takes a step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.records import register_writes
from portal.records.edition_copy import adapt_parts
from portal.records.models.transition import Transition
from portal.records.serializers import compute_document_digest
from portal.records.step_obstacles import (
    OBSTACLES_BY_STEP,
    find_own_work,
    is_awaiting_review_after_force,
    is_scheduled,
    may_recall,
)
from portal.register.models import RegisterEntry, wait_for_other_writers
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
        return self.publishes or self.name in ("confirm", "withdraw", "reschedule", "cancel")

    @property
    def sets_moment(self) -> bool:
        """Whether the step decides from which moment the public can read the text."""
        return self.publishes or self.name == "reschedule"


ACTIONS = {
    action.name: action
    for action in [
        WorkflowAction("edit", "Save", ("draft",), "draft", "change_edition"),
        WorkflowAction("submit", "Submit for review", ("draft",), "in_review", "submit_edition"),
        WorkflowAction("recall", "Recall", ("in_review",), "draft", "submit_edition"),
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
        WorkflowAction(
            "reschedule",
            "Move the publication",
            ("published",),
            "published",
            "publish_edition",
            needs_second_person=True,
        ),
        WorkflowAction("cancel", "Cancel the publication", ("published",), "draft", "publish_edition", needs_note=True),
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
NON_EDIT_ACTIONS = [action for action in ACTIONS.values() if action.name != "edit"]

PUBLICATION_HOOKS: list[Callable[[Any], None]] = []
"""Functions that run after a publication, its cancellation, or a withdrawal of an edition, in its transaction: see
portal.publication."""


def has_action_permission(edition, action: WorkflowAction, user) -> bool:
    """Whether the user's roles allow the step. None is the operator at the command line, who may take any step."""
    return user is None or user.is_active and user.has_perm(f"records.{action.permission}")


def is_offered(edition, action: WorkflowAction, user, at: datetime) -> bool:
    """Whether the step makes sense for the edition at the moment, apart from status and roles."""
    if action.name == "review":
        return is_awaiting_review_after_force(edition)
    if action.name == "recall":
        return user is None or may_recall(edition, user)
    if action.name in ("reschedule", "cancel"):
        return is_scheduled(edition, at)
    return action.name not in ("confirm", "withdraw") or not is_scheduled(edition, at)


def get_available_actions(edition, user, at: datetime) -> list[WorkflowAction]:
    """Returns the steps that are possible in the edition's status at the moment and that the user's roles allow, in
    table order."""
    return [
        action
        for action in NON_EDIT_ACTIONS
        if edition.status in action.sources
        and has_action_permission(edition, action, user)
        and is_offered(edition, action, user, at)
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
    if action.needs_note and not note.strip():
        reasons.append(f"{action.note_label}: this field is required.")
    if find_step_obstacles := OBSTACLES_BY_STEP.get(name):
        reasons += find_step_obstacles(edition, by=by, at=at, **facts)
    return reasons


@transaction.atomic
def perform_action(edition, name: str, *, by, at: datetime, note: str = "", **facts) -> RegisterEntry | None:
    """Locks the row, checks it in its current state, writes the transition and the register entry, and saves: all or
    nothing.

    `at` is the moment of the step; for a publication, the moment from which the public can read the text, which may be
    in the future. `reschedule` takes publish_at=, the new moment. `withdraw` takes kind= and from_day= (default: the
    day of `at`). `confirm` takes points=, the keys of the points that are confirmed (default: the whole edition), and
    next_review_on=, their next day of review. Raises WorkflowError with every reason."""
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
        at=facts.get("publish_at", at),
        note=note.strip(),
        content_digest=compute_document_digest(edition) if name == "submit" else "",
    )
    if name == "edit":
        adapt_parts(edition)
    entry = write_register(edition, action, at, note.strip(), **facts)
    if edition.status != action.target:
        edition.status = action.target
        edition.save(through_workflow=True)
    transition.save()
    if action.is_registered and name != "confirm":
        run_publication_hooks(edition)
    return entry


def write_register(edition, action: WorkflowAction, at: datetime, note: str, **facts) -> RegisterEntry | None:
    """Writes the register entry of the step, if it has one, and sets the columns of the edition that go with it."""
    if action.publishes:
        return register_writes.publish_edition(edition, at)
    if action.name == "withdraw":
        return register_writes.withdraw_edition(edition, at, note, **facts)
    if action.name == "confirm":
        return register_writes.confirm_edition(edition, at, **facts)
    if action.name in ("cancel", "reschedule"):
        entry = register_writes.cancel_publication(edition)
        if action.name == "cancel":
            return entry
        # What was written for the old day, such as words in the search index, goes before the new day is written.
        run_publication_hooks(edition)
        return register_writes.publish_edition(edition, facts["publish_at"])
    return None


def run_publication_hooks(edition) -> None:
    # A cached document may differ from the text that was just registered.
    edition.__dict__.pop("document", None)
    for run_hook in PUBLICATION_HOOKS:
        run_hook(edition)


def lock_edition(edition):
    """Locks the row and reads it again into the same object, so that the caller has the state that is checked."""
    # The lock is a query of its own: after a wait for the lock, the same query would return joined rows in the state
    # from before the wait.
    type(edition).objects.select_for_update().only("pk").get(pk=edition.pk)
    edition.refresh_from_db(from_queryset=type(edition).objects.select_related("record__issuer"))
    # A cached document may differ from the text that is about to be published.
    edition.__dict__.pop("document", None)
    return edition
