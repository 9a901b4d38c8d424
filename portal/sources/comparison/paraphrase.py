"""Finds the sentences of a report that speak of a point in words of their own, so that both can be read together.
Whether the sense is the same is for the reader to say."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p, sqrt

WORD = re.compile(r"[^\W\d_]{3,}")
SENTENCE = re.compile(r"[^\n.!?]*(?:[.!?](?!\s|[”\"’')]+\s|$)[^\n.!?]*)*(?:[.!?]+[”\"’')]*)?")
STEM = 6
"""Letters by which words are known again: enforce, enforcement, enforcing."""
ENOUGH = 0.3
MOST_SENTENCES = 5_000
COMMON = frozenset(
    "the and that for with from are was were will who this these those its has have been any not".split()
)


@dataclass(frozen=True)
class Paraphrase:
    """A point, and the characters start to end of the report that are nearest to it."""

    point: int
    start: int
    end: int
    likeness: float


def find_paraphrases(points: Sequence[str], report: str) -> list[Paraphrase]:
    """At most two sentences for each point, in the order of the points and then of the report; none that says the
    point word for word. Time grows with the number of points times the length of the report."""
    spans = split_report_sentences(report)[:MOST_SENTENCES]
    stems = [list_stems(report[start:end]) for start, end in spans]
    wanted = [list_stems(point) for point in points]
    spread = Counter(stem for found in (*stems, *wanted) for stem in found)
    weights = {stem: log1p((len(stems) + len(wanted)) / number) for stem, number in spread.items()}
    made: list[Paraphrase] = []
    whole = fold_words(report) if points else ""
    for place, (point, mine) in enumerate(zip(points, wanted, strict=True)):
        if fold_words(point) in whole:
            continue
        near = [
            Paraphrase(place, start, end, likeness)
            for (start, end), theirs in zip(spans, stems, strict=True)
            if (likeness := get_cosine(mine, theirs, weights)) >= ENOUGH
        ]
        near = sorted(near, key=lambda one: -one.likeness)[:2]
        made += sorted(near, key=lambda one: one.start)
    return made


def split_report_sentences(text: str) -> list[tuple[int, int]]:
    found = []
    for match in SENTENCE.finditer(text):
        start, end = match.span()
        start += len(match[0]) - len(match[0].lstrip())
        if end > start and WORD.search(text, start, end):
            found.append((start, end))
    return found


def list_stems(words: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in WORD.findall(words.casefold()) if word not in COMMON)


def get_cosine(one: frozenset[str], other: frozenset[str], weights: dict[str, float]) -> float:
    both = sum(weights[stem] ** 2 for stem in one & other)
    lengths = sqrt(sum(weights[stem] ** 2 for stem in one) * sum(weights[stem] ** 2 for stem in other))
    return both / lengths if lengths else 0.0


def fold_words(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))
