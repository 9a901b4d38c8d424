"""The context of the page of a workflow step: the difference, a proposed change note, the record and warnings."""

from dataclasses import dataclass, field
from datetime import datetime

from portal.editorial.workflow_forms import ChangeNoteForm
from portal.lib import dates
from portal.records import change_notes
from portal.records.comparison.editions import EditionComparison, PointChange, compare_editions, summarize_comparison
from portal.records.kinds import get_kind, get_point_model
from portal.records.models import Edition, Record
from portal.records.publish_checks import get_previous_edition
from portal.records.serializers import build_edition_document, compute_document_digest
from portal.sources.models import SourceDocument
from portal.sources.querysets import SourceState


def get_seen_digest(edition: Edition) -> str:
    """Returns "digest.step", which identifies the current text and the last step."""
    last = edition.transitions.order_by("-pk").values_list("pk", flat=True).first() or 0
    return f"{compute_document_digest(edition)}.{last}"


@dataclass(frozen=True)
class WorkflowDifference:
    """The comparison with the previous version."""

    before: Edition
    comparison: EditionComparison
    summary: str
    proposal: str
    """A change note made from the difference, or an empty string if nothing differs."""
    prefilled: str
    """The typed note, completed with the parts of the proposal that it lacks."""
    changes: list[PointChange] = field(default_factory=list)


def get_difference(edition: Edition) -> WorkflowDifference | None:
    before = get_previous_edition(edition)
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
    changes = [change for change in comparison.points if change.op != "unchanged"]
    return WorkflowDifference(before, comparison, summarize_comparison(comparison, noun), proposal, prefilled, changes)


def build_note_form(edition: Edition, difference: WorkflowDifference | None, seen: str) -> ChangeNoteForm | None:
    """Returns a form for drafts from the second version on. It is filled so that nothing that was typed is lost."""
    if difference is None or not difference.proposal:
        return None
    kind = edition.change_kind or Edition.ChangeKind.MINOR
    return ChangeNoteForm(
        prefix="note", initial={"seen": seen, "change_kind": kind, "change_note": difference.prefilled}
    )


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
    """Returns warnings about a first day in effect that differs from the day of publication at `at`."""
    first, on = edition.effective_from, dates.get_local_date(at)
    if first is None:
        return []
    if first < on:
        return [
            f"It applies from {dates.format_day(first)}, before the public can read it on {dates.format_day(on)}. "
            "Readers will see that it has applied since then."
        ]
    return [f"Readers will see it as upcoming until {dates.format_day(first)}."] if first > on else []


def warn_of_new_sources(edition: Edition, at: datetime) -> list[str]:
    """Returns a warning for each source document that only staff see until the version is public."""
    if not edition.record.is_for_everybody:
        return []
    cited = SourceDocument.objects.filter(citations__edition=edition).distinct().with_state(at)
    titles = cited.filter(state_then=SourceState.HIDDEN).order_by("key").values_list("title", flat=True)
    return [f"It cites the source document “{title}”: readers will see the whole text of it." for title in titles]
