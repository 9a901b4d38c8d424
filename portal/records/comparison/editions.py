"""Compares two editions as data: by point, by word, and by all other facts in their documents."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Literal

from portal.lib.grammar import format_count, join_phrases
from portal.lib.markdown import find_links, split_at_points, strip_markdown
from portal.lib.text_diff import TextChange, diff_lines_and_words
from portal.records.comparison.fields import (
    EditionDocument,
    FactChange,
    compare_facts,
    get_edition_facts,
    get_fact_names,
    get_point_facts,
)

PointOp = Literal["added", "removed", "changed", "unchanged"]


@dataclass(frozen=True)
class PointChange:
    """A point that is in both editions or in one. `old` and `new` are its documents, or None where it is missing."""

    op: PointOp
    key: str
    old_number: int | None
    new_number: int | None
    old: EditionDocument | None
    new: EditionDocument | None
    heading: list[TextChange]
    text: list[TextChange]
    facts: list[FactChange]

    @property
    def is_renumbered(self) -> bool:
        return None not in (self.old, self.new) and self.old_number != self.new_number

    @property
    def numbers(self) -> str:
        """The number of the point, with the old one after a change: "3, was 2"."""
        number = self.old_number if self.new_number is None else self.new_number
        return f"{number}, was {self.old_number}" if self.is_renumbered else str(number)

    @property
    def is_layout_only(self) -> bool:
        """Whether only emphasis or layout changed, and no word, fact or link."""
        return self.op == "changed" and not self.facts and not _has_changes([*self.heading, *self.text])


@dataclass(frozen=True)
class EditionComparison:
    """The comparison of two editions. Points are in their new order, and removed points at their old place."""

    points: list[PointChange]
    body: list[TextChange]
    facts: list[FactChange]
    is_layout_changed: bool
    """Whether the Markdown of the body differs, but none of its words and links."""

    @property
    def is_body_changed(self) -> bool:
        return _has_changes(self.body)


_ROUTINE_FACTS = {"provenance", "signed_on", "effective_from"}
"""Facts that usually differ between editions. Comparisons list them, but the summary does not mention them."""
_CHANGE_OPS: tuple[PointOp, ...] = ("changed", "added", "removed")


def compare_editions(old: EditionDocument, new: EditionDocument) -> EditionComparison:
    """Returns the differences between the documents of two editions.

    Points are matched by key and are unchanged if their `text_hash` and other facts are equal; their numbers may
    differ. Texts are compared by their plain words, and their links as a fact "links". All other keys of the documents
    are compared, including unknown ones, except bookkeeping (numbers, hashes, citations, the moments of publication and
    recording, the change note).
    """
    old_body, new_body = (_get_body(document) for document in (old, new))
    body = _diff_markdown(old_body, new_body)
    return EditionComparison(
        points=_compare_points(old.get("points") or [], new.get("points") or []),
        body=body,
        facts=compare_facts(get_edition_facts(old), get_edition_facts(new)),
        is_layout_changed=old_body != new_body
        and not _has_changes(body)
        and find_links(old_body) == find_links(new_body),
    )


def _get_body(document: EditionDocument) -> str:
    """Returns the body without the placeholder for the points."""
    return "\n\n".join(filter(None, split_at_points(document["edition"].get("body") or "")))


def summarize_comparison(comparison: EditionComparison, point_noun: str = "point") -> str:
    """Returns the comparison in one sentence, such as "2 items added; 7 items unchanged.". The noun is singular."""
    clauses = _summarize_points(comparison.points, point_noun)
    phrases = ["the text"] * comparison.is_body_changed + ["the text's layout"] * comparison.is_layout_changed
    facts = [fact for fact in comparison.facts if fact.name not in _ROUTINE_FACTS]
    phrases += [get_fact_names(fact.name)[1] for fact in facts]
    if phrases:
        is_plural = len(phrases) > 1 or any(isinstance(fact.old or fact.new, list) for fact in facts)
        clauses.append(f"{join_phrases(phrases)} {'differ' if is_plural else 'differs'}")
    sentence = "; ".join(clauses)
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else "Nothing differs."


def _summarize_points(points: list[PointChange], noun: str) -> list[str]:
    ops = Counter(point.op for point in points)
    changes = [op for op in _CHANGE_OPS if ops[op]]
    renumbered = sum(point.is_renumbered for point in points)
    if not points:
        return []
    if not changes:
        return [f"no {noun} was changed"] + [f"{format_count(renumbered, noun)} renumbered"] * bool(renumbered)
    first, *others = changes
    clauses = [", ".join([f"{format_count(ops[first], noun)} {first}", *(f"{ops[op]} {op}" for op in others)])]
    if unchanged := ops["unchanged"]:
        # After "1 item changed, 1 removed" a bare number is clear; after one clause the noun reads better.
        clauses.append(f"{unchanged if others else format_count(unchanged, noun)} unchanged")
    return clauses


def _compare_points(old: list[EditionDocument], new: list[EditionDocument]) -> list[PointChange]:
    old, new = (sorted(points, key=lambda point: point["number"]) for points in (old, new))
    before = {point["key"]: point for point in old}
    common = before.keys() & {point["key"] for point in new}
    removed: dict[str | None, list[PointChange]] = defaultdict(list)
    """Removed points by the key of the nearest remaining point above them, None at the top."""
    above = None
    for point in old:
        if point["key"] in common:
            above = point["key"]
        else:
            removed[above].append(compare_point(point, None))
    changes = removed[None]
    for point in new:
        changes += [compare_point(before.get(point["key"]), point), *removed[point["key"]]]
    return changes


def compare_point(old: EditionDocument | None, new: EditionDocument | None) -> PointChange:
    """Compares one point of two editions. None means that an edition does not have it; only one of them may be None."""
    before, after = old or {}, new or {}
    facts = compare_facts(get_point_facts(before), get_point_facts(after)) if old and new else []
    return PointChange(
        op=_get_point_op(old, new, facts),
        key=(new or before)["key"],
        old_number=before.get("number"),
        new_number=after.get("number"),
        old=old,
        new=new,
        heading=_diff_markdown(before.get("heading"), after.get("heading")),
        text=_diff_markdown(before.get("text"), after.get("text")),
        facts=facts,
    )


def _get_point_op(old: EditionDocument | None, new: EditionDocument | None, facts: list[FactChange]) -> PointOp:
    if old is None or new is None:
        return "added" if old is None else "removed"
    return "changed" if facts or old["text_hash"] != new["text_hash"] else "unchanged"


def _diff_markdown(old: str | None, new: str | None) -> list[TextChange]:
    return diff_lines_and_words(strip_markdown(old or "", mark_lost=True), strip_markdown(new or "", mark_lost=True))


def _has_changes(changes: list[TextChange]) -> bool:
    return any(change.op != "equal" for change in changes)
