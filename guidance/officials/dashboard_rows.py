"""The rows of the officials' desk: what is to do, to decide, coming and done, and the questions, each in pages."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from guidance.models import Acknowledgement
from guidance.officials.queries import MemoStatus, get_upcoming_editions
from portal.lib.dates import get_local_date
from portal.lib.pagination import ROWS_PER_PAGE
from portal.records.models import Edition


@dataclass(frozen=True)
class DashboardRow:
    """A memo on the desk of a post. `asked_on` is the first day on which the memo applied and was published; `due_on`
    is its deadline, if it has one."""

    memo: MemoStatus
    edition: Edition
    asked_on: date
    due_on: date | None
    is_late: bool
    acknowledged_at: datetime | None
    undecided: int = 0
    """The number of acknowledged recommendations without a decision."""


def get_page(rows, page: int, count: int) -> tuple[list, int]:
    """Returns the rows of a page, counted from 1, and the number of pages."""
    return list(rows[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]), max(1, -(-count // ROWS_PER_PAGE))


def build_dashboard_rows(page_memos: list[MemoStatus], due: dict, undecided: dict, on: date) -> list[DashboardRow]:
    """Returns the rows of these memos. `due` is what `get_due_days` returns; `undecided` has the number of decisions to
    record by post and record. Two queries."""
    editions = Edition.objects.select_related("record__issuer").defer("body", "provenance")
    by_id = editions.in_bulk([memo.edition for memo in page_memos])
    acts = Acknowledgement.objects.filter(
        post__in={memo.post.pk for memo in page_memos}, edition__record__in={memo.record for memo in page_memos}
    )
    moments = {
        (post, record): at
        for post, record, at in acts.order_by().values_list("post_id", "edition__record_id").annotate(at=Max("at"))
    }
    rows = []
    for memo in page_memos:
        edition, place = by_id[memo.edition], (memo.post.pk, memo.record)
        asked_on, day = max(edition.effective_from, get_local_date(edition.published_at)), due.get(place)
        is_late, count = day is not None and day < on, undecided.get(place, 0)
        rows.append(DashboardRow(memo, edition, asked_on, day, is_late, moments.get(place), count))
    return rows


def split_due_and_done(memos: list[MemoStatus], due: dict) -> dict[str, list[MemoStatus]]:
    """Returns the memos to acknowledge and those done. The first are in the order of their deadlines, then changed
    memos before unread ones; apart from that, the newest versions come first."""
    newest = sorted(memos, key=lambda memo: -memo.edition)
    open_ = [memo for memo in newest if not memo.is_done]
    return {
        "due": sorted(open_, key=lambda memo: (due.get((memo.post.pk, memo.record), date.max), memo.is_unread)),
        "done": [memo for memo in newest if memo.is_done],
    }


def get_upcoming_for_posts(posts, on: date, known: datetime):
    return get_upcoming_editions({post.audience for post in posts if post.is_open(on)}, on, known)
