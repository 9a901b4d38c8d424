"""What a person is shown before taking a step: the difference, a note proposed from it, the days, and warnings."""

from dataclasses import dataclass, field
from datetime import datetime

from portal.desk.step_forms import NoteForm
from portal.records import days, noting
from portal.records.canonical import document
from portal.records.diffs import Comparison, PointChange, compare, summary
from portal.records.models import Edition
from portal.records.obstacles import version_before
from portal.register.chain import canonical_json, digest


def seen_of(edition: Edition) -> str:
    """What identifies the text and the last step as they are now: "digest.step"."""
    last = edition.transitions.order_by("-pk").values_list("pk", flat=True).first() or 0
    return f"{digest(canonical_json(document(edition)))}.{last}"


@dataclass(frozen=True)
class Difference:
    """What the edition changes since the version before it."""

    before: Edition
    comparison: Comparison
    summary: str
    proposal: str
    """A change note made from the difference; empty where nothing differs."""
    prefilled: str
    """What is typed already, and what of the proposal it leaves out."""
    changes: list[PointChange] = field(default_factory=list)


def difference_of(edition: Edition) -> Difference | None:
    before = version_before(edition)
    if before is None:
        return None
    comparison = compare(before.document, document(edition))
    noun, typed = edition.record.point_noun, edition.change_note.strip()
    proposal = noting.proposed(comparison, noun)
    missing = noting.unmentioned(typed, comparison)
    if not typed or noting.is_vague(typed):
        prefilled = proposal
    else:
        prefilled = f"{typed} {noting.proposed(comparison, noun, missing)}".strip()
    changes = [change for change in comparison.points if change.op != "unchanged"]
    return Difference(before, comparison, summary(comparison, noun), proposal, prefilled, changes)


def note_form(edition: Edition, difference: Difference | None, seen: str) -> NoteForm | None:
    """For a draft from the second version on; prefilled so that nothing typed is lost."""
    if difference is None or not difference.proposal:
        return None
    kind = edition.change_kind or Edition.ChangeKind.MINOR
    return NoteForm(prefix="note", initial={"seen": seen, "change_kind": kind, "change_note": difference.prefilled})


def warnings(edition: Edition, at: datetime) -> list[str]:
    """What is allowed and still may surprise: the public reads it at `at`, and it applies from its own first day."""
    first, on = edition.effective_from, days.day_of(at)
    if first is None:
        return []
    if first < on:
        return [
            f"It applies from {days.spelled(first)}, before the public can read it on {days.spelled(on)}: "
            "readers will be told that it has applied since then."
        ]
    return [f"Readers will see it as upcoming until {days.spelled(first)}."] if first > on else []
