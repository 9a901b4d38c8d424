"""What is addressed to posts and what they did with it: a fixed number of queries for any number of memos."""

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
    """A memo that applies, as one post sees it: by key the state of each recommendation addressed to it.
    `words` are the hashes of their words today, `acknowledged_in` is the id of the edition that the post acknowledged
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
        return [key for key, found in self.states.items() if found.is_open]

    @property
    def is_unread(self) -> bool:
        return self.acknowledged_in is None

    @property
    def is_in_part(self) -> bool:
        """Whether of the version of today some recommendations were acknowledged and some were not."""
        return self.acknowledged_in == self.edition and not self.is_done

    @property
    def is_changed(self) -> bool:
        """Whether a version asks that came after the one acknowledged last."""
        return not (self.is_unread or self.is_in_part or self.is_done)

    @property
    def is_done(self) -> bool:
        return not self.open_keys


def get_held_posts(user, on: date):
    """The posts that the user holds on the day and acts for."""
    return Post.objects.held_by(user, on).select_related("agency")


def get_visible_posts(user, on: date):
    """The posts whose desk the user may read: their own; staff who may view acknowledgements, all."""
    if user.is_active and user.is_staff and user.has_perm(VIEW_PERMISSION):
        return Post.objects.select_related("agency")
    return get_held_posts(user, on)


def list_memo_statuses(
    posts: Collection[Post], on: date, known: datetime, *, record: int | None = None
) -> list[MemoStatus]:
    """Every memo with recommendations that apply to one of the posts on the day, or the one of that record; what was
    acknowledged by the moment counts. A post that does not exist on the day has none."""
    posts = [post for post in posts if post.is_open(on)]
    hashes = get_point_hashes({post.audience for post in posts}, on, known, record)
    return build_acknowledgement_statuses(posts, hashes, known)


def build_acknowledgement_statuses(
    posts: Collection[Post], hashes: dict[tuple, dict[str, str]], known: datetime
) -> list[MemoStatus]:
    """How each post stands with the memos to it, of which hashes_now() gave the hashes, by what it had acknowledged
    by the moment. Two queries."""
    seen = get_seen_points(posts, {record for _, record, _ in hashes}, known)
    return build_memo_statuses(
        posts, hashes, seen, get_audience_texts(find_changed_records(posts, hashes, seen), known)
    )


def build_memo_statuses(
    posts: Collection[Post], hashes: dict[tuple, dict[str, str]], seen_by: tuple, texts: dict
) -> list[MemoStatus]:
    """The same by what seen_by() told of the posts, or something in its shape; `texts` are texts_of() the records
    that are in question."""
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
    """The records of which a post has seen a point in other words, so that the editions between have to be asked."""
    seen, _ = seen_by
    return {
        record
        for post in posts
        for (audience, record, _), points in hashes.items()
        if audience == post.audience
        for key, one in seen.get((post.pk, record), {}).items()
        if points.get(key, one.text_hash) != one.text_hash
    }


def get_point_hashes(
    audiences: Iterable[str], on: date, known: datetime, record: int | None
) -> dict[tuple, dict[str, str]]:
    """By audience, record and edition the hash of each recommendation that applies on the day."""
    rows = Recommendation.objects.for_audiences(audiences).applying(on, known)
    if record is not None:
        rows = rows.filter(edition__record=record)
    found: dict[tuple, dict[str, str]] = defaultdict(dict)
    columns = ("audience", "edition__record_id", "edition_id", "key", "text_hash")
    for audience, of_record, edition, key, words in rows.order_by("number").values_list(*columns):
        found[audience, of_record, edition][key] = words
    return dict(found)


def get_seen_points(posts: Collection[Post], records: Collection[int], known: datetime) -> tuple[dict, dict]:
    """By post and record, as of the moment: the newest acknowledgement of each point by key; and the edition
    acknowledged last."""
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
    """By audience and record its published editions in the order in which they take effect, those without a point for
    it included. One query, none without records."""
    editions = Edition.objects.published(known).filter(record__in=records, effective_from__isnull=False)
    points = ("points__recommendation__audience", "points__key", "points__text_hash")
    found: dict[tuple, dict[str, dict[str, str]]] = {}
    rows = editions.order_by("effective_from", "number").values_list("pk", "record_id", "change_kind", *points)
    for edition, record, change_kind, audience, key, words in rows:
        hashes = found.setdefault((edition, record, change_kind), defaultdict(dict))
        if audience:
            hashes[audience][key] = words
    audiences = {audience for hashes in found.values() for audience in hashes}
    texts: dict[tuple[str, int], list[AudienceText]] = defaultdict(list)
    for (edition, record, change_kind), hashes in found.items():
        for audience in audiences:
            texts[audience, record].append(AudienceText(edition, change_kind, hashes.get(audience, {})))
    return texts


def get_upcoming_editions(audiences: Iterable[str], on: date, known: datetime):
    """Published versions of memos with recommendations to these audiences that take effect after the day."""
    own = Recommendation.objects.for_audiences(audiences).filter(edition=OuterRef("pk"))
    rows = Edition.objects.published(known).filter(
        Exists(own), effective_from__gt=on, record__is_official=True, withdrawn_at__isnull=True
    )
    return rows.select_related("record").defer("body", "provenance").order_by("effective_from", "pk")
