"""What changed in a memo since a post acknowledged it: exactly that difference, however many editions lie between."""

from collections import defaultdict
from dataclasses import dataclass

from guidance.duties import State
from guidance.officials.queries import Memo
from portal.records.diffs import PointChange, point_change
from portal.records.models import Edition


@dataclass(frozen=True)
class Item:
    """A recommendation as the post sees it. `change` is from the words that were acknowledged; `version` their
    number, None where none were, or where they were published in error and are given out no more."""

    state: State | None
    change: PointChange
    version: int | None
    is_moved: bool = False
    """Whether it is still there and addressed to others."""
    is_left: bool = False
    """Whether it stood already in the version acknowledged last, of which it was left out."""
    is_added: bool = False
    """Whether the version acknowledged last did not have it."""

    @property
    def point(self) -> dict:
        return self.change.new or self.change.old

    @property
    def label(self) -> str:
        """What it is called where its words stand alone, with none from before beside them."""
        name = f"recommendation {self.point['number']}"
        if self.state is State.CHANGED:
            return f"Changed: {name}"
        if self.is_added:
            return f"New: {name}"
        return f"Not acknowledged yet: {name}" if self.is_left else name.capitalize()


@dataclass(frozen=True)
class Since:
    """`asked` wait for an acknowledgement; `quiet` changed and ask for nothing; `kept` are as acknowledged;
    `removed` are gone, or addressed to others, since the version acknowledged last."""

    version: int | None
    asked: list[Item]
    quiet: list[Item]
    kept: list[Item]
    removed: list[Item]

    @property
    def changed(self) -> list[Item]:
        return sorted([*self.asked, *self.quiet], key=lambda item: item.change.new_number)

    @property
    def sentence(self) -> str:
        """Such as: Since you acknowledged version 1: recommendations 2 and 3 changed, recommendation 4 added."""
        if self.version is None:
            return ""
        numbers: dict[str, list[int]] = defaultdict(list)
        for item in [*self.changed, *self.removed]:
            numbers[said(item, self.version)].append(item.point["number"])
        told = [f"{named(of)} {what}" for what, of in numbers.items()]
        told += [
            f"recommendation {item.change.old_number} is now number {item.change.new_number}"
            for item in self.kept
            if item.change.is_renumbered
        ]
        part = "a part of " if any(item.is_left for item in self.asked) else ""
        return f"Since you acknowledged {part}version {self.version}: {', '.join(told) or 'nothing changed'}."


def named(numbers: list[int]) -> str:
    """Such as: recommendations 2, 3 and 5."""
    *others, last = sorted(numbers)
    return f"recommendations {', '.join(map(str, others))} and {last}" if others else f"recommendation {last}"


def said(item: Item, version: int) -> str:
    if item.state is None:
        return "now addressed to others" if item.is_moved else "removed"
    if item.state is State.NEW:
        return "not acknowledged yet" if item.is_left else "added"
    return "changed" if item.version in (version, None) else f"changed since version {item.version}"


def since(memo: Memo, current: Edition, editions: dict[int, Edition]) -> Since:
    """`editions` by id: those that the memo's acknowledgements name, as far as their words may be given out."""
    audience = memo.post.audience
    before = {pk: points_of(edition, audience) for pk, edition in editions.items()}
    now = points_of(current, audience)
    last = editions.get(memo.acknowledged_in)
    asked, quiet, kept = [], [], []
    for key, found in memo.states.items():
        edition = compared_with(memo, key, found)
        old = before.get(edition, {}).get(key)
        is_left = key not in memo.seen and key in before.get(memo.acknowledged_in, {})
        version = editions[edition].number if old else None
        is_added = found is State.NEW and last is not None and not is_left
        item = Item(found, point_change(old, now[key]), version, is_left=is_left, is_added=is_added)
        (asked if found.is_open else kept if old is None or item.change.op == "unchanged" else quiet).append(item)
    gone = [point for key, point in before.get(memo.acknowledged_in, {}).items() if key in memo.seen and key not in now]
    still_there = {point["key"] for point in current.document["points"]}
    removed = [Item(None, point_change(point, None), last.number, point["key"] in still_there) for point in gone]
    return Since(last.number if last else None, asked, quiet, kept, removed)


def compared_with(memo: Memo, key: str, found: State) -> int | None:
    """The id of the edition whose words of the point are the old ones. What stays acknowledged is compared with the
    version acknowledged last, because its changes until then were shown there."""
    if key not in memo.seen:
        return None
    return memo.seen[key].edition if found is State.CHANGED else memo.acknowledged_in


def points_of(edition: Edition, audience: str) -> dict[str, dict]:
    return {point["key"]: point for point in edition.document["points"] if point["audience"] == audience}


def acknowledged_editions(memo: Memo) -> dict[int, Edition]:
    """The editions that the memo's acknowledgements name, by id, without those that were published in error."""
    ids = {seen.edition for seen in memo.seen.values()} | {memo.acknowledged_in} - {None}
    rows = Edition.objects.filter(pk__in=ids).exclude(withdrawal_kind=Edition.WithdrawalKind.PUBLISHED_IN_ERROR)
    return {edition.pk: edition for edition in rows.select_related("record", "publication")}
