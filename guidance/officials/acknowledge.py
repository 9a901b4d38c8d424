"""The only function that adds acknowledgements. It accepts only recommendations that are open now and that the
official was shown."""

from datetime import datetime

from django.db import transaction

from guidance.models import Acknowledgement
from guidance.officials.queries import get_held_posts, list_memo_statuses
from portal.accounts.models import Post
from portal.lib.dates import get_local_date
from portal.records.models import Edition
from portal.records.workflow import WorkflowError

NOT_YOUR_POST = "You do not hold this post today."
NOTHING_OPEN = "Nothing is left to acknowledge. Another holder of the post may have just acknowledged it."
NOTHING_SELECTED = "Tick at least one recommendation. Nothing was acknowledged."
ALREADY_ACKNOWLEDGED = "Some of it is already acknowledged. Nothing more was acknowledged. Check what is still open."
TEXT_CHANGED = "The memo has changed since you opened the page. Nothing was acknowledged. Read it again."


@transaction.atomic
def acknowledge_points(
    post_id: int, record: int, shown: dict[str, str], *, edition: int, by, at: datetime
) -> Acknowledgement:
    """Acknowledges recommendations of the memo for the post: all that are open, or some of them. `edition` is the id
    of the edition that the official read; `shown` has the hash of the words of each recommendation, by key. Raises
    WorkflowError with a sentence."""
    # The lock makes two requests at once wait for each other, so that the second finds nothing open.
    Post.objects.select_for_update().filter(pk=post_id).first()
    on = get_local_date(at)
    post = get_held_posts(by, on).filter(pk=post_id).first()
    if post is None:
        raise WorkflowError([NOT_YOUR_POST])
    memo = next(iter(list_memo_statuses([post], on, at, record=record)), None)
    if memo is None or memo.edition != edition:
        raise WorkflowError([TEXT_CHANGED])
    if memo.is_done:
        raise WorkflowError([NOTHING_OPEN])
    current = Edition.objects.select_related("record", "publication").get(pk=edition)
    points = [point for point in current.document["points"] if point["key"] in shown and point["key"] in memo.states]
    if not shown:
        raise WorkflowError([NOTHING_SELECTED])
    if shown != {point["key"]: point["text_hash"] for point in points}:
        raise WorkflowError([TEXT_CHANGED])
    if not shown.keys() <= set(memo.open_keys):
        raise WorkflowError([ALREADY_ACKNOWLEDGED])
    method = Acknowledgement.Method.WEB
    return Acknowledgement.objects.enter(post, current, points, by=by, at=at, method=method)
