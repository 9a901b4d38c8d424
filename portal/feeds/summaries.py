"""Summarizes an entry of the register in a sentence: “Changed items 2 and 5: …”."""

from portal.feeds.queries import EventDetail
from portal.lib.grammar import format_numbers, join_phrases
from portal.lib.languages import isolate_words
from portal.records.comparison.editions import EditionComparison, summarize_comparison
from portal.records.comparison.fields import get_fact_names
from portal.register.models import RegisterEntry

Action = RegisterEntry.Action
QUIET_FACTS = {"provenance", "signed_on", "effective_from"}
"""Facts that differ between most versions and are not worth a mention."""


def format_headline(detail: EventDetail) -> str:
    """Returns the title of an entry: the event and the text. A text published in error is named only by its kind."""
    event, edition = detail.event, detail.event.edition
    if event.is_retracted:
        label = edition.kind.label if edition.record.is_official else f"Third-party text, {edition.kind.label.lower()}"
        return f"Published in error and withdrawn: {label}, version {edition.number}"
    third_party = "" if edition.record.is_official else "Third-party text, "
    what = describe_action(detail)
    return f"{third_party}{what[0].lower() if third_party else what[0]}{what[1:]}: {isolate_words(edition.title)}"


def describe_action(detail: EventDetail) -> str:
    action, edition = detail.event.entry.action, detail.event.edition
    if action == Action.CONFIRMED:
        points = format_confirmed_points(detail)
        return f"{points} confirmed as still current" if points else "Confirmed as still current"
    if action == Action.WITHDRAWN:
        return "Withdrawn"
    if detail.comparison is None:
        return "Published" if edition.record.is_official else "Kept as a reference"
    changes = describe_changes(detail.comparison, edition.record.point_noun)
    if action == Action.CORRECTED:
        return f"Corrected, {changes}" if changes else "Corrected"
    return f"{changes[0].upper()}{changes[1:]}" if changes else f"Published version {edition.number}"


def describe_changes(comparison: EditionComparison, noun: str) -> str:
    """Returns, for example, "changed items 2 and 5, added item 8, changed the text"; empty if nothing important
    differs."""
    clauses = []
    for op in ("changed", "added", "removed"):
        points = [point for point in comparison.points if point.op == op]
        numbers = [point.old_number if op == "removed" else point.new_number for point in points]
        if numbers:
            clauses.append(f"{op} {format_numbers(sorted(numbers), noun)}")
    renumbered = [point.new_number for point in comparison.points if point.is_renumbered]
    if renumbered and not clauses:
        # If items were added or removed, renumbering is to be expected.
        clauses.append(f"renumbered {format_numbers(renumbered, noun)}")
    others = ["the text"] * (comparison.is_body_changed or comparison.is_layout_changed)
    others += [get_fact_names(fact.name)[1] for fact in comparison.facts if fact.name not in QUIET_FACTS]
    if others:
        clauses.append(f"changed {join_phrases(others)}")
    return ", ".join(clauses)


def format_confirmed_points(detail: EventDetail) -> str:
    """Returns "Items 2 and 3" if the entry confirms only these; otherwise ""."""
    numbers = [point["number"] for point in detail.confirmed_points]
    words = format_numbers(numbers, detail.event.edition.record.point_noun) if numbers else ""
    return f"{words[:1].upper()}{words[1:]}"


def format_item_summary(detail: EventDetail) -> str:
    """Returns one or two sentences below the title. For a text published in error, only the reason."""
    event, edition = detail.event, detail.event.edition
    if event.is_retracted or event.entry.action == Action.WITHDRAWN:
        return f"Reason: {edition.withdrawal_reason}"
    if event.entry.action == Action.CONFIRMED:
        points, were = format_confirmed_points(detail), "were" if len(detail.confirmed_points) > 1 else "was"
        what = f"{points} of version {edition.number}" if points else f"Version {edition.number}"
        return f"{what} {were} confirmed as still current."
    if detail.comparison is None:
        return edition.subtitle
    return f"{edition.change_note} {summarize_comparison(detail.comparison, edition.record.point_noun)}".strip()
