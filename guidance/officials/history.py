"""What was done for a post, by whoever held it: for a successor, and for staff."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.models import Acknowledgement, Response
from guidance.officials.asked import asked_post, for_officials
from guidance.officials.queries import memos
from portal.records.asked import asked_moment, asked_number
from portal.records.days import day_of
from portal.records.models import Edition

ROWS = 20


@dataclass(frozen=True)
class Act:
    """An acknowledgement or a decision; one of the two is None."""

    at: datetime
    person: object
    edition: Edition
    acknowledgement: Acknowledgement | None = None
    response: Response | None = None
    is_asked: bool = False
    """Whether the recommendation decided about is asked of the post today, so that its page exists."""

    @property
    def order(self) -> tuple:
        return self.at, self.acknowledgement is None, (self.acknowledgement or self.response).pk


def acts(post, upto: int) -> list[Act]:
    """The newest of the post, as many as asked for. Two queries."""
    taken = Acknowledgement.objects.filter(post=post).select_related("person", "edition__record").order_by("-at", "-pk")
    decided = Response.objects.filter(post=post).select_related("person", "edition__record").order_by("-at", "-pk")
    left_out = ("edition__body", "edition__provenance")
    found = [Act(row.at, row.person, row.edition, acknowledgement=row) for row in taken.defer(*left_out)[:upto]]
    found += [Act(row.at, row.person, row.edition, response=row) for row in decided.defer(*left_out)[:upto]]
    return sorted(found, key=lambda act: act.order, reverse=True)[:upto]


def with_pages(rows: list[Act], post, on: date, known: datetime) -> list[Act]:
    """The same, knowing which recommendations are asked today. Nothing is looked up where no decision is shown."""
    if not any(act.response for act in rows):
        return rows
    asked = {(memo.record, key) for memo in memos([post], on, known) for key in memo.states}
    return [
        replace(act, is_asked=(act.edition.record_id, act.response.point_key) in asked) if act.response else act
        for act in rows
    ]


@for_officials
@require_safe
def history(request, post):
    """Who held the post, and every acknowledgement and decision, a page at a time."""
    at = asked_moment(request)
    post, is_holder = asked_post(request, post, day_of(at))
    page = asked_number(request, "page") or 1
    rows = acts(post, page * ROWS + 1)[(page - 1) * ROWS :]
    if not rows and page > 1:
        raise Http404("Not that much was done for the post.")
    shown = with_pages(rows[:ROWS], post, day_of(at), at)
    holdings = post.holdings.select_related("person").order_by("-held_from", "-pk")
    context = {
        "post": post, "is_holder": is_holder, "holdings": holdings, "acts": shown, "page": page,
        "has_more": len(rows) > ROWS,
    }  # fmt: skip
    return render(request, "guidance/official/history.html", context)
