"""The rows of the desk: what is to do, what is coming and what is done, a page of each at a time."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from guidance.models import Acknowledgement
from guidance.officials.queries import Memo, coming
from portal.records.days import day_of
from portal.records.models import Edition

ROWS = 20


@dataclass(frozen=True)
class Row:
    """`due_on` is the day from which the memo asks: the first on which it applied and the public could read it."""

    memo: Memo
    edition: Edition
    due_on: date
    acknowledged_at: datetime | None


def rows_of(found: list[Memo], page: int) -> tuple[list[Row], int]:
    """The rows of a page of these memos, from 1, and how many pages there are. Two queries."""
    pages = max(1, -(-len(found) // ROWS))
    chosen = found[(page - 1) * ROWS : page * ROWS]
    editions = Edition.objects.select_related("record__issuer").defer("body", "provenance")
    by_id = editions.in_bulk([memo.edition for memo in chosen])
    last = Acknowledgement.objects.filter(
        post__in={memo.post.pk for memo in chosen}, edition__record__in={memo.record for memo in chosen}
    )
    moments = {
        (post, record): at
        for post, record, at in last.order_by().values_list("post_id", "edition__record_id").annotate(at=Max("at"))
    }
    return [row_of(memo, by_id[memo.edition], moments.get((memo.post.pk, memo.record))) for memo in chosen], pages


def row_of(memo: Memo, edition: Edition, acknowledged_at: datetime | None) -> Row:
    return Row(memo, edition, max(edition.effective_from, day_of(edition.published_at)), acknowledged_at)


def sorted_out(found: list[Memo]) -> dict[str, list[Memo]]:
    """What is to do, changed memos before unread ones, and what is done; the newest versions first."""
    newest = sorted(found, key=lambda memo: -memo.edition)
    open_ = [memo for memo in newest if not memo.is_done]
    return {
        "due": sorted(open_, key=lambda memo: memo.is_unread),
        "done": [memo for memo in newest if memo.is_done],
    }


def coming_to(posts, on: date, known: datetime) -> list[Edition]:
    return list(coming({post.audience for post in posts}, on, known)[:ROWS])
