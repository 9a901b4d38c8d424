"""What changed in a memo since a post acknowledged it: exactly that difference, however many editions lie between."""

from collections import defaultdict
from dataclasses import dataclass

from guidance.duties import PointState
from guidance.officials.queries import MemoStatus
from portal.records.comparison.editions import PointChange, compare_point
from portal.records.models import Edition


@dataclass(frozen=True)
class RecommendationChange:
    """A recommendation as the post sees it. `change` is from the words that were acknowledged; `version` their
    number, None where none were, or where they were published in error and are shown no more."""

    state: PointState | None
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
        """Its label when its words are shown without earlier ones beside them."""
        name = f"recommendation {self.point['number']}"
        if self.state is PointState.CHANGED:
            return f"Changed: {name}"
        if self.is_added:
            return f"New: {name}"
        return f"Not acknowledged yet: {name}" if self.is_left else name.capitalize()


@dataclass(frozen=True)
class ChangesSince:
    """`asked` wait for an acknowledgement; `quiet` changed and ask for nothing; `kept` are as acknowledged;
    `removed` are gone, or addressed to others, since the version acknowledged last."""

    version: int | None
    asked: list[RecommendationChange]
    quiet: list[RecommendationChange]
    kept: list[RecommendationChange]
    removed: list[RecommendationChange]

    @property
    def changed(self) -> list[RecommendationChange]:
        return sorted([*self.asked, *self.quiet], key=lambda item: item.change.new_number)

    @property
    def sentence(self) -> str:
        """Such as: Since you acknowledged version 1: recommendations 2 and 3 changed, recommendation 4 added."""
        if self.version is None:
            return ""
        numbers: dict[str, list[int]] = defaultdict(list)
        for item in [*self.changed, *self.removed]:
            numbers[describe_change(item, self.version)].append(item.point["number"])
        told = [f"{format_point_numbers(of)} {what}" for what, of in numbers.items()]
        told += [
            f"recommendation {item.change.old_number} is now number {item.change.new_number}"
            for item in self.kept
            if item.change.is_renumbered
        ]
        part = "a part of " if any(item.is_left for item in self.asked) else ""
        return f"Since you acknowledged {part}version {self.version}: {', '.join(told) or 'nothing changed'}."


def format_point_numbers(numbers: list[int]) -> str:
    """Such as: recommendations 2, 3 and 5."""
    *others, last = sorted(numbers)
    return f"recommendations {', '.join(map(str, others))} and {last}" if others else f"recommendation {last}"


def describe_change(item: RecommendationChange, version: int) -> str:
    if item.state is None:
        return "now addressed to others" if item.is_moved else "removed"
    if item.state is PointState.NEW:
        return "not acknowledged yet" if item.is_left else "added"
    return "changed" if item.version in (version, None) else f"changed since version {item.version}"


def get_changes_since(memo: MemoStatus, current: Edition, editions: dict[int, Edition]) -> ChangesSince:
    """`editions` by id: those that the memo's acknowledgements name, as far as their words may be shown."""
    audience = memo.post.audience
    before = {pk: get_audience_points(edition, audience) for pk, edition in editions.items()}
    now = get_audience_points(current, audience)
    last = editions.get(memo.acknowledged_in)
    asked, quiet, kept = [], [], []
    for key, found in memo.states.items():
        edition = get_base_edition(memo, key, found)
        old = before.get(edition, {}).get(key)
        is_left = key not in memo.seen and key in before.get(memo.acknowledged_in, {})
        version = editions[edition].number if old else None
        is_added = found is PointState.NEW and last is not None and not is_left
        item = RecommendationChange(found, compare_point(old, now[key]), version, is_left=is_left, is_added=is_added)
        (asked if found.is_open else kept if old is None or item.change.op == "unchanged" else quiet).append(item)
    gone = [point for key, point in before.get(memo.acknowledged_in, {}).items() if key in memo.seen and key not in now]
    still_there = {point["key"] for point in current.document["points"]}
    removed = [
        RecommendationChange(None, compare_point(point, None), last.number, point["key"] in still_there)
        for point in gone
    ]
    return ChangesSince(last.number if last else None, asked, quiet, kept, removed)


def get_base_edition(memo: MemoStatus, key: str, found: PointState) -> int | None:
    """The id of the edition whose words of the point are the old ones. What stays acknowledged is compared with the
    version acknowledged last, because its changes until then were shown there."""
    if key not in memo.seen:
        return None
    return memo.seen[key].edition if found is PointState.CHANGED else memo.acknowledged_in


def get_audience_points(edition: Edition, audience: str) -> dict[str, dict]:
    return {point["key"]: point for point in edition.document["points"] if point["audience"] == audience}


def get_acknowledged_editions(memo: MemoStatus) -> dict[int, Edition]:
    """The editions that the memo's acknowledgements name, by id, without those that were published in error."""
    ids = {seen.edition for seen in memo.seen.values()} | {memo.acknowledged_in} - {None}
    rows = Edition.objects.filter(pk__in=ids).not_retracted()
    return {edition.pk: edition for edition in rows.select_related("record", "publication")}
