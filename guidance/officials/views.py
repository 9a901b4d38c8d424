"""Pages of the officials' desk. Everything is asked for a post; staff read and do nothing."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from guidance.models import Acknowledgement, Response
from guidance.officials.access import get_post_or_404, require_login
from guidance.officials.acknowledge import NOT_YOUR_POST, acknowledge_points
from guidance.officials.changes_since import get_acknowledged_editions, get_changes_since
from guidance.officials.dashboard_rows import build_dashboard_rows, list_upcoming_for_posts, split_due_and_done
from guidance.officials.open_duties import get_due_days
from guidance.officials.queries import MemoStatus, get_held_posts, list_memo_statuses
from portal.accounts.models import Holding
from portal.lib.dates import get_local_date
from portal.lib.query_params import get_choice, get_edition_number, get_now
from portal.records.models import Edition, Record
from portal.records.workflow import WorkflowError

NOT_ADDRESSED = "No recommendation of this text is addressed to the post today."


@require_login
@require_safe
def official_dashboard(request, post=None):
    """What is addressed to the reader's posts, or to one: to do, coming or done, as ?show= says."""
    at = get_now(request)
    on = get_local_date(at)
    posts = list(get_held_posts(request.user, on)) if post is None else [get_post_or_404(request, post, on)[0]]
    shown = get_choice(request, "show", ("due", "coming", "done")) or "due"
    page = get_edition_number(request, "page") or 1
    every = list_memo_statuses(posts, on, at)
    due = get_due_days(every, at)
    found = split_due_and_done(every, due)
    later = list_upcoming_for_posts(posts, on, at)
    rows, pages = build_dashboard_rows(found.get(shown, []), page, due, on)
    holdings = Holding.objects.of(request.user).current(on).filter(post__in=posts).select_related("post__agency")
    context = {
        "posts": posts,
        "holdings": holdings,
        "is_one": post is not None,
        "shown": shown,
        "rows": rows,
        "page": page,
        "pages": pages,
        "coming": later,
        "counts": {
            "changed": sum(memo.is_changed for memo in found["due"]),
            "in_part": sum(memo.is_in_part for memo in found["due"]),
            "unread": sum(memo.is_unread for memo in found["due"]),
            "late": sum(day < on for day in due.values()),
            "due": len(found["due"]),
            "coming": len(later),
            "done": len(found["done"]),
        },
    }
    return render(request, "guidance/officials/dashboard.html", context)


@require_login
@require_safe
def memo_detail(request, post, key):
    """A memo as the post sees it: what changed since it was acknowledged, what is open, who acknowledged what."""
    at = get_now(request)
    post, is_holder = get_post_or_404(request, post, get_local_date(at))
    return render(request, "guidance/officials/memo.html", build_memo_context(post, key, at) | {"is_holder": is_holder})


def get_memo_or_404(post, key: str, at) -> tuple[MemoStatus, Edition]:
    """The memo as it applies to the post today, and its edition. Raises Http404."""
    record = get_object_or_404(Record, key=key, kind="memo")
    found = next(iter(list_memo_statuses([post], get_local_date(at), at, record=record.pk)), None)
    if found is None:
        raise Http404(NOT_ADDRESSED)
    return found, Edition.objects.select_related("record__issuer", "publication").get(pk=found.edition)


def build_point_context(request, post: int, key: str, point: str, at) -> dict:
    """What the page of one recommendation begins with: post, record, edition, point, and whether the reader acts for
    the post. Raises Http404, and PermissionDenied to who sends something and does not act for it."""
    post, is_holder = get_post_or_404(request, post, get_local_date(at))
    if request.method == "POST" and not is_holder:
        raise PermissionDenied(NOT_YOUR_POST)
    memo, edition = get_memo_or_404(post, key, at)
    if point not in memo.states:
        raise Http404(NOT_ADDRESSED)
    chosen = next(one for one in edition.document["points"] if one["key"] == point)
    return {"post": post, "record": edition.record, "edition": edition, "point": chosen, "is_holder": is_holder}


def list_responses(post, edition: Edition) -> list[tuple[dict, Response | None]]:
    """Each recommendation to the post in the edition, with the newest response to it."""
    newest = {row.point_key: row for row in reversed(Response.objects.of_memo(post, edition.record))}
    points = [point for point in edition.document["points"] if point["audience"] == post.audience]
    return [(point, newest.get(point["key"])) for point in points]


def build_memo_context(post, key: str, at) -> dict:
    found, edition = get_memo_or_404(post, key, at)
    record = edition.record
    acts = Acknowledgement.objects.filter(post=post, edition__record=record).select_related("person", "edition")
    return {
        "post": post,
        "record": record,
        "edition": edition,
        "document": edition.document,
        "memo": found,
        "due_on": get_due_days([found], at).get((post.pk, record.pk)),
        "today": get_local_date(at),
        "sealed": list(edition.sealedattachments.all()),
        "since": get_changes_since(found, edition, get_acknowledged_editions(found)),
        "responses": [row for row in list_responses(post, edition) if row[0]["key"] in found.states],
        "acknowledgements": acts.defer("edition__body", "edition__provenance"),
    }


@require_login
@require_POST
def acknowledge_memo(request, post, key):
    """Takes the hashes of the recommendations that the page asked about, and the version that it showed."""
    at = get_now(request)
    post, is_holder = get_post_or_404(request, post, get_local_date(at))
    if not is_holder:
        raise PermissionDenied(NOT_YOUR_POST)
    record = get_object_or_404(Record, key=key, kind="memo")
    shown = dict(one.partition(" ")[::2] for one in request.POST.getlist("point"))
    edition = int(word) if (word := request.POST.get("edition", "")[:18]).isdecimal() else 0
    try:
        made = acknowledge_points(post.pk, record.pk, shown, edition=edition, by=request.user, at=at)
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
        context = build_memo_context(post, key, at) | {"is_holder": True}
        return render(request, "guidance/officials/memo.html", context, status=HTTPStatus.CONFLICT)
    return redirect(made)
