"""What the steps of the workflow write in the register, and the columns of the edition that go with it."""

from collections.abc import Collection
from datetime import date, datetime

from portal.lib import dates
from portal.lib.grammar import format_numbers
from portal.records.serializers import build_edition_document, build_withdrawal_document, omit_empty
from portal.register.models import NEVER_PUBLIC, RegisterEntry


def publish_edition(edition, at: datetime) -> RegisterEntry:
    edition.published_at = at
    corrects = edition.change_kind == edition.ChangeKind.CORRECTION
    action = RegisterEntry.Action.CORRECTED if corrects else RegisterEntry.Action.PUBLISHED
    edition.publication = append_register_entry(edition, action, at, build_edition_document(edition))
    return edition.publication


def withdraw_edition(edition, at: datetime, reason: str, *, kind: str, from_day: date | None = None) -> RegisterEntry:
    if kind == edition.WithdrawalKind.PUBLISHED_IN_ERROR:
        from_day = get_first_day(edition)
    edition.withdrawn_at, edition.withdrawn_from = at, from_day or get_withdrawal_day(edition, at)
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


def get_withdrawal_day(edition, at: datetime) -> date:
    """Returns the first day on which a text no longer applies that is withdrawn today: today, or the day on which it
    ended before."""
    on = dates.get_local_date(at)
    return min(on, edition.effective_until or on)


def cancel_publication(edition) -> RegisterEntry:
    """Takes back a scheduled publication. Its entry stays in the chain, but is never shown."""
    entry = edition.publication
    canceled = RegisterEntry.objects.append(
        action=RegisterEntry.Action.CANCELED,
        public_at=NEVER_PUBLIC,
        address=entry.address,
        title=entry.title,
        document=build_cancellation_document(edition, entry),
        cancels=entry,
    )
    edition.published_at = edition.publication = None
    edition.status = edition.Status.DRAFT
    edition.save(through_workflow=True)
    return canceled


def build_cancellation_document(edition, entry: RegisterEntry) -> dict:
    return {
        "schema": 1,
        "record": {"key": edition.record.key, "kind": edition.record.kind},
        "edition": {"number": edition.number},
        "cancels": {"number": entry.number, "hash": entry.hash},
    }


def confirm_edition(
    edition, at: datetime, *, points: Collection[str] = (), next_review_on: date | None = None
) -> RegisterEntry:
    """`points` has the keys of the points that are confirmed. Without any, or with all that can be, the whole edition
    is. `next_review_on` is their next day of review."""
    confirmable = edition.get_confirmable_points(at) if points else []
    chosen = [point for point in confirmable if point.key in points]
    if len(chosen) == len(confirmable):
        chosen = []
    document = build_confirmation_document(edition, at, chosen, next_review_on)
    title = str(edition)
    if chosen:
        title += f", {format_numbers([point.number for point in chosen], edition.record.point_noun)}"
    entry = append_register_entry(edition, RegisterEntry.Action.CONFIRMED, at, document, title)
    for pk in [point.pk for point in chosen] or [None]:
        edition.confirmations.create(point_id=pk, entry=entry, at=at, next_review_on=next_review_on)
    return entry


def build_confirmation_document(edition, at: datetime, points: Collection, next_review_on: date | None) -> dict:
    """Returns what is confirmed. Of the whole edition, `points` is empty, and the document has no key for them."""
    added = {
        "confirmed_points": [{"key": point.key, "number": point.number} for point in points],
        "next_review_on": next_review_on and next_review_on.isoformat(),
    }
    return {
        "schema": 1,
        "record": {"key": edition.record.key, "kind": edition.record.kind},
        "edition": {"number": edition.number},
        "confirmed_on": dates.get_local_date(at).isoformat(),
        "digest": edition.publication.content_digest,
        **omit_empty(added, added),
    }


def get_public_at(edition, at: datetime) -> datetime:
    """Returns the moment from which everybody may read a register entry about the edition that is made for `at`."""
    return at if edition.record.is_for_everybody else NEVER_PUBLIC


def append_register_entry(edition, action: str, at: datetime, content: dict, title: str = "") -> RegisterEntry:
    return RegisterEntry.objects.append(
        action=action,
        public_at=get_public_at(edition, at),
        address=edition.url(),
        title=title or str(edition),
        document=content,
    )
