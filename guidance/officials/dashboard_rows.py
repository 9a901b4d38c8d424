"""The rows of the officials' desk: what is to do, what is coming and what is done, each in pages."""

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


def build_dashboard_rows(memos: list[MemoStatus], page: int, due: dict, on: date) -> tuple[list[DashboardRow], int]:
    """Returns the rows of a page of these memos, and the number of pages. Pages count from 1; `due` is what
    `get_due_days` returns. Two queries."""
    pages = max(1, -(-len(memos) // ROWS_PER_PAGE))
    page_memos = memos[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]
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
        rows.append(DashboardRow(memo, edition, asked_on, day, day is not None and day < on, moments.get(place)))
    return rows, pages


def split_due_and_done(memos: list[MemoStatus], due: dict) -> dict[str, list[MemoStatus]]:
    """Returns the memos to acknowledge and those done. The first are in the order of their deadlines, then changed
    memos before unread ones; apart from that, the newest versions come first."""
    newest = sorted(memos, key=lambda memo: -memo.edition)
    open_ = [memo for memo in newest if not memo.is_done]
    return {
        "due": sorted(open_, key=lambda memo: (due.get((memo.post.pk, memo.record), date.max), memo.is_unread)),
        "done": [memo for memo in newest if memo.is_done],
    }


def list_upcoming_for_posts(posts, on: date, known: datetime) -> list[Edition]:
    return list(get_upcoming_editions({post.audience for post in posts if post.is_open(on)}, on, known)[:ROWS_PER_PAGE])
