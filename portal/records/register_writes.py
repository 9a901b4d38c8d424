"""What the steps of the workflow write in the register, and the columns of the edition that go with it."""

from datetime import date, datetime

from portal.lib import dates
from portal.records.serializers import build_edition_document, build_withdrawal_document
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


def confirm_edition(edition, at: datetime) -> RegisterEntry:
    return append_register_entry(edition, RegisterEntry.Action.CONFIRMED, at, build_confirmation_document(edition, at))


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
