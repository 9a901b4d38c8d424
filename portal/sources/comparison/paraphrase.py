"""Finds the sentences of a report that paraphrase a point, so that readers can compare both. Whether the meaning is the
same is for readers to judge."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p, sqrt

WORD = re.compile(r"[^\W\d_]{3,}")
SENTENCE = re.compile(r"[^\n.!?]*(?:[.!?](?!\s|[”\"’')]+\s|$)[^\n.!?]*)*(?:[.!?]+[”\"’')]*)?")
STEM = 6
"""First letters by which related words match: enforce, enforcement, enforcing."""
ENOUGH = 0.3
MOST_SENTENCES = 5_000
COMMON = frozenset(
    "the and that for with from are was were will who this these those its has have been any not".split()
)


@dataclass(frozen=True)
class Paraphrase:
    """A point (its index) and the span of the report, start to end, that is most similar to it."""

    point: int
    start: int
    end: int
    likeness: float


def find_paraphrases(points: Sequence[str], report: str) -> list[Paraphrase]:
    """Returns at most two sentences for each point, in the order of the points and then of the report. Skips points
    that the report quotes word for word. Time grows with the number of points times the length of the report."""
    spans = split_report_sentences(report)[:MOST_SENTENCES]
    stems = [list_stems(report[start:end]) for start, end in spans]
    wanted = [list_stems(point) for point in points]
    spread = Counter(stem for group in (*stems, *wanted) for stem in group)
    weights = {stem: log1p((len(stems) + len(wanted)) / number) for stem, number in spread.items()}
    paraphrases: list[Paraphrase] = []
    whole = fold_words(report) if points else ""
    for place, (point, point_stems) in enumerate(zip(points, wanted, strict=True)):
        if fold_words(point) in whole:
            continue
        near = [
            Paraphrase(place, start, end, likeness)
            for (start, end), sentence_stems in zip(spans, stems, strict=True)
            if (likeness := get_cosine(point_stems, sentence_stems, weights)) >= ENOUGH
        ]
        near = sorted(near, key=lambda paraphrase: -paraphrase.likeness)[:2]
        paraphrases += sorted(near, key=lambda paraphrase: paraphrase.start)
    return paraphrases


def split_report_sentences(text: str) -> list[tuple[int, int]]:
    spans = []
    for match in SENTENCE.finditer(text):
        start, end = match.span()
        start += len(match[0]) - len(match[0].lstrip())
        if end > start and WORD.search(text, start, end):
            spans.append((start, end))
    return spans


def list_stems(words: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in WORD.findall(words.casefold()) if word not in COMMON)


def get_cosine(left: frozenset[str], right: frozenset[str], weights: dict[str, float]) -> float:
    both = sum(weights[stem] ** 2 for stem in left & right)
    lengths = sqrt(sum(weights[stem] ** 2 for stem in left) * sum(weights[stem] ** 2 for stem in right))
    return both / lengths if lengths else 0.0


def fold_words(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))
