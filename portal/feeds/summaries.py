"""Says in a sentence what an entry of the register did: “Changed items 2 and 5: …”."""

from portal.feeds.queries import EventDetail
from portal.lib.grammar import format_count, format_noun, join_phrases
from portal.records.comparison.editions import EditionComparison, summarize_comparison
from portal.records.comparison.fields import get_fact_names
from portal.register.models import RegisterEntry

Action = RegisterEntry.Action
QUIET_FACTS = {"provenance", "signed_on", "effective_from"}
"""Facts that differ from version to version as a matter of course."""
MAX_NAMED_POINTS = 6
"""Points are named up to so many, more are counted."""


def format_headline(told: EventDetail) -> str:
    """Title of an entry: the event and the text. A text published in error is named by its kind only."""
    event, edition = told.event, told.event.edition
    if event.is_retracted:
        label = edition.kind.label if edition.record.is_official else f"Third-party text, {edition.kind.label.lower()}"
        return f"Published in error and withdrawn: {label}, version {edition.number}"
    third_party = "" if edition.record.is_official else "Third-party text, "
    what = describe_action(told)
    return f"{third_party}{what[0].lower() if third_party else what[0]}{what[1:]}: {edition.title}"


def describe_action(told: EventDetail) -> str:
    action, edition = told.event.entry.action, told.event.edition
    if action == Action.CONFIRMED:
        return "Confirmed as still current"
    if action == Action.WITHDRAWN:
        return "Withdrawn"
    if told.comparison is None:
        return "Published" if edition.record.is_official else "Kept as a reference"
    changes = describe_changes(told.comparison, edition.record.point_noun)
    if action == Action.CORRECTED:
        return f"Corrected, {changes}" if changes else "Corrected"
    return f"{changes[0].upper()}{changes[1:]}" if changes else f"Published version {edition.number}"


def describe_changes(comparison: EditionComparison, noun: str) -> str:
    """Such as "changed items 2 and 5, added item 8, changed the text"; empty where nothing of weight differs."""
    clauses = []
    for op in ("changed", "added", "removed"):
        points = [point for point in comparison.points if point.op == op]
        numbers = [point.old_number if op == "removed" else point.new_number for point in points]
        if numbers:
            clauses.append(f"{op} {format_point_numbers(sorted(numbers), noun)}")
    renumbered = [point.new_number for point in comparison.points if point.is_renumbered]
    if renumbered and not clauses:
        # Beside items that came or went it is a matter of course.
        clauses.append(f"renumbered {format_point_numbers(renumbered, noun)}")
    others = ["the text"] * (comparison.is_body_changed or comparison.is_layout_changed)
    others += [get_fact_names(fact.name)[1] for fact in comparison.facts if fact.name not in QUIET_FACTS]
    if others:
        clauses.append(f"changed {join_phrases(others)}")
    return ", ".join(clauses)


def format_point_numbers(numbers: list[int], noun: str) -> str:
    if len(numbers) > MAX_NAMED_POINTS:
        return format_count(len(numbers), noun)
    return f"{format_noun(len(numbers), noun)} {join_phrases([str(number) for number in numbers])}"


def format_item_summary(told: EventDetail) -> str:
    """One or two sentences below the title; no word of a text that was published in error but the reason."""
    event, edition = told.event, told.event.edition
    if event.is_retracted or event.entry.action == Action.WITHDRAWN:
        return f"The reason: {edition.withdrawal_reason}"
    if event.entry.action == Action.CONFIRMED:
        return f"Version {edition.number} was confirmed as still current."
    if told.comparison is None:
        return edition.subtitle
    return f"{edition.change_note} {summarize_comparison(told.comparison, edition.record.point_noun)}".strip()
