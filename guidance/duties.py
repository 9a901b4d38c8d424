"""Decides what a post still has to acknowledge, and whether an earlier acknowledgement covers today's text.

A recommendation stays acknowledged while its words are the acknowledged ones, or if only minor editions and
corrections changed them since. A major edition that changes its words, removes it, or restores it with other words
makes it due again. A recommendation that the post never acknowledged is due, whichever kind of edition added it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

QUIET_CHANGE_KINDS = ("minor", "correction")
"""Kinds of change that do not require another acknowledgement."""


class PointState(Enum):
    ACKNOWLEDGED = "acknowledged"
    CHANGED = "changed"
    NEW = "new"

    @property
    def is_open(self) -> bool:
        return self is not PointState.ACKNOWLEDGED


@dataclass(frozen=True)
class SeenPoint:
    """The newest acknowledgement of a point: the id of the acknowledged edition, and the hash of the point's words in
    it."""

    edition: int
    text_hash: str


@dataclass(frozen=True)
class AudienceText:
    """An edition as one audience reads it. `edition` is its id; `hashes` has the hash of the words of each point
    addressed to the audience, by key."""

    edition: int
    change_kind: str
    hashes: Mapping[str, str]


def get_point_state(
    key: str, seen: SeenPoint | None, text_hash: str, edition: int, texts: Sequence[AudienceText]
) -> PointState:
    """Returns the state of a point. `edition` is the id of today's edition, and `text_hash` the hash of the point's
    words in it. `texts` are the record's public editions in the order in which they take effect; they matter only if
    the words differ from the acknowledged ones."""
    if seen is None:
        return PointState.NEW
    if seen.text_hash == text_hash or has_only_minor_changes(key, seen, edition, texts):
        return PointState.ACKNOWLEDGED
    return PointState.CHANGED


def has_only_minor_changes(key: str, seen: SeenPoint, edition: int, texts: Sequence[AudienceText]) -> bool:
    """Whether only minor editions and corrections changed the point since it last had the acknowledged words. Today's
    text may be the older of the two, if the acknowledged text was withdrawn."""
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
    """Returns the id of the edition that made an open point due: the last one up to today's edition that added the
    point, or that changed its words and is neither minor nor a correction."""
    place = {text.edition: number for number, text in enumerate(texts)}
    now = place.get(edition, 0)
    while now and key in texts[now - 1].hashes:
        old, new = texts[now - 1], texts[now]
        if old.hashes[key] != new.hashes.get(key) and new.change_kind not in QUIET_CHANGE_KINDS:
            break
        now -= 1
    return texts[now].edition if edition in place else edition


def has_returned(key: str, seen: SeenPoint | None, edition: int, texts: Sequence[AudienceText]) -> bool:
    """Whether the point was acknowledged in a later text than today's. Such a text has been withdrawn."""
    place = {text.edition: number for number, text in enumerate(texts)}
    return seen is not None and seen.edition in place and edition in place and place[seen.edition] > place[edition]
