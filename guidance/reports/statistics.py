"""What posts had acknowledged and decided about the memos to them by the end of a day.

The figures of a past day do not change, because they depend only on rows with their moments: acknowledgements and
decisions are only added, editions are frozen, and the facts of a post do not change. They do not depend on who holds a
post. The one exception is the end of a post that is entered late."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from guidance.officials.decisions import get_decided_points
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
    """One post and one memo: the number of recommendations that apply, and how many of them the post acknowledged and
    decided about, in the words of the day."""

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
    """Numbers of posts: all posts (`of`), those that acknowledged everything that applies to them or a part of it, and
    those that decided about every recommendation."""

    of: int
    acknowledged: int
    partly: int
    decided: int

    @property
    def not_at_all(self) -> int:
        return self.of - self.acknowledged - self.partly

    @property
    def shares(self) -> tuple[float, float]:
        """The percentages of posts that acknowledged everything, and a part."""
        return tuple(round(100 * number / self.of, 1) if self.of else 0 for number in (self.acknowledged, self.partly))


def list_posts(on: date, known: datetime) -> list[Post]:
    """Returns the posts that existed on the day and had been entered by the moment `known`. One query."""
    posts = Post.objects.open(on).known_by(known).select_related("agency")
    return list(posts.order_by("agency__town", "agency__name", "pk"))


def get_asked_hashes(on: date, known: datetime, record: int | None = None) -> dict[tuple, dict[str, str]]:
    """Returns the hashes of the recommendations that applied on the day, as `get_point_hashes` does, for all audiences
    and all memos or one."""
    return get_point_hashes(get_audience_values(), on, known, record)


def build_report_lines(
    posts: Collection[Post], asked: dict[tuple, dict[str, str]], known: datetime
) -> list[ReportLine]:
    """Returns a line for each post and each memo to it. `asked` is what `get_asked_hashes` returns. Three queries."""
    records = {record for _, record, _ in asked}
    sources = [get_seen_points(posts, records, known), get_decided_points(posts, records, known)]
    changed_records = set().union(*(find_changed_records(posts, asked, source) for source in sources))
    texts = get_audience_texts(changed_records, known)
    acknowledged, decided = (build_memo_statuses(posts, asked, source, texts) for source in sources)
    return [
        ReportLine(
            memo.post, memo, len(memo.states), len(memo.states) - len(memo.open_keys), len(memo.states) - len(still)
        )
        for memo, other in zip(acknowledged, decided, strict=True)
        for still in [other.open_keys]
    ]


def build_tally(lines: Iterable[ReportLine]) -> Tally:
    lines = list(lines)
    stages = [line.progress for line in lines]
    return Tally(
        len(lines),
        stages.count(MemoProgress.ALL),
        stages.count(MemoProgress.PART),
        sum(line.has_decided for line in lines),
    )


def build_tallies(lines: Iterable[ReportLine], by: Callable[[ReportLine], object]) -> dict:
    """Returns tallies of the lines, grouped by the value of `by`, in the order in which the values first occur."""
    groups: dict[object, list[ReportLine]] = defaultdict(list)
    for line in lines:
        groups[by(line)].append(line)
    return {name: build_tally(group) for name, group in groups.items()}
