"""The reasons against each step of the workflow that depend on the text, its history and the moment, as sentences."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, timedelta

from portal.lib import dates
from portal.lib.grammar import join_phrases, pluralize_noun
from portal.records.publish_checks import find_text_obstacles
from portal.records.querysets import Standing
from portal.records.serializers import compute_document_digest
from portal.register.models import get_database_time

CHANGED_SINCE_SUBMISSION = (
    "The text, the record, its issuer or a service has changed since this version was submitted. Send it back, so "
    "that it can be submitted again."
)


def is_awaiting_review_after_force(edition) -> bool:
    """Whether the edition was published without review and not reviewed since. Canceled publications do not count."""
    steps = edition.transitions.filter(action__in=["publish", "force_publish", "review"])
    return steps.order_by("-pk").values_list("action", flat=True).first() == "force_publish"


def is_scheduled(edition, at: datetime) -> bool:
    """Whether the edition is published from a later moment on, so that no reader has seen it yet."""
    return edition.status == "published" and edition.published_at > at


def find_recall_obstacles(edition, *, by, at: datetime) -> Iterator[str]:
    if by is not None and not may_recall(edition, by):
        yield "Only somebody who wrote in this version or submitted it can recall it. As a reviewer, send it back."


def may_recall(edition, user) -> bool:
    return edition.wrote(user) or edition.transitions.filter(action="submit", by=user).exists()


def find_review_obstacles(edition, *, by, at: datetime) -> Iterator[str]:
    if not is_awaiting_review_after_force(edition):
        yield "Only a version that was published without review can be reviewed afterwards."
    if by is not None and edition.transitions.filter(action="force_publish", by=by).exists():
        yield "You published this version, so somebody else has to review it."


def find_confirmation_obstacles(
    edition, *, by, at: datetime, points: Collection[str] = (), next_review_on: date | None = None
) -> Iterator[str]:
    if edition.standing(at) != Standing.IN_EFFECT:
        yield "Only a version in effect today can be confirmed as still current."
    if points and (unknown := sorted({*points} - {point.key for point in edition.get_confirmable_points(at)})):
        nouns = pluralize_noun(edition.record.point_noun)
        yield f"Only {nouns} of this version that have not ended can be confirmed, and not {join_phrases(unknown)}."
    if next_review_on:
        yield from check_review_day(next_review_on, at)


def check_review_day(next_review_on: date, at: datetime) -> Iterator[str]:
    if next_review_on <= dates.get_local_date(at):
        yield "Choose a day of review after today."


def find_submission_obstacles(edition, *, by, at: datetime) -> list[str]:
    return find_text_obstacles(edition, at)


def find_publication_obstacles(edition, *, by, at: datetime) -> Iterator[str]:
    if edition.status == "in_review" and not is_as_submitted(edition):
        yield CHANGED_SINCE_SUBMISSION
    yield from find_text_obstacles(edition, at)


def find_force_obstacles(edition, *, by, at: datetime) -> Iterator[str]:
    if by is not None and edition.record.was_changed_by(by) and is_first(edition):
        yield "You changed the record after it was made, so somebody else has to take this step."
    yield from find_text_obstacles(edition, at)


def find_schedule_obstacles(edition, *, by, at: datetime, publish_at: datetime | None = None) -> Iterator[str]:
    """Yields the reasons against moving or canceling a publication. `publish_at` is the new moment, if it is moved."""
    # The register's clock decides in the end, so a web server whose clock is late is refused with a sentence.
    if edition.status == "published" and not is_scheduled(edition, max(at, get_database_time())):
        yield "Readers can read this version already. Withdraw it, or publish a correction."
    elif publish_at is not None and edition.status == "published":
        if publish_at <= at:
            yield "Choose a later moment. To publish it now, cancel the publication and publish it again."
        elif publish_at == edition.published_at:
            yield "It is public from that moment already. Choose another."
        else:
            yield from find_text_obstacles(edition, publish_at)


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


def find_withdrawal_obstacles(
    edition, *, by, at: datetime, kind: str = "", from_day: date | None = None
) -> Iterator[str]:
    if is_scheduled(edition, at):
        yield "No reader has seen this version yet, so there is nothing to withdraw. Cancel its publication instead."
    if kind not in edition.WithdrawalKind.values:
        yield "Say whether it no longer applies or was published in error."
    if from_day and edition.status == "published":
        yield from check_last_day(edition, kind, from_day)


def check_last_day(edition, kind: str, from_day: date) -> Iterator[str]:
    """Yields the reasons against a first day on which a text no longer applies that its own days contradict."""
    first = edition.effective_from or dates.get_local_date(edition.published_at)
    if kind == edition.WithdrawalKind.PUBLISHED_IN_ERROR:
        yield "What was published in error never applied: leave its last day empty."
    elif from_day < first:
        applies = "It applies only from" if edition.effective_from else "The public could read it from"
        yield (
            f"{applies} {dates.format_day(first)}, so it cannot end on {dates.format_day(from_day)}. Choose a later "
            "day, or leave it empty."
        )
    elif edition.effective_until and from_day > edition.effective_until:
        last = dates.format_day(edition.effective_until - timedelta(1))
        yield f"The last day on which it applies is {last} in any case. Choose an earlier day, or leave it empty."


OBSTACLES_BY_STEP: dict[str, Callable[..., Iterable[str]]] = {
    "submit": find_submission_obstacles,
    "publish": find_publication_obstacles,
    "force_publish": find_force_obstacles,
    "recall": find_recall_obstacles,
    "review": find_review_obstacles,
    "reschedule": find_schedule_obstacles,
    "cancel": find_schedule_obstacles,
    "confirm": find_confirmation_obstacles,
    "withdraw": find_withdrawal_obstacles,
}
"""The reasons against a step that depend on the text, the moment and the facts of the step, by its name."""
