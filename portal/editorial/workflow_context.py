"""The context of the page of a workflow step: the difference, what it asks of officials, the review and warnings."""

from dataclasses import dataclass
from datetime import datetime

from portal.editorial.draft_state import ReviewedDocument
from portal.editorial.workflow_forms import FAR_AHEAD, ChangeNoteForm
from portal.lib import dates
from portal.records import change_notes
from portal.records.comparison.editions import EditionComparison, PointChange, compare_editions, summarize_comparison
from portal.records.kinds import get_kind, get_point_model
from portal.records.models import Edition, Record, Transition
from portal.records.predecessors import find_predecessor, get_effect_order
from portal.records.serializers import build_edition_document, compute_document_digest
from portal.sources.models import SourceDocument
from portal.sources.querysets import SourceState


def get_seen_digest(edition: Edition) -> str:
    """Returns "digest.step", which identifies the current text and the last step."""
    last = edition.transitions.order_by("-pk").values_list("pk", flat=True).first() or 0
    return f"{compute_document_digest(edition)}.{last}"


@dataclass(frozen=True)
class WorkflowDifference:
    """The comparison with an earlier text of the record."""

    comparison: EditionComparison
    summary: str
    changes: list[PointChange]
    before: Edition | None = None
    """The version that readers have when this one takes effect; None for a comparison with a reviewed draft."""
    proposal: str = ""
    """A change note made from the difference, or an empty string if nothing differs."""
    prefilled: str = ""
    """The typed note, completed with the parts of the proposal that it lacks."""


def get_difference(edition: Edition, at: datetime) -> WorkflowDifference | None:
    """Returns the difference from what readers have when the version is published at the moment; None for a first
    version."""
    before = find_predecessor(edition, at)
    if before is None:
        return None
    comparison = compare_editions(before.document, build_edition_document(edition))
    noun, typed = edition.record.point_noun, edition.change_note.strip()
    proposal = change_notes.propose_change_note(comparison, noun)
    missing = change_notes.find_unmentioned_points(typed, comparison)
    if not typed or change_notes.is_vague_note(typed):
        prefilled = proposal
    else:
        prefilled = f"{typed} {change_notes.propose_change_note(comparison, noun, missing)}".strip()
    return WorkflowDifference(
        comparison, summarize_comparison(comparison, noun), list_changed_points(comparison), before, proposal, prefilled
    )


def list_changed_points(comparison: EditionComparison) -> list[PointChange]:
    return [change for change in comparison.points if change.op != "unchanged"]


@dataclass(frozen=True)
class Review:
    """What a reviewer needs besides the difference: the author's remark, and what changed since the last review."""

    submission: Transition | None
    last: ReviewedDocument | None
    difference: WorkflowDifference | None


def get_review(edition: Edition) -> Review:
    submission = edition.transitions.filter(action="submit").select_related("by").order_by("-pk").first()
    last = ReviewedDocument.objects.filter(edition=edition).select_related("by").first()
    if last is None:
        return Review(submission, None, None)
    comparison = compare_editions(last.document, build_edition_document(edition))
    summary = summarize_comparison(comparison, edition.record.point_noun)
    return Review(submission, last, WorkflowDifference(comparison, summary, list_changed_points(comparison)))


def save_reviewed_document(edition: Edition, *, by, at: datetime) -> None:
    """Stores what a reviewer sends back, so that the next submission can be compared with it."""
    facts = {"document": build_edition_document(edition), "by": by, "at": at}
    ReviewedDocument.objects.update_or_create(edition=edition, defaults=facts)


def build_note_form(edition: Edition, difference: WorkflowDifference | None, seen: str) -> ChangeNoteForm | None:
    """Returns a form for drafts from the second version on. It is filled so that nothing that was typed is lost. The
    kind of change has no default, because it decides who is asked again."""
    if difference is None or not difference.proposal:
        return None
    initial = {"seen": seen, "change_kind": edition.change_kind, "change_note": difference.prefilled}
    return ChangeNoteForm(prefix="note", initial=initial)


def describe_record(record: Record) -> list[tuple[str, str]]:
    """Returns the properties that are approved with the text, as labels and values."""
    status = "Official" if record.is_official else "Third-party text"
    issuer = record.issuer.name if record.issuer else "none"
    return [
        ("Address", record.get_absolute_url()),
        ("Kind", get_kind(record.kind).label),
        ("Issuer", issuer),
        ("Status", status),
        ("Readers", record.get_readers_display()),
    ]


def find_warnings(edition: Edition, at: datetime) -> list[str]:
    """Returns what to consider before publication at the moment `at`."""
    point_model = get_point_model(edition.record.kind)
    return [
        *warn_of_new_sources(edition, at),
        *find_day_warnings(edition, at),
        *point_model.warnings(edition, at),
    ]


def find_day_warnings(edition: Edition, at: datetime) -> list[str]:
    """Returns warnings about the days of a version that is published at the moment `at`, and about the other versions
    of its record that readers have or will have."""
    first, on = edition.effective_from, dates.get_local_date(at)
    if first is None:
        return []
    warnings = []
    if first < on:
        warnings.append(
            f"It applies from {dates.format_day(first)}, before the public can read it on {dates.format_day(on)}. "
            "Readers will see that it has applied since then."
        )
    elif first > on:
        warnings.append(f"Readers will see it as upcoming until {dates.format_day(first)}.")
    if first > on + FAR_AHEAD:
        warnings.append(f"{dates.format_day(first)} is more than two years ahead. Check the day.")
    others = edition.record.editions.filter(status="published", effective_from__isnull=False).exclude(pk=edition.pk)
    for other in sorted(others.defer("body", "provenance"), key=get_effect_order):
        warnings += warn_of_other_version(edition, other, at)
    return warnings


def warn_of_other_version(edition: Edition, other: Edition, at: datetime) -> list[str]:
    """Warns if the other published version replaces this one, or never applies because of it."""
    begins = max(other.effective_from, dates.get_local_date(other.published_at))
    on = max(edition.effective_from, dates.get_local_date(at))
    day = dates.format_day(begins)
    if get_effect_order(other) < get_effect_order(edition):
        if other.published_at > at and begins >= on:
            return [f"Version {other.number}, public from {day}, will never apply, because this version replaces it."]
        return []
    if begins <= on and other.published_at <= at:
        return [f"Version {other.number} applies from {day}, so this version does not become what applies today."]
    return [
        f"Version {other.number} replaces this version on {day}. What this version changes is undone on that day, "
        f"unless version {other.number} has the same change. After publication, use “Carry” to check."
    ]


def warn_of_new_sources(edition: Edition, at: datetime) -> list[str]:
    """Returns a warning for each source document that only staff see until the version is public."""
    if not edition.record.is_for_everybody:
        return []
    cited = SourceDocument.objects.filter(citations__edition=edition).distinct().with_state(at)
    titles = cited.filter(state_then=SourceState.HIDDEN).order_by("key").values_list("title", flat=True)
    return [f"It cites the source document “{title}”: readers will see the whole text of it." for title in titles]
