"""Public totals, from which nobody can be identified: weekly, in steps of five, only for large groups, and only if the
issuer publishes them.

A total is as of the end of last Sunday, so it does not reveal that somebody acknowledged this morning. It is rounded
down to a step, and the last step is never shown: at least five exact counts fit every total, so a total never reveals
that all acknowledged, that nobody did, or that all but one did. The totals of two weeks or two versions are equal or
differ by whole steps. There are no totals by town."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from guidance.models.memo import MEMO
from guidance.officials.queries import MemoStatus, build_acknowledgement_statuses
from guidance.reports.statistics import get_asked_hashes, list_posts
from portal.accounts.audiences import get_audience
from portal.lib.dates import get_known_moment, get_local_date
from portal.records.models import Edition

MIN_GROUP_SIZE, ROUNDING_STEP = 20, 5
"""The smallest group with a total, and the step in which totals change."""


def round_down_count(count: int, of: int) -> int | None:
    """Returns the total to publish for `count` out of `of`; None for a group that is too small."""
    return None if of < MIN_GROUP_SIZE else min(count, of - ROUNDING_STEP) // ROUNDING_STEP * ROUNDING_STEP


@dataclass(frozen=True)
class GroupTotal:
    """The total of one group. At least `at_least` of its `of` posts acknowledged everything that applies to them. Both
    are None for a small group."""

    audience: str
    group: str
    of: int | None
    at_least: int | None


@dataclass(frozen=True)
class MemoTotals:
    """The totals of a memo. `edition` is the one that applied on the day `on`, None if none did; `shown` is the newest
    public one, which names the memo."""

    shown: Edition
    edition: Edition | None
    on: date
    items: list[GroupTotal]


def get_last_sunday(today: date) -> date:
    """Returns the last Sunday before the day."""
    return today - timedelta(days=today.weekday() + 1)


def get_memo_totals(key: str, at: datetime) -> MemoTotals | None:
    """Returns the totals of the memo with that key; None if it has no public text or its issuer publishes no totals.
    At most five queries."""
    rows = Edition.objects.public(at).filter(record__key=key, record__kind=MEMO, record__issuer__publishes_totals=True)
    editions = rows.select_related("record__issuer").defer("body", "provenance").order_by("-number")
    public = {edition.pk: edition for edition in editions if not edition.is_retracted_at(at)}
    if not public:
        return None
    shown = next(iter(public.values()))
    on = get_last_sunday(get_local_date(at))
    known = get_known_moment(on, at)
    all_hashes = get_asked_hashes(on, known, shown.record_id)
    hashes = {place: point_hashes for place, point_hashes in all_hashes.items() if place[2] in public}
    if not hashes:
        return MemoTotals(shown, None, on, [])
    statuses = build_acknowledgement_statuses(list_posts(on, known), hashes, known)
    return MemoTotals(
        shown,
        public[next(iter(hashes))[2]],
        on,
        [build_group_total(audience, statuses) for audience, _, _ in sorted(hashes)],
    )


def build_group_total(audience: str, statuses: list[MemoStatus]) -> GroupTotal:
    """Returns the total of the agencies of the audience's own kind. Agencies of other kinds are in no total."""
    facts = get_audience(audience)
    own = [memo for memo in statuses if memo.post.audience == audience and memo.post.agency.kind == facts.agency_kind]
    at_least = round_down_count(sum(memo.is_done for memo in own), len(own))
    return GroupTotal(audience, facts.agencies, None if at_least is None else len(own), at_least)
