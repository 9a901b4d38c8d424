"""What was done for a post by all who have held it, for a successor and for staff."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.models import Acknowledgement, Response
from guidance.officials.access import get_post_or_404, require_login
from guidance.officials.queries import list_memo_statuses
from portal.lib.dates import get_local_date
from portal.lib.pagination import ROWS_PER_PAGE, fetch_numbered_page
from portal.lib.query_params import get_edition_number, get_now
from portal.records.models import Edition


@dataclass(frozen=True)
class PostAct:
    """An acknowledgement or a decision; the other of the two is None."""

    at: datetime
    person: object
    edition: Edition
    acknowledgement: Acknowledgement | None = None
    response: Response | None = None
    is_asked: bool = False
    """Whether the recommendation of the decision applies to the post today, so that its page exists."""

    @property
    def order(self) -> tuple:
        return self.at, self.acknowledgement is None, (self.acknowledgement or self.response).pk


def list_acts(post, upto: int) -> list[PostAct]:
    """Returns the newest acts of the post, at most `upto`. Two queries."""
    related, long_columns = ("person", "edition__record"), ("edition__body", "edition__provenance")
    rows = Acknowledgement.objects.filter(post=post).select_related(*related).order_by("-at", "-pk")
    responses = Response.objects.filter(post=post).select_related(*related).order_by("-at", "-pk")
    acts = [PostAct(row.at, row.person, row.edition, acknowledgement=row) for row in rows.defer(*long_columns)[:upto]]
    acts += [PostAct(row.at, row.person, row.edition, response=row) for row in responses.defer(*long_columns)[:upto]]
    return sorted(acts, key=lambda act: act.order, reverse=True)[:upto]


def mark_asked_acts(rows: list[PostAct], post, on: date, known: datetime) -> list[PostAct]:
    """Returns the acts with `is_asked` set. Without a decision among them, no query is made."""
    if not any(act.response for act in rows):
        return rows
    asked = {(memo.record, key) for memo in list_memo_statuses([post], on, known) for key in memo.states}
    return [
        replace(act, is_asked=(act.edition.record_id, act.response.point_key) in asked) if act.response else act
        for act in rows
    ]


@require_login
@require_safe
def history_page(request, post):
    """Shows who held the post, and every acknowledgement and decision, in pages."""
    at = get_now(request)
    post, is_holder = get_post_or_404(request, post, get_local_date(at))
    page = get_edition_number(request, "page") or 1
    newest = list_acts(post, page * ROWS_PER_PAGE + 1)
    rows, has_more = fetch_numbered_page(newest, page, otherwise="The history of the post has fewer pages.")
    shown = mark_asked_acts(rows, post, get_local_date(at), at)
    holdings = post.holdings.select_related("person").order_by("-held_from", "-pk")
    context = {
        "post": post,
        "is_holder": is_holder,
        "holdings": holdings,
        "acts": shown,
        "page": page,
        "has_more": has_more,
    }
    return render(request, "guidance/officials/history.html", context)
