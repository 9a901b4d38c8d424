"""How posts stood with the memos to them on a day: what they had acknowledged and decided by its end.

Everything that counts is kept with its moment: acknowledgements and decisions are only added, editions are frozen,
posts stay what they are. Who holds a post counts for nothing. So what is told of a day that is over never changes, but
by the end of a post that is entered after it has come."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from guidance.duties import SeenPoint
from guidance.models import Response
from guidance.officials.queries import (
    MemoStatus,
    build_memo_statuses,
    find_changed_records,
    get_audience_texts,
    get_point_hashes,
    get_seen_points,
)
from portal.accounts.audiences import get_audience_values
from portal.accounts.models import Post


class MemoProgress(Enum):
    ALL = "all"
    PART = "part"
    NONE = "none"

    @property
    def label(self) -> str:
        return {"all": "Acknowledged", "part": "In part", "none": "Not acknowledged"}[self.value]


@dataclass(frozen=True)
class ReportLine:
    """One post and one memo: of how many recommendations, how many are acknowledged and how many decided about, each
    in the words of the day."""

    post: Post
    memo: MemoStatus
    asked: int
    acknowledged: int
    decided: int

    @property
    def progress(self) -> MemoProgress:
        if self.acknowledged == self.asked:
            return MemoProgress.ALL
        return MemoProgress.PART if self.acknowledged else MemoProgress.NONE

    @property
    def has_decided(self) -> bool:
        return self.decided == self.asked


@dataclass(frozen=True)
class Tally:
    """Numbers of posts: `of` all, those that acknowledged everything asked of them, a part of it; and those that
    decided about every recommendation."""

    of: int
    acknowledged: int
    partly: int
    decided: int

    @property
    def not_at_all(self) -> int:
        return self.of - self.acknowledged - self.partly

    @property
    def shares(self) -> tuple[float, float]:
        """What acknowledged everything, and a part, in hundredths of all."""
        return tuple(round(100 * number / self.of, 1) if self.of else 0 for number in (self.acknowledged, self.partly))


def list_posts(on: date, known: datetime) -> list[Post]:
    """The posts that existed on the day and had been entered by the moment. One query."""
    posts = Post.objects.open(on).known_by(known).select_related("agency")
    return list(posts.order_by("agency__town", "agency__name", "pk"))


def get_asked_hashes(on: date, known: datetime, record: int | None = None) -> dict[tuple, dict[str, str]]:
    """By audience, record and edition what was asked on the day, of all memos or of the one of that record."""
    return get_point_hashes(get_audience_values(), on, known, record)


def build_report_lines(
    posts: Collection[Post], asked: dict[tuple, dict[str, str]], known: datetime
) -> list[ReportLine]:
    """A line for each post and each memo to it. Three queries."""
    records = {record for _, record, _ in asked}
    seen = [get_seen_points(posts, records, known), get_decided_points(posts, records, known)]
    texts = get_audience_texts(set().union(*(find_changed_records(posts, asked, one) for one in seen)), known)
    acknowledged, decided = (build_memo_statuses(posts, asked, one, texts) for one in seen)
    return [
        ReportLine(
            memo.post, memo, len(memo.states), len(memo.states) - len(memo.open_keys), len(memo.states) - len(still)
        )
        for memo, other in zip(acknowledged, decided, strict=True)
        for still in [other.open_keys]
    ]


def get_decided_points(posts: Collection[Post], records: Collection[int], known: datetime) -> tuple[dict, dict]:
    """By post and record the newest decision about each point by key, in the shape that seen_by() has."""
    rows = Response.objects.filter(post__in=posts, edition__record__in=records, at__lte=known).order_by("pk")
    decided: dict[tuple, dict[str, SeenPoint]] = defaultdict(dict)
    columns = ("post_id", "edition__record_id", "edition_id", "point_key", "text_hash")
    for post, record, edition, key, words in rows.values_list(*columns):
        decided[post, record][key] = SeenPoint(edition, words)
    return decided, {}


def build_tally(found: Iterable[ReportLine]) -> Tally:
    found = list(found)
    stages = [line.progress for line in found]
    return Tally(
        len(found),
        stages.count(MemoProgress.ALL),
        stages.count(MemoProgress.PART),
        sum(line.has_decided for line in found),
    )


def build_tallies(found: Iterable[ReportLine], by: Callable[[ReportLine], object]) -> dict:
    """The lines' tallies by what `by` says of each, in the order in which it first says so."""
    groups: dict[object, list[ReportLine]] = defaultdict(list)
    for line in found:
        groups[by(line)].append(line)
    return {name: build_tally(group) for name, group in groups.items()}
