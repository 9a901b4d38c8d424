"""What a person who holds the post has to do after an acknowledgement. The receipt shows it only to that person."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from guidance.models import Acknowledgement
from guidance.officials.decisions import list_open_decisions
from guidance.officials.queries import get_held_posts, list_memo_statuses
from portal.lib.dates import get_local_date
from portal.lib.grammar import format_count


@dataclass(frozen=True)
class NextStep:
    sentence: str
    url: str


def find_next_step(acknowledgement: Acknowledgement, user, at: datetime) -> NextStep | None:
    """Returns the rest of the same memo first, then the decisions about it, then the other memos. None if the user does
    not hold the post today."""
    on = get_local_date(at)
    post = get_held_posts(user, on).filter(pk=acknowledgement.post_id).first() if user.is_authenticated else None
    if post is None:
        return None
    memos = list_memo_statuses([post], on, at)
    record = acknowledgement.edition.record
    page, desk = reverse("official-memo", args=[post.pk, record.key]), reverse("official-post", args=[post.pk])
    if left := sum(len(memo.open_keys) for memo in memos if memo.record == record.pk):
        return NextStep(f"Acknowledge the other {format_count(left, 'recommendation')} of this memo", page)
    if count := sum(item.count for item in list_open_decisions(memos, at) if item.memo.record == record.pk):
        what = format_count(count, "recommendation")
        return NextStep(f"Record what your agency decides about {what} of this memo", f"{page}#decisions")
    if others := sum(not memo.is_done for memo in memos):
        return NextStep(f"Acknowledge the next of {format_count(others, 'memo')}", desk)
    return NextStep("Nothing is left to acknowledge. See your guidance", desk)
