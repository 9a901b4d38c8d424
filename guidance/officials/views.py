"""Pages of the officials' desk. Everything is asked for a post; staff read and do nothing."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from guidance.models import Acknowledgement, Response
from guidance.officials.acknowledging import NOT_YOURS, acknowledge
from guidance.officials.asked import asked_post, for_officials
from guidance.officials.desk import coming_to, rows_of, sorted_out
from guidance.officials.open_duties import due_days
from guidance.officials.queries import Memo, memos, posts_of
from guidance.officials.since import acknowledged_editions, since
from portal.accounts.models import Holding
from portal.records.asked import asked_choice, asked_moment, asked_number
from portal.records.days import day_of
from portal.records.models import Edition, Record
from portal.records.workflow import Refused

NOT_ADDRESSED = "No recommendation of this text is addressed to the post today."


@for_officials
@require_safe
def desk(request, post=None):
    """What is addressed to the reader's posts, or to one: to do, coming or done, as ?show= says."""
    at = asked_moment(request)
    on = day_of(at)
    posts = list(posts_of(request.user, on)) if post is None else [asked_post(request, post, on)[0]]
    shown = asked_choice(request, "show", ("due", "coming", "done")) or "due"
    page = asked_number(request, "page") or 1
    every = memos(posts, on, at)
    due = due_days(every, at)
    found = sorted_out(every, due)
    later = coming_to(posts, on, at)
    rows, pages = rows_of(found.get(shown, []), page, due, on)
    holdings = Holding.objects.of(request.user).current(on).filter(post__in=posts).select_related("post__agency")
    context = {
        "posts": posts, "holdings": holdings, "is_one": post is not None, "shown": shown, "rows": rows,
        "page": page, "pages": pages, "coming": later,
        "counts": {
            "changed": sum(memo.is_changed for memo in found["due"]),
            "in_part": sum(memo.is_in_part for memo in found["due"]),
            "unread": sum(memo.is_unread for memo in found["due"]),
            "late": sum(day < on for day in due.values()),
            "due": len(found["due"]), "coming": len(later), "done": len(found["done"]),
        },
    }  # fmt: skip
    return render(request, "guidance/official/desk.html", context)


@for_officials
@require_safe
def memo(request, post, key):
    """A memo as the post sees it: what changed since it was acknowledged, what is open, who acknowledged what."""
    at = asked_moment(request)
    post, is_holder = asked_post(request, post, day_of(at))
    return render(request, "guidance/official/memo.html", memo_context(post, key, at) | {"is_holder": is_holder})


def memo_in_force(post, key: str, at) -> tuple[Memo, Edition]:
    """The memo as it applies to the post today, and its edition. Raises Http404."""
    record = get_object_or_404(Record, key=key, kind="memo")
    found = next(iter(memos([post], day_of(at), at, record=record.pk)), None)
    if found is None:
        raise Http404(NOT_ADDRESSED)
    return found, Edition.objects.select_related("record__issuer", "publication").get(pk=found.edition)


def asked_point(request, post: int, key: str, point: str, at) -> dict:
    """What the page of one recommendation begins with: post, record, edition, point, and whether the reader acts for
    the post. Raises Http404, and PermissionDenied to who sends something and does not act for it."""
    post, is_holder = asked_post(request, post, day_of(at))
    if request.method == "POST" and not is_holder:
        raise PermissionDenied(NOT_YOURS)
    memo, edition = memo_in_force(post, key, at)
    if point not in memo.states:
        raise Http404(NOT_ADDRESSED)
    chosen = next(one for one in edition.document["points"] if one["key"] == point)
    return {"post": post, "record": edition.record, "edition": edition, "point": chosen, "is_holder": is_holder}


def responses(post, edition: Edition) -> list[tuple[dict, Response | None]]:
    """Each recommendation to the post in the edition, with the newest response to it."""
    newest = {row.point_key: row for row in reversed(Response.objects.of_memo(post, edition.record))}
    points = [point for point in edition.document["points"] if point["audience"] == post.audience]
    return [(point, newest.get(point["key"])) for point in points]


def memo_context(post, key: str, at) -> dict:
    found, edition = memo_in_force(post, key, at)
    record = edition.record
    acts = Acknowledgement.objects.filter(post=post, edition__record=record).select_related("person", "edition")
    return {
        "post": post,
        "record": record,
        "edition": edition,
        "document": edition.document,
        "memo": found,
        "due_on": due_days([found], at).get((post.pk, record.pk)),
        "today": day_of(at),
        "sealed": list(edition.sealedattachments.all()),
        "since": since(found, edition, acknowledged_editions(found)),
        "responses": [row for row in responses(post, edition) if row[0]["key"] in found.states],
        "acknowledgements": acts.defer("edition__body", "edition__provenance"),
    }


@for_officials
@require_POST
def acknowledge_memo(request, post, key):
    """Takes the hashes of the recommendations that the page asked about, and the version that it showed."""
    at = asked_moment(request)
    post, is_holder = asked_post(request, post, day_of(at))
    if not is_holder:
        raise PermissionDenied(NOT_YOURS)
    record = get_object_or_404(Record, key=key, kind="memo")
    shown = dict(one.partition(" ")[::2] for one in request.POST.getlist("point"))
    edition = int(word) if (word := request.POST.get("edition", "")[:18]).isdecimal() else 0
    try:
        made = acknowledge(post.pk, record.pk, shown, edition=edition, by=request.user, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        context = memo_context(post, key, at) | {"is_holder": True}
        return render(request, "guidance/official/memo.html", context, status=HTTPStatus.CONFLICT)
    return redirect(made)
