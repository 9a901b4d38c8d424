"""The page of a memo on the officials' desk. It belongs to a post; staff can read it but not act."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from guidance.models import Acknowledgement, Response
from guidance.officials.access import get_post_or_404, require_login
from guidance.officials.acknowledge import NOT_YOUR_POST, acknowledge_points
from guidance.officials.changes_since import get_acknowledged_editions, get_changes_since
from guidance.officials.open_duties import get_due_days
from guidance.officials.queries import MemoStatus, list_memo_statuses
from portal.lib.dates import get_local_date
from portal.lib.query_params import get_now
from portal.lib.text import parse_number
from portal.records.models import Edition, Record
from portal.records.workflow import WorkflowError

NOT_ADDRESSED = "This text has no recommendation that applies to the post today."


@require_login
@require_safe
def memo_detail(request, post, key):
    """Shows a memo for the post: what changed since it was acknowledged, what is open, and who acknowledged what."""
    at = get_now(request)
    post, is_holder = get_post_or_404(request, post, get_local_date(at))
    return render(request, "guidance/officials/memo.html", build_memo_context(post, key, at) | {"is_holder": is_holder})


def get_memo_or_404(post, key: str, at) -> tuple[MemoStatus, Edition]:
    """Returns the memo as it applies to the post today, and its edition. Raises Http404."""
    record = get_object_or_404(Record, key=key, kind="memo")
    memo = next(iter(list_memo_statuses([post], get_local_date(at), at, record=record.pk)), None)
    if memo is None:
        raise Http404(NOT_ADDRESSED)
    return memo, Edition.objects.select_related("record__issuer", "publication").get(pk=memo.edition)


def build_point_context(request, post: int, key: str, point: str, at) -> dict:
    """Returns what the pages of one recommendation need: post, record, edition, point, and whether the user holds the
    post. Raises Http404, and PermissionDenied for a POST by a user who does not hold the post."""
    post, is_holder = get_post_or_404(request, post, get_local_date(at))
    if request.method == "POST" and not is_holder:
        raise PermissionDenied(NOT_YOUR_POST)
    memo, edition = get_memo_or_404(post, key, at)
    if point not in memo.states:
        raise Http404(NOT_ADDRESSED)
    point_data = next(item for item in edition.document["points"] if item["key"] == point)
    return {"post": post, "record": edition.record, "edition": edition, "point": point_data, "is_holder": is_holder}


def list_responses(post, edition: Edition) -> list[tuple[dict, Response | None]]:
    """Returns each recommendation to the post in the edition, with the newest response to it."""
    newest = {row.point_key: row for row in reversed(Response.objects.of_memo(post, edition.record))}
    points = [point for point in edition.document["points"] if point["audience"] == post.audience]
    return [(point, newest.get(point["key"])) for point in points]


def build_memo_context(post, key: str, at) -> dict:
    memo, edition = get_memo_or_404(post, key, at)
    record = edition.record
    acts = Acknowledgement.objects.filter(post=post, edition__record=record).select_related("person", "edition")
    return {
        "post": post,
        "record": record,
        "edition": edition,
        "document": edition.document,
        "memo": memo,
        "due_on": get_due_days([memo], at).get((post.pk, record.pk)),
        "today": get_local_date(at),
        "sealed": list(edition.sealedattachments.all()),
        "since": get_changes_since(memo, edition, get_acknowledged_editions(memo)),
        "responses": [row for row in list_responses(post, edition) if row[0]["key"] in memo.states],
        "acknowledgements": acts.defer("edition__body", "edition__provenance"),
    }


@require_login
@require_POST
def acknowledge_memo(request, post, key):
    """Acknowledges recommendations. The form sends the hashes of those that the page showed, and their version."""
    at = get_now(request)
    post, is_holder = get_post_or_404(request, post, get_local_date(at))
    if not is_holder:
        raise PermissionDenied(NOT_YOUR_POST)
    record = get_object_or_404(Record, key=key, kind="memo")
    shown = dict(value.partition(" ")[::2] for value in request.POST.getlist("point"))
    edition = parse_number(request.POST.get("edition", "")) or 0
    try:
        acknowledgement = acknowledge_points(post.pk, record.pk, shown, edition=edition, by=request.user, at=at)
    except WorkflowError as refusal:
        context = build_memo_context(post, key, at) | {"is_holder": True, "refusals": [str(refusal)]}
        return render(request, "guidance/officials/memo.html", context, status=HTTPStatus.CONFLICT)
    return redirect(acknowledgement)
