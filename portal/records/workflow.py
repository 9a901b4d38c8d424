"""The workflow: one table of steps, the reasons against each, and the one door through which they are taken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from portal.records import days
from portal.records.canonical import document, withdrawal_document
from portal.records.models.transition import Transition
from portal.records.obstacles import text_obstacles
from portal.records.querysets import Standing
from portal.register.models import NEVER, RegisterEntry, wait_for_other_writers


class Refused(Exception):
    """The step may not be taken; `reasons` are sentences for the person who tried."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Action:
    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    permission: str
    needs_note: bool = False
    by_another: bool = False
    """Not by anybody who wrote in the text."""
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
        Action("edit", "Save", ("draft",), "draft", "change_edition"),
        Action("submit", "Submit for review", ("draft",), "in_review", "submit_edition"),
        Action("send_back", "Send back", ("in_review",), "draft", "review_edition", needs_note=True),
        Action("publish", "Publish", ("in_review",), "published", "publish_edition", by_another=True),
        Action(
            "force_publish",
            "Publish without review",
            ("draft", "in_review"),
            "published",
            "force_publish_edition",
            needs_note=True,
            note_label="Reason for publishing without review",
        ),
        Action("review", "Review afterwards", ("published",), "published", "review_edition", by_another=True),
        Action("confirm", "Confirm as still current", ("published",), "published", "publish_edition"),
        Action(
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
STEPS = [action for action in ACTIONS.values() if action.name != "edit"]

AFTER_STEP: list[Callable[[Any], None]] = []
"""What follows a publication or a withdrawal of an edition, in its transaction. Other apps add to it when loaded."""


def may(edition, action: Action, user) -> bool:
    """Whether the user's roles allow the step. None is the operator at the command line, who may take any."""
    return user is None or user.is_active and user.has_perm(f"records.{action.permission}")


def is_forced_unreviewed(edition) -> bool:
    taken = set(edition.transitions.values_list("action", flat=True))
    return "force_publish" in taken and "review" not in taken


def actions_for(edition, user) -> list[Action]:
    """Steps that lead on from the edition's status and that the user's roles allow, in the order of the table."""
    return [
        action
        for action in STEPS
        if edition.status in action.sources
        and may(edition, action, user)
        and (action.name != "review" or is_forced_unreviewed(edition))
    ]


def obstacles(edition, name: str, *, by, at: datetime, note: str = "", **facts) -> list[str]:
    """Every reason against the step, as sentences; the rules about the text only for steps that publish it."""
    action = ACTIONS[name]
    reasons = []
    if not may(edition, action, by):
        reasons.append(f"Your account may not do this: {action.label.lower()}.")
    if edition.status not in action.sources:
        reasons.append(
            f"This version is {edition.get_status_display().lower()}; “{action.label}” does not lead on from there."
        )
    if action.by_another and by is not None and edition.wrote(by):
        reasons.append("You wrote in this version, so somebody else has to take this step.")
    if action.needs_note and not note.strip():
        reasons.append(f"{action.note_label}: please write one.")
    if name == "review" and not is_forced_unreviewed(edition):
        reasons.append("Only a version that was published without review is reviewed afterwards.")
    if name == "review" and by is not None and edition.transitions.filter(action="force_publish", by=by).exists():
        reasons.append("You published this version, so somebody else has to review it.")
    if name == "confirm" and edition.standing(at) != Standing.IN_EFFECT:
        reasons.append("Only what is in effect today can be confirmed as still current.")
    if name in ("submit", "publish", "force_publish"):
        reasons += text_obstacles(edition, at)
    if name == "withdraw":
        reasons += withdrawal_obstacles(edition, at=at, **facts)
    return reasons


def withdrawal_obstacles(edition, *, at: datetime, kind: str = "", from_day: date | None = None) -> list[str]:
    reasons = []
    if kind not in edition.WithdrawalKind.values:
        reasons.append("Say whether it no longer applies or was published in error.")
    if from_day and kind == edition.WithdrawalKind.PUBLISHED_IN_ERROR:
        reasons.append("What was published in error never applied: leave its last day empty.")
    return reasons


@transaction.atomic
def perform(edition, name: str, *, by, at: datetime, note: str = "", **facts) -> RegisterEntry | None:
    """Locks the row, looks at it as it now is, writes the transition and the register entry, saves: all or nothing.

    `at` is the moment of the step; for a publication, the moment from which the public can read it, which may lie
    ahead. `withdraw` takes kind= and from_day= (default: the day of `at`). Raises Refused with every reason."""
    action = ACTIONS[name]
    if action.is_registered:
        # Before the row's lock: another writer, such as one that makes the search's index anew, may need the row.
        wait_for_other_writers()
    edition = lock(edition)
    if reasons := obstacles(edition, name, by=by, at=at, note=note, **facts):
        raise Refused(reasons)
    transition = Transition(
        edition=edition,
        action=name,
        from_status=edition.status,
        to_status=action.target,
        by=by,
        at=at,
        note=note.strip(),
    )
    entry = None
    if action.publishes:
        entry = publish(edition, at)
    elif name == "withdraw":
        entry = withdraw(edition, at, note.strip(), **facts)
    elif name == "confirm":
        entry = enter(edition, RegisterEntry.Action.CONFIRMED, at, confirmation(edition, at))
    if edition.status != action.target:
        edition.status = action.target
        edition.save(through_workflow=True)
    transition.save()
    if action.publishes or name == "withdraw":
        for follow in AFTER_STEP:
            follow(edition)
    return entry


def lock(edition):
    """Takes the row's lock and reads it anew into the same object, so that its caller sees what was decided on."""
    # First the lock alone: what is joined to a row that had to be waited for is read as it was before the wait.
    type(edition).objects.select_for_update().only("pk").get(pk=edition.pk)
    edition.refresh_from_db(from_queryset=type(edition).objects.select_related("record__issuer"))
    # What was read of a draft is not what is about to be published.
    edition.__dict__.pop("document", None)
    return edition


def publish(edition, at: datetime) -> RegisterEntry:
    edition.published_at = at
    corrects = edition.change_kind == edition.ChangeKind.CORRECTION
    action = RegisterEntry.Action.CORRECTED if corrects else RegisterEntry.Action.PUBLISHED
    edition.publication = enter(edition, action, at, document(edition))
    return edition.publication


def withdraw(edition, at: datetime, reason: str, *, kind: str, from_day: date | None = None) -> RegisterEntry:
    in_error = kind == edition.WithdrawalKind.PUBLISHED_IN_ERROR
    if in_error or at < edition.published_at and not from_day:
        from_day = first_day(edition)
    # A scheduled edition is not betrayed by its withdrawal: both become public at the same moment.
    at = max(at, edition.published_at)
    edition.withdrawn_at, edition.withdrawn_from = at, from_day or days.day_of(at)
    edition.withdrawal_kind, edition.withdrawal_reason = kind, reason
    edition.withdrawal = enter(edition, RegisterEntry.Action.WITHDRAWN, at, withdrawal_document(edition))
    return edition.withdrawal


def first_day(edition) -> date:
    """The day it came out or the first on which it applies, whichever is earlier: what is withdrawn from then on
    never applied and was never upcoming."""
    published_on = days.day_of(edition.published_at)
    return min(published_on, edition.effective_from or published_on)


def confirmation(edition, at: datetime) -> dict:
    return {
        "schema": 1,
        "record": {"key": edition.record.key, "kind": edition.record.kind},
        "edition": {"number": edition.number},
        "confirmed_on": days.day_of(at).isoformat(),
        "digest": edition.publication.content_digest,
    }


def public_at(edition, at: datetime) -> datetime:
    """From when everybody may read a register entry about the edition that was made for the moment `at`."""
    return at if edition.record.is_for_everybody else NEVER


def enter(edition, action: str, at: datetime, content: dict) -> RegisterEntry:
    return RegisterEntry.objects.append(
        action=action, public_at=public_at(edition, at), address=edition.url(), title=str(edition), document=content
    )
