"""How alike texts are, and which points of a later state of a text are points of the earlier one.

Pure. Short texts are compared by runs of three letters, so that a lost space or a corrected word costs little; runs
that many points of a list have (“will re-open by appointment only”) count for less. Running text is compared by runs
of three words, of which two different texts share next to none."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log1p

LETTERS = re.compile(r"[^\W_]+")
SAME = 0.98
"""From here on two texts say the same; what is left are spaces and marks."""
ENOUGH = 0.58
"""From here on a text is taken for a later state of another."""
PAIR = 0.5
"""From here on two points are taken for the same one."""
TITLE = 0.6
"""How much an equal title says by itself."""
MOST_PAIRS = 40_000
"""As many pairs of points as are weighed; of longer lists only equal points are paired."""


@dataclass(frozen=True)
class ComparedStatement:
    """A point: its words, its days, and its key where it has one."""

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
    """From 0 to 1: `score`, how surely it is a state of the old text, and `coverage`, how much of the longer text both
    have. `keys` has for each statement of the new text the key of the old one, or None."""

    score: float
    coverage: float
    is_same: bool
    keys: list[str | None] = field(default_factory=list)

    @property
    def is_later(self) -> bool:
        return not self.is_same and self.score >= ENOUGH


def compare_texts(old: ComparedText, new: ComparedText) -> Similarity:
    """How surely the new text is a state of the old one. Time grows with the lengths, and with the product of the
    numbers of statements as far as MOST_PAIRS."""
    title = get_similarity(old.title, new.title) if new.title else 0.0
    pairs = pair_texts([one.words for one in old.statements], [one.words for one in new.statements])
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
    """Whether the new text says all that the old one does and nothing else, its days included."""
    if len(old.statements) != len(new.statements) or new.title and title < SAME:
        return False
    if body is not None and body < SAME or (not old.statements and body is None):
        return False
    return all(
        place is not None and score >= SAME and old.statements[place].days == one.days
        for (place, score), one in zip(pairs, new.statements, strict=True)
    )


def join_letters(words: str) -> str:
    return "".join(LETTERS.findall(words.casefold()))


def count_grams(words: str) -> Counter:
    """How often each run of three letters is in the words, spaces and marks aside."""
    run = f"  {join_letters(words)} "
    return Counter(run[place : place + 3] for place in range(len(run) - 2))


def get_similarity(one: str, other: str) -> float:
    """From 0, nothing in common, to 1, the same letters."""
    return get_dice(count_grams(one), count_grams(other), {})


def get_dice(one: Counter, other: Counter, weights: dict[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    both = sum(min(count, other[gram]) * weights.get(gram, 1.0) for gram, count in one.items() if gram in other)
    every = get_mass(one, weights) + get_mass(other, weights)
    return 2 * both / every if every else 0.0


def get_mass(found: Counter, weights: dict[str, float]) -> float:
    return sum(count * weights.get(gram, 1.0) for gram, count in found.items())


def by_words(one: str, other: str) -> float:
    """The share of runs of three words that two texts have in common."""
    return get_dice(list_shingles(one), list_shingles(other), {})


def list_shingles(text: str) -> Counter:
    words = LETTERS.findall(text.casefold())
    if len(words) < 3:
        return Counter(words)
    return Counter(" ".join(words[place : place + 3]) for place in range(len(words) - 2))


def pair_texts(old: Sequence[str], new: Sequence[str]) -> list[tuple[int | None, float]]:
    """For each new text the place of the old one that it is a state of, and how alike they are; no old one twice."""
    made: list[tuple[int | None, float]] = [(None, 0.0)] * len(new)
    free = {place: join_letters(words) for place, words in enumerate(old)}
    by_letters: dict[str, list[int]] = {}
    for place, words in free.items():
        by_letters.setdefault(words, []).append(place)
    for place, words in enumerate(new):
        if same := by_letters.get(join_letters(words)):
            made[place] = same.pop(0), 1.0
            del free[made[place][0]]
    left = [place for place, (found, _) in enumerate(made) if found is None]
    if len(left) * len(free) > MOST_PAIRS:
        return made
    for score, one, other in score_pairs(old, new, list(free), left):
        if one in free and made[other][0] is None and score >= PAIR:
            made[other] = one, score
            del free[one]
    return made


def score_pairs(old: Sequence[str], new: Sequence[str], places: list[int], others: list[int]) -> list:
    """Every pair of the places with its likeness, the most alike first, then those nearest in order."""
    before, after = (
        {place: count_grams(old[place]) for place in places},
        {place: count_grams(new[place]) for place in others},
    )
    lists = [count_grams(words) for words in old] if places and others else []
    spread = Counter(gram for found in lists for gram in found)
    weights = {gram: log1p(len(lists) / count) for gram, count in spread.items()}
    found = [
        (get_dice(one, other, weights), place, there) for place, one in before.items() for there, other in after.items()
    ]
    return sorted(found, key=lambda row: (-row[0], abs(row[1] - row[2])))
