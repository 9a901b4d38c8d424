"""The first page of the officials' desk: what is to do for the user's posts, or for one post."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.models import AnswerReading, Inquiry
from guidance.officials.access import get_post_or_404, require_login
from guidance.officials.dashboard_rows import (
    build_dashboard_rows,
    get_page,
    get_upcoming_for_posts,
    split_due_and_done,
)
from guidance.officials.decisions import list_open_decisions
from guidance.officials.open_duties import get_due_days
from guidance.officials.queries import MemoStatus, get_held_posts, list_memo_statuses
from portal.accounts.models import Holding, Post
from portal.lib.dates import get_local_date
from portal.lib.query_params import get_choice, get_edition_number, get_now

PARTS = (
    ("due", "To acknowledge"),
    ("decide", "To decide"),
    ("questions", "Questions"),
    ("coming", "Coming"),
    ("done", "Acknowledged"),
)
QUESTION_STATES = (("new", "New answers"), ("waiting", "Waiting for an answer"), ("answered", "Answered"))
QUESTION_CONDITIONS = {
    "": {},
    "new": {"is_new": True},
    "waiting": {"answer": None},
    "answered": {"answer__isnull": False},
}


@dataclass(frozen=True)
class OfficialDesk:
    """What is to do for some posts, as the user sees it at the moment `at`."""

    user: object
    posts: list[Post]
    at: datetime

    @cached_property
    def on(self) -> date:
        return get_local_date(self.at)

    @cached_property
    def statuses(self) -> list[MemoStatus]:
        return list_memo_statuses(self.posts, self.on, self.at)

    @cached_property
    def due_days(self) -> dict[tuple[int, int], date]:
        return get_due_days(self.statuses, self.at)

    @cached_property
    def undecided(self) -> dict[tuple[int, int], int]:
        """The number of decisions to record by post and record."""
        decisions = list_open_decisions(self.statuses, self.at)
        return {(item.memo.post.pk, item.memo.record): item.count for item in decisions}

    @cached_property
    def memos(self) -> dict[str, list[MemoStatus]]:
        newest = sorted(self.statuses, key=lambda memo: -memo.edition)
        undecided = [memo for memo in newest if (memo.post.pk, memo.record) in self.undecided]
        return split_due_and_done(self.statuses, self.due_days) | {"decide": undecided}

    @cached_property
    def coming(self):
        return get_upcoming_for_posts(self.posts, self.on, self.at)

    @cached_property
    def questions(self):
        return Inquiry.objects.filter(post__in=self.posts).with_answers(self.user, self.on)

    @cached_property
    def counts(self) -> dict[str, int]:
        due = self.memos["due"]
        return {
            "changed": sum(memo.is_changed for memo in due),
            "in_part": sum(memo.is_in_part for memo in due),
            "unread": sum(memo.is_unread for memo in due),
            "late": sum(day < self.on for day in self.due_days.values()),
            **{part: len(listed) for part, listed in self.memos.items()},
            "coming": self.coming.count(),
            "questions": self.questions.filter(is_new=True).count(),
        }

    def fetch_page(self, part: str, state: str, page: int) -> tuple[list, int]:
        """Returns the rows of a page of a part, and the number of pages."""
        if part == "coming":
            return get_page(self.coming, page, self.counts["coming"])
        if part == "questions":
            return self.fetch_questions(state, page)
        memos, pages = get_page(self.memos[part], page, self.counts[part])
        return build_dashboard_rows(memos, self.due_days, self.undecided, self.on), pages

    def fetch_questions(self, state: str, page: int) -> tuple[list[Inquiry], int]:
        """Returns questions with their answers, new answers first. The answers are then no longer new."""
        rows = self.questions.filter(**QUESTION_CONDITIONS[state]).select_related("post__agency", "edition__record")
        rows = rows.defer("edition__body", "edition__provenance").order_by("-is_new", "-pk")
        questions, pages = get_page(rows, page, rows.count())
        asked = {(memo.post.pk, memo.record, key) for memo in self.statuses for key in memo.states}
        for row in questions:
            row.is_asked = (row.post_id, row.edition.record_id, row.point_key) in asked
        AnswerReading.objects.mark_read(questions, by=self.user, at=self.at)
        return questions, pages


@require_login
@require_safe
def official_dashboard(request, post=None):
    """Lists what is to do for the user's posts, or for one post: a part of it, as chosen by ?show=. The questions can
    be filtered by ?state=."""
    at = get_now(request)
    on = get_local_date(at)
    posts = list(get_held_posts(request.user, on)) if post is None else [get_post_or_404(request, post, on)[0]]
    shown = get_choice(request, "show", [name for name, _ in PARTS]) or "due"
    state = get_choice(request, "state", [name for name, _ in QUESTION_STATES])
    page = get_edition_number(request, "page") or 1
    desk = OfficialDesk(request.user, posts, at)
    counts = desk.counts
    rows, pages = desk.fetch_page(shown, state, page)
    context = {
        "posts": posts,
        "holdings": Holding.objects.of(request.user).current(on).filter(post__in=posts).select_related("post__agency"),
        "is_one": post is not None,
        "shown": shown,
        "parts": [(name, label, counts[name]) for name, label in PARTS],
        "states": [("", "All"), *QUESTION_STATES],
        "state": state,
        "rows": rows,
        "page": page,
        "pages": pages,
        "counts": counts,
    }
    return render(request, "guidance/officials/dashboard.html", context)
