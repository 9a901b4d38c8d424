"""What a post still has to acknowledge: whether an earlier acknowledgement still covers the text of today.

A recommendation stays acknowledged while its words are the acknowledged ones, and also when today's words came from
them by minor editions and corrections only. A major edition that changes its words, removes it, or restores it with
other words makes it due again. What the post never acknowledged is due, whatever kind of edition added it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

QUIET_CHANGE_KINDS = ("minor", "correction")
"""Kinds of change that ask for nothing again."""


class PointState(Enum):
    ACKNOWLEDGED = "acknowledged"
    CHANGED = "changed"
    NEW = "new"

    @property
    def is_open(self) -> bool:
        return self is not PointState.ACKNOWLEDGED


@dataclass(frozen=True)
class SeenPoint:
    """The newest acknowledgement of a point: of which edition (its id), and the hash of its words there."""

    edition: int
    text_hash: str


@dataclass(frozen=True)
class AudienceText:
    """An edition as one audience reads it: the hashes of the points addressed to it, by key."""

    edition: int
    change_kind: str
    hashes: Mapping[str, str]


def get_point_state(
    key: str, seen: SeenPoint | None, text_hash: str, edition: int, texts: Sequence[AudienceText]
) -> PointState:
    """The state of a point whose words today, in that edition, have that hash. `texts` are the record's public
    editions in the order in which they take effect; they are only looked at when the words are not the same."""
    if seen is None:
        return PointState.NEW
    if seen.text_hash == text_hash or has_only_minor_changes(key, seen, edition, texts):
        return PointState.ACKNOWLEDGED
    return PointState.CHANGED


def has_only_minor_changes(key: str, seen: SeenPoint, edition: int, texts: Sequence[AudienceText]) -> bool:
    """Whether, since it last had the words that were acknowledged, only minor editions and corrections changed it.
    The text of today may be the earlier of the two: when the one that was acknowledged has been withdrawn."""
    place = {text.edition: number for number, text in enumerate(texts)}
    if seen.edition not in place or edition not in place:
        return False
    now = place[edition]
    low, high = sorted((place[seen.edition], now))
    same = [number for number in range(low, high + 1) if texts[number].hashes.get(key) == seen.text_hash]
    if not same:
        return False
    nearest = min(same, key=lambda number: abs(number - now))
    low, high = sorted((nearest, now))
    steps = pairwise(texts[low : high + 1])
    return all(
        new.change_kind in QUIET_CHANGE_KINDS for old, new in steps if old.hashes.get(key) != new.hashes.get(key)
    )


def find_asking_edition(key: str, edition: int, texts: Sequence[AudienceText]) -> int:
    """The edition that asks for a point that is open today: the last one, until that of today, that brought the point
    or changed its words otherwise than by a minor change or a correction."""
    place = {text.edition: number for number, text in enumerate(texts)}
    now = place.get(edition, 0)
    while now and key in texts[now - 1].hashes:
        old, new = texts[now - 1], texts[now]
        if old.hashes[key] != new.hashes.get(key) and new.change_kind not in QUIET_CHANGE_KINDS:
            break
        now -= 1
    return texts[now].edition if edition in place else edition


def has_returned(key: str, seen: SeenPoint | None, edition: int, texts: Sequence[AudienceText]) -> bool:
    """Whether the point was acknowledged in a later text than that of today, which has been withdrawn since."""
    place = {text.edition: number for number, text in enumerate(texts)}
    return seen is not None and seen.edition in place and edition in place and place[seen.edition] > place[edition]
