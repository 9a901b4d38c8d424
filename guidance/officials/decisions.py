"""Which recommendations a post has decided about. A decision holds as long as an acknowledgement would: until a major
version changes the words."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from guidance.duties import SeenPoint
from guidance.models import Response
from guidance.officials.queries import MemoStatus, build_memo_statuses, find_changed_records, get_audience_texts
from portal.accounts.models import Post


@dataclass(frozen=True)
class OpenDecisions:
    """A memo with recommendations that the post has acknowledged and not decided about."""

    memo: MemoStatus
    count: int


def get_decided_points(posts: Collection[Post], records: Collection[int], known: datetime) -> tuple[dict, dict]:
    """Returns the newest decision about each point by key, for each post and record, in the shape of
    `get_seen_points`."""
    rows = Response.objects.filter(post__in=posts, edition__record__in=records, at__lte=known).order_by("pk")
    decided: dict[tuple, dict[str, SeenPoint]] = defaultdict(dict)
    columns = ("post_id", "edition__record_id", "edition_id", "point_key", "text_hash")
    for post, record, edition, key, words in rows.values_list(*columns):
        decided[post, record][key] = SeenPoint(edition, words)
    return decided, {}


def list_open_decisions(memos: Collection[MemoStatus], known: datetime) -> list[OpenDecisions]:
    """Returns the memos with decisions to record, the newest versions first. Two queries."""
    posts = list({memo.post.pk: memo.post for memo in memos}.values())
    hashes = {(memo.post.audience, memo.record, memo.edition): memo.words for memo in memos}
    decided = get_decided_points(posts, {memo.record for memo in memos}, known)
    texts = get_audience_texts(find_changed_records(posts, hashes, decided), known)
    undecided = {
        (status.post.pk, status.record): set(status.open_keys)
        for status in build_memo_statuses(posts, hashes, decided, texts)
    }
    counted = [
        OpenDecisions(memo, len(undecided[memo.post.pk, memo.record] - set(memo.open_keys)))
        for memo in sorted(memos, key=lambda memo: -memo.edition)
    ]
    return [decisions for decisions in counted if decisions.count]
