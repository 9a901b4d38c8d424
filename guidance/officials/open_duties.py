"""What posts have not acknowledged on a day, by the version that asks for it. The number of queries does not depend
on the number of memos."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from guidance.duties import PointState, find_asking_edition, has_returned
from guidance.models import Deadline
from guidance.officials.queries import MemoStatus, get_audience_texts, list_memo_statuses
from portal.accounts.models import Post
from portal.lib.dates import get_local_date
from portal.records.models import Edition


@dataclass(frozen=True)
class Duty:
    """The recommendations of a memo that a post still has to acknowledge because the version `asking` added or changed
    them. `edition` is today's version, `count` the number of recommendations, `asked_on` the day from which they are
    to be acknowledged."""

    post: Post
    edition: Edition
    asking: Edition
    count: int
    is_changed: bool
    asked_on: date
    deadline: Deadline | None

    @property
    def due_on(self) -> date | None:
        return self.deadline and self.deadline.due_on


@dataclass(frozen=True)
class OpenMemo:
    """A memo that a post still has to acknowledge: one, however many versions ask for its recommendations. The desk,
    the letters and the pack count these."""

    duties: list[Duty]

    @property
    def post(self) -> Post:
        return self.duties[0].post

    @property
    def edition(self) -> Edition:
        return self.duties[0].edition

    @property
    def count(self) -> int:
        return sum(duty.count for duty in self.duties)

    @property
    def is_changed(self) -> bool:
        return any(duty.is_changed for duty in self.duties)

    @property
    def due_on(self) -> date | None:
        """The earliest deadline of its open recommendations."""
        return min((duty.due_on for duty in self.duties if duty.due_on), default=None)

    def is_late(self, on: date) -> bool:
        return self.due_on is not None and self.due_on < on


def group_by_memo(duties: Collection[Duty]) -> list[OpenMemo]:
    groups: dict[tuple[int, int], list[Duty]] = defaultdict(list)
    for duty in duties:
        groups[duty.post.pk, duty.edition.record_id].append(duty)
    return [OpenMemo(group) for group in groups.values()]


def list_open_duties(posts: Collection[Post], on: date, at: datetime) -> list[Duty]:
    return list_memo_duties(list_memo_statuses(posts, on, at), at)


def list_memo_duties(memos: Collection[MemoStatus], at: datetime) -> list[Duty]:
    """Returns the open duties of these memos. Five queries."""
    memos = [memo for memo in memos if not memo.is_done]
    texts = get_audience_texts({memo.record for memo in memos}, at)
    parts = [(memo, asking, keys) for memo in memos for asking, keys in group_by_asking_edition(memo, texts).items()]
    seen = {memo.seen[key].edition for memo, _, keys in parts for key in keys if key in memo.seen}
    ids = seen | {asking for _, asking, _ in parts} | {memo.edition for memo in memos}
    editions = Edition.objects.select_related("record__issuer").defer("body", "provenance").in_bulk(ids)
    deadlines = Deadline.objects.filter(edition__in=ids).select_related("escalate_to").in_bulk(field_name="edition_id")
    return [
        Duty(
            memo.post,
            editions[memo.edition],
            editions[asking],
            len(keys),
            any(memo.states[key] is PointState.CHANGED for key in keys) or memo.is_changed,
            max(
                [
                    get_start_day(editions[asking]),
                    *list_withdrawal_days(memo, keys, texts[memo.post.audience, memo.record], editions),
                ]
            ),
            deadlines.get(asking),
        )
        for memo, asking, keys in parts
    ]


def get_due_days(memos: Collection[MemoStatus], at: datetime) -> dict[tuple[int, int], date]:
    """Returns the earliest deadline of an open recommendation by post and record, for memos that have a deadline. One
    query if none has."""
    open_ = [memo for memo in memos if not memo.is_done]
    deadlines = Deadline.objects.filter(edition__record__in={memo.record for memo in open_})
    records = set(deadlines.values_list("edition__record_id", flat=True))
    if not records:
        return {}
    duties = list_memo_duties([memo for memo in open_ if memo.record in records], at)
    return {(memo.post.pk, memo.edition.record_id): memo.due_on for memo in group_by_memo(duties) if memo.due_on}


def group_by_asking_edition(memo: MemoStatus, texts: dict) -> dict[int, list[str]]:
    """Returns the keys of the memo's open recommendations by the version that asks for them."""
    keys: dict[int, list[str]] = defaultdict(list)
    for key in memo.open_keys:
        keys[find_asking_edition(key, memo.edition, texts[memo.post.audience, memo.record])].append(key)
    return keys


def get_start_day(edition: Edition) -> date:
    return max(edition.effective_from, get_local_date(edition.published_at))


def list_withdrawal_days(memo: MemoStatus, keys: list[str], texts: list, editions: dict[int, Edition]) -> list[date]:
    """Returns the days on which later, acknowledged texts were withdrawn, so that earlier words are due again."""
    later = {memo.seen[key].edition for key in keys if has_returned(key, memo.seen.get(key), memo.edition, texts)}
    return [editions[pk].withdrawn_from for pk in later if editions[pk].withdrawn_from]
