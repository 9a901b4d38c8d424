"""What changed in a memo since a post acknowledged it, compared directly, however many editions lie between."""

from collections import defaultdict
from dataclasses import dataclass

from guidance.duties import PointState
from guidance.officials.queries import MemoStatus
from portal.records.comparison.editions import PointChange, compare_point
from portal.records.models import Edition


@dataclass(frozen=True)
class RecommendationChange:
    """A recommendation as the post sees it. `change` compares it with the acknowledged words. `version` is the number
    of the version that had these; None if there are none, or if that version was published in error and is no longer
    shown."""

    state: PointState | None
    change: PointChange
    version: int | None
    is_moved: bool = False
    """Whether the memo still contains it, addressed to others."""
    is_left: bool = False
    """Whether the version acknowledged last contained it, but the post did not acknowledge it."""
    is_added: bool = False
    """Whether it was added after the version acknowledged last."""

    @property
    def point(self) -> dict:
        return self.change.new or self.change.old

    @property
    def label(self) -> str:
        """The label for a page that shows its words without comparing them."""
        name = f"recommendation {self.point['number']}"
        if self.state is PointState.CHANGED:
            return f"Changed: {name}"
        if self.is_added:
            return f"New: {name}"
        return f"Not acknowledged yet: {name}" if self.is_left else name.capitalize()


@dataclass(frozen=True)
class ChangesSince:
    """The changes since the version acknowledged last. `asked` are to be acknowledged; `quiet` changed without
    requiring an acknowledgement; `kept` are as acknowledged; `removed` no longer exist or are addressed to others."""

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
        """A summary, such as: Since you acknowledged version 1: recommendations 2 and 3 changed, recommendation 4
        added."""
        if self.version is None:
            return ""
        numbers: dict[str, list[int]] = defaultdict(list)
        for item in [*self.changed, *self.removed]:
            numbers[describe_change(item, self.version)].append(item.point["number"])
        phrases = [f"{format_point_numbers(of)} {what}" for what, of in numbers.items()]
        phrases += [
            f"recommendation {item.change.old_number} is now number {item.change.new_number}"
            for item in self.kept
            if item.change.is_renumbered
        ]
        part = "a part of " if any(item.is_left for item in self.asked) else ""
        return f"Since you acknowledged {part}version {self.version}: {', '.join(phrases) or 'nothing changed'}."


def format_point_numbers(numbers: list[int]) -> str:
    """Returns a phrase such as: recommendations 2, 3 and 5."""
    *others, last = sorted(numbers)
    return f"recommendations {', '.join(map(str, others))} and {last}" if others else f"recommendation {last}"


def describe_change(item: RecommendationChange, version: int) -> str:
    if item.state is None:
        return "now addressed to others" if item.is_moved else "removed"
    if item.state is PointState.NEW:
        return "not acknowledged yet" if item.is_left else "added"
    return "changed" if item.version in (version, None) else f"changed since version {item.version}"


def get_changes_since(memo: MemoStatus, current: Edition, editions: dict[int, Edition]) -> ChangesSince:
    """Returns the changes in the memo. `current` is its edition of today; `editions` are those that the post
    acknowledged, by id, without those published in error."""
    audience = memo.post.audience
    before = {pk: get_audience_points(edition, audience) for pk, edition in editions.items()}
    now = get_audience_points(current, audience)
    last = editions.get(memo.acknowledged_in)
    asked, quiet, kept = [], [], []
    for key, state in memo.states.items():
        edition = get_base_edition(memo, key, state)
        old = before.get(edition, {}).get(key)
        is_left = key not in memo.seen and key in before.get(memo.acknowledged_in, {})
        version = editions[edition].number if old else None
        is_added = state is PointState.NEW and last is not None and not is_left
        item = RecommendationChange(state, compare_point(old, now[key]), version, is_left=is_left, is_added=is_added)
        (asked if state.is_open else kept if old is None or item.change.op == "unchanged" else quiet).append(item)
    gone = [point for key, point in before.get(memo.acknowledged_in, {}).items() if key in memo.seen and key not in now]
    still_there = {point["key"] for point in current.document["points"]}
    removed = [
        RecommendationChange(None, compare_point(point, None), last.number, point["key"] in still_there)
        for point in gone
    ]
    return ChangesSince(last.number if last else None, asked, quiet, kept, removed)


def get_base_edition(memo: MemoStatus, key: str, state: PointState) -> int | None:
    """Returns the id of the edition with which to compare the point. A point that stays acknowledged is compared with
    the version acknowledged last, because the post has seen its earlier changes there."""
    if key not in memo.seen:
        return None
    return memo.seen[key].edition if state is PointState.CHANGED else memo.acknowledged_in


def get_audience_points(edition: Edition, audience: str) -> dict[str, dict]:
    return {point["key"]: point for point in edition.document["points"] if point["audience"] == audience}


def get_acknowledged_editions(memo: MemoStatus) -> dict[int, Edition]:
    """Returns the editions that the post acknowledged, by id, without those published in error."""
    ids = {seen.edition for seen in memo.seen.values()} | {memo.acknowledged_in} - {None}
    rows = Edition.objects.filter(pk__in=ids).not_retracted()
    return {edition.pk: edition for edition in rows.select_related("record", "publication")}
