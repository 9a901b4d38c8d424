"""Totals for everybody, which name nobody: week by week, in steps of five, for large groups, if the issuer wants it.

A total is that of the end of last Sunday, so it follows from the day only and tells nobody that somebody acknowledged
this morning. It is rounded down to a step, and of the last step nothing is told: at least five numbers fit whatever
is shown, so it never says that all have, that nobody has, or that all but one have. Two weeks or two versions differ
by nothing or by a whole step. There are no totals by town."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from guidance.models.memo import MEMO
from guidance.officials.queries import MemoStatus, build_acknowledgement_statuses
from guidance.reports.statistics import get_asked_hashes, list_posts
from portal.accounts.audiences import get_audience
from portal.lib.dates import get_known_moment, get_local_date
from portal.records.models import Edition

MIN_GROUP_SIZE, ROUNDING_STEP = 20, 5
"""The smallest group of which anything is told, and by how much what is told of it can change."""


def round_down_count(count: int, of: int) -> int | None:
    """What may be told of `count` out of `of`; None of a group that is too small."""
    return None if of < MIN_GROUP_SIZE else min(count, of - ROUNDING_STEP) // ROUNDING_STEP * ROUNDING_STEP


@dataclass(frozen=True)
class GroupTotal:
    """`at_least` so many `of` the group acknowledged everything asked of them; both None of a small group."""

    audience: str
    group: str
    of: int | None
    at_least: int | None


@dataclass(frozen=True)
class MemoTotals:
    """`edition` is the one that applied on the day `on`, None where no text of the memo did."""

    shown: Edition
    edition: Edition | None
    on: date
    items: list[GroupTotal]


def get_last_sunday(today: date) -> date:
    """The last Sunday before the day."""
    return today - timedelta(days=today.weekday() + 1)


def get_memo_totals(key: str, at: datetime) -> MemoTotals | None:
    """The totals of the memo with that key; None where there is no public text or its issuer publishes none.
    At most five queries."""
    rows = Edition.objects.public(at).filter(record__key=key, record__kind=MEMO, record__issuer__publishes_totals=True)
    light = rows.select_related("record__issuer").defer("body", "provenance").order_by("-number")
    public = {one.pk: one for one in light if not one.is_retracted_at(at)}
    if not public:
        return None
    shown = next(iter(public.values()))
    on = get_last_sunday(get_local_date(at))
    known = get_known_moment(on, at)
    asked = {
        place: words for place, words in get_asked_hashes(on, known, shown.record_id).items() if place[2] in public
    }
    if not asked:
        return MemoTotals(shown, None, on, [])
    found = build_acknowledgement_statuses(list_posts(on, known), asked, known)
    return MemoTotals(
        shown,
        public[next(iter(asked))[2]],
        on,
        [build_group_total(audience, found) for audience, _, _ in sorted(asked)],
    )


def build_group_total(audience: str, found: list[MemoStatus]) -> GroupTotal:
    """Of the agencies of the audience's own kind; those of other kinds are in no total."""
    about = get_audience(audience)
    own = [memo for memo in found if memo.post.audience == audience and memo.post.agency.kind == about.agency_kind]
    told = round_down_count(sum(memo.is_done for memo in own), len(own))
    return GroupTotal(audience, about.agencies, None if told is None else len(own), told)
