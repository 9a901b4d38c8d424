"""Change notes: proposes a sentence for readers from a comparison, and checks that a note names each changed point."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from portal.lib.dates import format_iso_day
from portal.lib.grammar import format_noun, join_phrases
from portal.lib.markdown import strip_markdown
from portal.records.comparison.editions import EditionComparison, PointChange
from portal.records.comparison.fields import FactChange, get_fact_names
from portal.records.document_keys import get_point_subject, is_code_key, is_quiet_key
from portal.records.edition_columns import list_copied_columns, list_form_columns
from portal.records.kinds import get_point_nouns

MAX_NAMED_POINTS = 10
"""A proposal names up to this number of changed points one by one, and more of them only by their numbers."""

_IGNORED_FACTS = {"provenance", "signed_on", "links", "is_reconstructed"}
"""Facts whose changes do not matter to readers, or are visible in the words."""
_NUMBER_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_ORDINAL_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_NUMBER_WORDS)})(?!\w|[:/]\d)"
_RANGE = r"–|—|-|\bto\b|\bthrough\b"
_SEPARATOR = rf"\s*(?:,\s*(?:and\b)?|{_RANGE}|&|\band\b|\bor\b)\s*"
_LIST_TOKEN = re.compile(rf"({_NUMBER})|({_RANGE})")
_WORD = re.compile(r"[^\W_]+")

_VAGUE_WORDS = set(
    "a an and as at by for in is it its of on or the this that to was were with has have been be some several minor"
    " small little few more other various misc miscellaneous different general several update updated updates updating"
    " change changed changes changing edit edits edited editing revise revised revision revisions correct corrected"
    " correction corrections fix fixed fixes typo typos amend amended amendment amendments improve improved improvement"
    " improvements rework reworked rewrite rewrote rewritten modify modified modification modifications adjust adjusted"
    " adjustment adjustments new newest latest version edition text texts content contents page notice memo release"
    " document wording see above below none nothing na n tbd todo test asdf etc we here there now made make".split()
)
"""Words that do not explain a change."""
_COMMON_WORDS = _VAGUE_WORDS | set(
    "about after again all also any are because before being can could department during each effective every from"
    " further had how into item items may must new no not office only our out over person point points question"
    " questions recommendation recommendations service services should so such than their them then these they those"
    " through under unit until up upon use what when where which while who will would you your".split()
)
"""Words that do not identify a point, even if only one point contains them."""


@dataclass(frozen=True)
class NotePatterns:
    """Patterns with which a note names points. They are built after the kinds, which define the nouns, are known."""

    numbers: re.Pattern[str]
    ordinal: re.Pattern[str]
    all_points: re.Pattern[str]
    both_points: re.Pattern[str]


def get_patterns() -> NotePatterns:
    return build_patterns(tuple(get_point_nouns()))


@cache
def build_patterns(nouns: tuple[str, ...]) -> NotePatterns:
    noun = rf"(?:{'|'.join(map(re.escape, nouns))})s?"
    return NotePatterns(
        re.compile(rf"\b{noun}\s+(?:nos?\.\s*|numbers?\s+)?({_NUMBER}(?:{_SEPARATOR}{_NUMBER})*)"),
        re.compile(rf"\b({'|'.join(_ORDINAL_WORDS)})\s+{noun}\b"),
        re.compile(
            rf"\b(?:all|every|each)\b(?:\s+\w+){{0,3}}?\s+{noun}\b|\bthroughout\b|\beverything\b"
            r"|\b(?:whole|entire)\s+(?:text|notice|release|memo|document)\b"
        ),
        re.compile(rf"\bboth\b(?:\s+\w+){{0,2}}?\s+{noun}\b"),
    )


def is_vague_note(note: str) -> bool:
    """Whether the note does not explain what changed."""
    return not [word for word in _stem_words(note) if word not in _VAGUE_STEMS and not word.isdigit()]


def find_unmentioned_points(note: str, comparison: EditionComparison) -> list[PointChange]:
    """Returns the changed, new and removed points that the note does not mention, in their order.

    A note mentions a point by its number ("item 3", "items 3 and 5", "recommendations 2–4", "the third item"; a removed
    point by its old number), by its subject or heading, by a word of that name which no other point's name has, by two
    words of its text which no other point has, or by words for all points ("all items", "throughout")."""
    changed = [change for change in comparison.points if change.op != "unchanged"]
    folded = note.casefold()
    patterns = get_patterns()
    if patterns.all_points.search(folded) or len(changed) <= 2 and patterns.both_points.search(folded):
        return []
    numbers, words = _find_numbers(folded), set(_stem_words(note))
    phrase = f" {' '.join(_stem_words(note))} "
    names: Counter[str] = Counter()
    texts: Counter[str] = Counter()
    for change in comparison.points:
        names.update(_find_distinct_words(get_point_name(change)))
        texts.update(_find_distinct_words(_get_point_text(change)))
    return [change for change in changed if not _is_mentioned(change, numbers, words, phrase, names, texts)]


def _is_mentioned(change: PointChange, numbers: set, words: set, phrase: str, names: Counter, texts: Counter) -> bool:
    if numbers & {change.old_number, change.new_number}:
        return True
    name = " ".join(_stem_words(get_point_name(change)))
    if name and f" {name} " in phrase:
        return True
    own_name = {word for word in _find_distinct_words(get_point_name(change)) if names[word] == 1}
    own_text = {word for word in _find_distinct_words(_get_point_text(change)) if texts[word] == 1}
    return bool(own_name & words) or len(own_text & words) > 1


def _find_numbers(note: str) -> set[int]:
    """Returns the numbers of the points that the note names. The note is in lower case."""
    numbers = {_ORDINAL_WORDS.index(match[1]) + 1 for match in get_patterns().ordinal.finditer(note)}
    for match in get_patterns().numbers.finditer(note):
        last, is_range = None, False
        for number, range_mark in _LIST_TOKEN.findall(match[1]):
            if range_mark:
                is_range = True
                continue
            value = int(number) if number.isdigit() else _NUMBER_WORDS.index(number) + 1
            numbers |= set(range(last, value + 1)) if is_range and last is not None else {value}
            last, is_range = value, False
    return numbers


def _stem_words(text: str) -> list[str]:
    """Returns the words in lower case without the s of a plural, so that "guard card" matches "Guard cards"."""
    words = _WORD.findall(text.casefold().replace("’", "'").replace("'s", ""))
    return [word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word for word in words]


_VAGUE_STEMS, _COMMON_STEMS = (set(_stem_words(" ".join(words))) for words in (_VAGUE_WORDS, _COMMON_WORDS))


def _find_distinct_words(text: str) -> set[str]:
    return {
        word
        for word in _stem_words(text)
        if word not in _COMMON_STEMS and (len(word) > 3 or word.isdigit() and len(word) > 2)
    }


def get_point_name(change: PointChange) -> str:
    """Returns the subject or heading of the point, or "" if it has neither."""
    point = change.new or change.old
    return get_point_subject(point) or strip_markdown(point["heading"])


def _get_point_text(change: PointChange) -> str:
    return " ".join(strip_markdown(point["text"]) for point in (change.old, change.new) if point)


def get_point_label(change: PointChange, noun: str) -> str:
    """Returns a label such as "item 3 (Guard cards)", with the old number for a removed point."""
    name = get_point_name(change)
    return f"{noun} {change.new_number or change.old_number}" + (f" ({_shorten_name(name)})" if name else "")


def propose_change_note(comparison: EditionComparison, noun: str, only: Iterable[PointChange] | None = None) -> str:
    """Returns a change note that names each changed point, or each of `only`, such as "Fingerprint Unit: by appointment
    instead of no service; new item 10 on Parking; item 3 removed; in effect from July 6, 2020." It is empty if no
    difference matters to readers."""
    changed = [change for change in comparison.points if change.op != "unchanged"] if only is None else list(only)
    if len(changed) > MAX_NAMED_POINTS:
        clauses = _group_by_op(changed, noun)
    else:
        names = Counter(get_point_name(change) for change in comparison.points)
        clauses = [_format_change(change, noun, names) for change in changed]
    if only is None:
        clauses += _describe_edition_changes(comparison, noun)
    note = "; ".join(clauses)
    return f"{note[0].upper()}{note[1:]}." if note else ""


def _format_change(change: PointChange, noun: str, names: Counter) -> str:
    name = get_point_name(change)
    if change.op == "added":
        return f"new {noun} {change.new_number}" + (f" on {_shorten_name(name)}" if name else "")
    if change.op == "removed":
        return f"{get_point_label(change, noun)} removed"
    # A name that two points share identifies neither, so the number precedes it.
    is_unique = name and names[name] == 1 and len(name) <= 80
    return (
        f"{name if is_unique else get_point_label(change, noun)}: {', '.join(_describe_changes(change)) or 'reworded'}"
    )


def _describe_changes(change: PointChange) -> list[str]:
    phrases = [_format_fact(fact) for fact in change.facts if not is_ignored_fact(fact.name)]
    if change.old["heading"] != change.new["heading"]:
        phrases.append("another heading")
    if any(run.op != "equal" for run in change.text):
        phrases.append("reworded")
    if any(fact.name == "links" for fact in change.facts):
        phrases.append("other links")
    phrases += [f"{get_fact_names(fact.name)[1]} changed" for fact in change.facts if is_quiet_key(fact.name)]
    return phrases or (["new layout"] if change.is_layout_only else [])


def is_ignored_fact(name: str) -> bool:
    return name in _IGNORED_FACTS or is_quiet_key(name)


def _is_awaited(fact: FactChange) -> bool:
    """Whether a person has yet to enter the fact, because new versions begin without it: its absence says nothing."""
    return not fact.new and fact.name not in list_copied_columns() and fact.name in list_form_columns()


def _format_fact(fact: FactChange) -> str:
    old, new = (_format_value(value) for value in (fact.old, fact.new))
    label = fact.label[0].lower() + fact.label[1:]
    if is_code_key(fact.name) and old and new:
        return f"{new} instead of {old}"
    return f"{label} {new}" if new else f"“{fact.label}” no longer stated"


def _format_value(value) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return format_iso_day(value) if value else ""


def _describe_edition_changes(comparison: EditionComparison, noun: str) -> list[str]:
    facts = {fact.name: fact for fact in comparison.facts if not is_ignored_fact(fact.name) and not _is_awaited(fact)}
    dates = [facts.pop(name) for name in ("effective_from", "effective_until") if name in facts]
    clauses = []
    if title := facts.pop("title", None):
        clauses.append(f"title now “{title.new}”")
    renumbered = [change for change in comparison.points if change.op == "unchanged" and change.is_renumbered]
    if renumbered:
        clauses.append(f"other {noun}s renumbered")
    if comparison.is_body_changed or comparison.is_layout_changed:
        clauses.append("the text reworded" if comparison.is_body_changed else "the layout of the text")
    clauses += [f"{get_fact_names(name)[1]} changed" for name in facts]
    return clauses + [_format_fact(fact) for fact in dates]


def _group_by_op(changed: list[PointChange], noun: str) -> list[str]:
    groups = {"changed": "{} changed", "added": "new: {}", "removed": "{} removed"}
    numbers = {op: [change.new_number or change.old_number for change in changed if change.op == op] for op in groups}
    return [form.format(format_number_range(numbers[op], noun)) for op, form in groups.items() if numbers[op]]


def format_number_range(numbers: list[int], noun: str) -> str:
    """Returns the noun with a list of the numbers: "item 3", "items 1–4, 7 and 9"."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][-1] + 1:
            spans[-1][1:] = [number]
        else:
            spans.append([number])
    parts = ["–".join(map(str, span)) for span in spans]
    return f"{format_noun(len(numbers), noun)} {join_phrases(parts)}"


def _shorten_name(name: str) -> str:
    return name if len(name) <= 80 else f"{name[:79].rsplit(' ', 1)[0]}…"
