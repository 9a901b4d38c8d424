"""The state of memos for the posts to which they are addressed. The number of queries does not depend on the number
of memos."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from guidance.duties import AudienceText, PointState, SeenPoint, get_point_state
from guidance.models import AcknowledgedPoint, Recommendation
from guidance.models.acknowledgement import VIEW_PERMISSION
from portal.accounts.models import Post
from portal.records.models import Edition


@dataclass(frozen=True)
class MemoStatus:
    """A memo that applies, as one post sees it. `states` has the state of each recommendation addressed to it, by key,
    and `words` the hash of its words today. `acknowledged_in` is the id of the edition that the post acknowledged
    last, if any."""

    post: Post
    record: int
    edition: int
    states: dict[str, PointState]
    seen: dict[str, SeenPoint]
    acknowledged_in: int | None
    words: dict[str, str]

    @property
    def open_keys(self) -> list[str]:
        return [key for key, state in self.states.items() if state.is_open]

    @property
    def is_unread(self) -> bool:
        return self.acknowledged_in is None

    @property
    def is_in_part(self) -> bool:
        """Whether the post acknowledged some recommendations of today's version but not all."""
        return self.acknowledged_in == self.edition and not self.is_done

    @property
    def is_changed(self) -> bool:
        """Whether something is open because of a version after the one acknowledged last."""
        return not (self.is_unread or self.is_in_part or self.is_done)

    @property
    def is_done(self) -> bool:
        return not self.open_keys


def get_held_posts(user, on: date):
    """Returns the posts that the user holds on the day."""
    return Post.objects.held_by(user, on).select_related("agency")


def get_visible_posts(user, on: date):
    """Returns the posts whose desk the user may read: all for staff with the permission to view acknowledgements, the
    posts that they hold for other users."""
    if user.is_active and user.is_staff and user.has_perm(VIEW_PERMISSION):
        return Post.objects.select_related("agency")
    return get_held_posts(user, on)


def list_memo_statuses(
    posts: Collection[Post], on: date, known: datetime, *, record: int | None = None
) -> list[MemoStatus]:
    """Returns the state of every memo with recommendations that apply to one of the posts on the day, or only of the
    memo `record`. Acknowledgements up to the moment `known` count. A post that does not exist on the day has none."""
    posts = [post for post in posts if post.is_open(on)]
    hashes = get_point_hashes({post.audience for post in posts}, on, known, record)
    return build_acknowledgement_statuses(posts, hashes, known)


def build_acknowledgement_statuses(
    posts: Collection[Post], hashes: dict[tuple, dict[str, str]], known: datetime
) -> list[MemoStatus]:
    """Returns the state of each memo for each post to which it is addressed, by what the post had acknowledged by the
    moment `known`. `hashes` is what `get_point_hashes` returns. Two queries."""
    seen = get_seen_points(posts, {record for _, record, _ in hashes}, known)
    return build_memo_statuses(
        posts, hashes, seen, get_audience_texts(find_changed_records(posts, hashes, seen), known)
    )


def build_memo_statuses(
    posts: Collection[Post], hashes: dict[tuple, dict[str, str]], seen_by: tuple, texts: dict
) -> list[MemoStatus]:
    """Returns the state of each memo for each post to which it is addressed. `hashes` is what `get_point_hashes`
    returns. `seen_by` is what `get_seen_points` returns, or a value of the same shape; `texts` is what
    `get_audience_texts` returns for the records that `find_changed_records` finds."""
    seen, last = seen_by
    return [
        MemoStatus(
            post,
            record,
            edition,
            {
                key: get_point_state(key, own.get(key), words, edition, texts.get((audience, record), ()))
                for key, words in points.items()
            },
            own,
            last.get((post.pk, record)),
            points,
        )
        for post in posts
        for (audience, record, edition), points in hashes.items()
        if audience == post.audience
        for own in [seen.get((post.pk, record), {})]
    ]


def find_changed_records(posts: Collection[Post], hashes: dict[tuple, dict[str, str]], seen_by: tuple) -> set[int]:
    """Returns the records in which a post acknowledged a point with other words than today's, so that the editions in
    between decide its state."""
    seen, _ = seen_by
    return {
        record
        for post in posts
        for (audience, record, _), points in hashes.items()
        if audience == post.audience
        for key, point in seen.get((post.pk, record), {}).items()
        if points.get(key, point.text_hash) != point.text_hash
    }


def get_point_hashes(
    audiences: Iterable[str], on: date, known: datetime, record: int | None
) -> dict[tuple, dict[str, str]]:
    """Returns the hashes of the recommendations that apply on the day, by key, for each audience, record and
    edition."""
    rows = Recommendation.objects.for_audiences(audiences).applying(on, known)
    if record is not None:
        rows = rows.filter(edition__record=record)
    hashes: dict[tuple, dict[str, str]] = defaultdict(dict)
    columns = ("audience", "edition__record_id", "edition_id", "key", "text_hash")
    for audience, of_record, edition, key, words in rows.order_by("number").values_list(*columns):
        hashes[audience, of_record, edition][key] = words
    return dict(hashes)


def get_seen_points(posts: Collection[Post], records: Collection[int], known: datetime) -> tuple[dict, dict]:
    """Returns two mappings by post and record, as of the moment `known`: the newest acknowledgement of each point by
    key, and the id of the edition acknowledged last."""
    rows = AcknowledgedPoint.objects.filter(
        acknowledgement__post__in=posts,
        acknowledgement__edition__record__in=records,
        acknowledgement__at__lte=known,
    ).order_by("acknowledgement_id")
    columns = ("acknowledgement__post_id", "acknowledgement__edition__record_id", "acknowledgement__edition_id")
    seen: dict[tuple, dict[str, SeenPoint]] = defaultdict(dict)
    last: dict[tuple, int] = {}
    for post, record, edition, key, words in rows.values_list(*columns, "key", "text_hash"):
        seen[post, record][key] = SeenPoint(edition, words)
        last[post, record] = edition
    return seen, last


def get_audience_texts(records: Collection[int], known: datetime) -> dict[tuple[str, int], list[AudienceText]]:
    """Returns the published editions of the records by audience and record, in the order in which they take effect.
    Editions without a point for the audience are included. One query; none without records."""
    editions = Edition.objects.published(known).filter(record__in=records, effective_from__isnull=False)
    points = ("points__recommendation__audience", "points__key", "points__text_hash")
    hashes_by_edition: dict[tuple, dict[str, dict[str, str]]] = {}
    rows = editions.order_by("effective_from", "number").values_list("pk", "record_id", "change_kind", *points)
    for edition, record, change_kind, audience, key, words in rows:
        hashes = hashes_by_edition.setdefault((edition, record, change_kind), defaultdict(dict))
        if audience:
            hashes[audience][key] = words
    audiences = {audience for hashes in hashes_by_edition.values() for audience in hashes}
    texts: dict[tuple[str, int], list[AudienceText]] = defaultdict(list)
    for (edition, record, change_kind), hashes in hashes_by_edition.items():
        for audience in audiences:
            texts[audience, record].append(AudienceText(edition, change_kind, hashes.get(audience, {})))
    return texts


def get_upcoming_editions(audiences: Iterable[str], on: date, known: datetime):
    """Returns published versions of memos that take effect after the day and have recommendations to these
    audiences."""
    own = Recommendation.objects.for_audiences(audiences).filter(edition=OuterRef("pk"))
    rows = Edition.objects.published(known).filter(
        Exists(own), effective_from__gt=on, record__is_official=True, withdrawn_at__isnull=True
    )
    return rows.select_related("record").defer("body", "provenance").order_by("effective_from", "pk")
