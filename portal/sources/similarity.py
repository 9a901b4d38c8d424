"""Measures how similar texts are, and matches the points of a later state of a text with those of the earlier one.

Pure. Short texts are compared by runs of three letters, so that a lost space or a corrected word costs little; runs
that many points of a list share (“will re-open by appointment only”) count less. Running text is compared by runs of
three words; different texts have almost none of these in common."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log1p

LETTERS = re.compile(r"[^\W_]+")
SAME = 0.98
"""From this score on, two texts count as the same; only spaces and punctuation differ."""
ENOUGH = 0.58
"""From this score on, a text counts as a later state of another."""
PAIR = 0.5
"""From this score on, two points count as the same point."""
TITLE = 0.6
"""Score of an equal title without other similarity."""
MOST_PAIRS = 40_000
"""Most pairs of points that are scored; in longer lists, only equal points are paired."""


@dataclass(frozen=True)
class ComparedStatement:
    """A point: its words, its dates, and its key if it has one."""

    words: str
    days: tuple = ()
    key: str = ""


@dataclass(frozen=True)
class ComparedText:
    title: str
    statements: Sequence[ComparedStatement] = ()
    body: str = ""


@dataclass(frozen=True)
class Similarity:
    """`score` is the confidence (0 to 1) that the new text is a state of the old one; `coverage` is the share (0 to 1)
    of the longer text that both have. `keys` has the old key, or None, for each statement of the new text."""

    score: float
    coverage: float
    is_same: bool
    keys: list[str | None] = field(default_factory=list)

    @property
    def is_later(self) -> bool:
        return not self.is_same and self.score >= ENOUGH


def compare_texts(old: ComparedText, new: ComparedText) -> Similarity:
    """Scores whether the new text is a state of the old one. Time grows with the lengths, and with the product of the
    numbers of statements up to MOST_PAIRS."""
    title = get_similarity(old.title, new.title) if new.title else 0.0
    pairs = pair_texts([row.words for row in old.statements], [row.words for row in new.statements])
    keys = [None if place is None else old.statements[place].key for place, _ in pairs]
    body = by_words(old.body, new.body) if old.body and new.body else None
    fewer = min(len(old.statements), len(new.statements))
    share = sum(score for place, score in pairs if place is not None) / fewer if fewer else 0.0
    content = max(share, body or 0.0) if fewer else body or 0.0
    score = 1 - (1 - TITLE * title) * (1 - content)
    longer = max(len(old.statements), len(new.statements))
    coverage = content * fewer / longer if longer else content
    return Similarity(score, coverage, is_same(old, new, pairs, body, title), keys)


def is_same(
    old: ComparedText, new: ComparedText, pairs: list[tuple[int | None, float]], body: float | None, title: float
) -> bool:
    """Returns whether the new text has the same content as the old one, including the dates."""
    if len(old.statements) != len(new.statements) or new.title and title < SAME:
        return False
    if body is not None and body < SAME or (not old.statements and body is None):
        return False
    return all(
        place is not None and score >= SAME and old.statements[place].days == statement.days
        for (place, score), statement in zip(pairs, new.statements, strict=True)
    )


def join_letters(words: str) -> str:
    return "".join(LETTERS.findall(words.casefold()))


def count_grams(words: str) -> Counter:
    """Counts each run of three letters in the words, ignoring spaces and punctuation."""
    run = f"  {join_letters(words)} "
    return Counter(run[place : place + 3] for place in range(len(run) - 2))


def get_similarity(left: str, right: str) -> float:
    """Returns a score from 0 (nothing in common) to 1 (the same letters)."""
    return get_dice(count_grams(left), count_grams(right), {})


def get_dice(left: Counter, right: Counter, weights: dict[str, float]) -> float:
    if len(left) > len(right):
        left, right = right, left
    both = sum(min(count, right[gram]) * weights.get(gram, 1.0) for gram, count in left.items() if gram in right)
    every = get_mass(left, weights) + get_mass(right, weights)
    return 2 * both / every if every else 0.0


def get_mass(counts: Counter, weights: dict[str, float]) -> float:
    return sum(count * weights.get(gram, 1.0) for gram, count in counts.items())


def by_words(left: str, right: str) -> float:
    """Returns the share of runs of three words that two texts have in common."""
    return get_dice(list_shingles(left), list_shingles(right), {})


def list_shingles(text: str) -> Counter:
    words = LETTERS.findall(text.casefold())
    if len(words) < 3:
        return Counter(words)
    return Counter(" ".join(words[place : place + 3]) for place in range(len(words) - 2))


def pair_texts(old: Sequence[str], new: Sequence[str]) -> list[tuple[int | None, float]]:
    """Returns, for each new text, the index of its earlier state (or None) and their similarity. Uses each old text at
    most once."""
    pairs: list[tuple[int | None, float]] = [(None, 0.0)] * len(new)
    free = {place: join_letters(words) for place, words in enumerate(old)}
    by_letters: dict[str, list[int]] = {}
    for place, words in free.items():
        by_letters.setdefault(words, []).append(place)
    for place, words in enumerate(new):
        if same := by_letters.get(join_letters(words)):
            pairs[place] = same.pop(0), 1.0
            del free[pairs[place][0]]
    left = [place for place, (old_place, _) in enumerate(pairs) if old_place is None]
    if len(left) * len(free) > MOST_PAIRS:
        return pairs
    for score, old_place, place in score_pairs(old, new, list(free), left):
        if old_place in free and pairs[place][0] is None and score >= PAIR:
            pairs[place] = old_place, score
            del free[old_place]
    return pairs


def score_pairs(old: Sequence[str], new: Sequence[str], places: list[int], others: list[int]) -> list:
    """Returns every pair of the places with its score: highest score first, then nearest in order."""
    before, after = (
        {place: count_grams(old[place]) for place in places},
        {place: count_grams(new[place]) for place in others},
    )
    lists = [count_grams(words) for words in old] if places and others else []
    spread = Counter(gram for grams in lists for gram in grams)
    weights = {gram: log1p(len(lists) / count) for gram, count in spread.items()}
    pairs = [
        (get_dice(old_grams, new_grams, weights), place, there)
        for place, old_grams in before.items()
        for there, new_grams in after.items()
    ]
    return sorted(pairs, key=lambda row: (-row[0], abs(row[1] - row[2])))
