"""What governs when several items speak of one service: the item whose days lie within the days of the other.

So a closure until a day governs while it lasts, whichever of two notices was published later, and an open-ended rule
replaces an older one from its first day on. If neither item lies within the other, their days decide nothing."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

STATEMENTS = ("regular_hours", "by_appointment", "by_mail_only", "limited", "no_service")
"""Availabilities that exclude each other. The others add something to any of these."""
MAX_SENTENCES = 5


def is_statement(item) -> bool:
    return item.availability in STATEMENTS


def get_span(item) -> tuple[date, date]:
    """Returns the first day of an item and the first day after it. Without a first day it counts from the day of
    posting, or from the first day of its version; without an end, it ends with its version or never."""
    first = item.effective_from or item.posted_on or item.edition.effective_from or date.min
    end = min(filter(None, [item.effective_until, item.edition.effective_until]), default=date.max)
    return first, end


def is_overridden_by(item, other) -> bool:
    """Whether the other item replaces this one while both apply. Items of one notice stand side by side on purpose;
    there, only an item with an end of its own replaces another."""
    (first, end), (other_first, other_end) = get_span(item), get_span(other)
    is_within = first <= other_first and other_end <= end and (first, end) != (other_first, other_end)
    return is_within and (item.edition_id != other.edition_id or other.effective_until is not None)


def is_contradicting(item, other) -> bool:
    """Whether two items of one service say different things about the same days."""
    (first, end), (other_first, other_end) = get_span(item), get_span(other)
    is_same_service = item.service_id == other.service_id and is_statement(item) and is_statement(other)
    return is_same_service and item.availability != other.availability and first < other_end and other_first < end


def describe_contradictions(items: Sequence, others: Sequence) -> list[str]:
    """Returns a sentence for each of the items that another one of them, or one of the others, contradicts."""
    pairs = [*((item, other) for item in items for other in others), *combinations(items, 2)]
    return list(iter_sentences(pairs))[:MAX_SENTENCES]


def iter_sentences(pairs: list[tuple]) -> Iterator[str]:
    for item, other in pairs:
        if not is_contradicting(item, other):
            continue
        is_other_notice = item.edition_id != other.edition_id
        where = f" of “{other.edition.title}”" if is_other_notice else ""
        about = f"{item.service.name} ({item.service.place})"
        beginning = f"Item {item.number} says “{item.get_availability_display()}” for {about}, and item {other.number}"
        beginning += f"{where} says “{other.get_availability_display()}”."
        replaced = is_overridden_by(item, other), is_overridden_by(other, item)
        if any(replaced):
            governing = other if replaced[0] else item
            yield (
                f"{beginning} While both apply, the services board shows “{governing.get_availability_display()}”,"
                " because its days lie within those of the other."
            )
        elif is_other_notice:
            yield (
                f"{beginning} Their days do not decide which of them applies, so the services board shows both as a"
                " contradiction: end one of them, or change its days."
            )
        else:
            yield f"{beginning} The services board shows both."
