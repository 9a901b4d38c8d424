"""Sets a text and its copy side by side, word by word; typography (quotation marks, dashes, spaces, bullets) aside."""

from dataclasses import dataclass, field
from itertools import groupby

from portal.records.words import Change
from portal.sources.tokens import Token, bare, matched, opcodes, sentences, tokens

FEWEST = 5
"""Words that a sentence must have to show that two texts have something in common."""


@dataclass
class Row:
    """A paragraph of the original, and what the copy has in its place."""

    original: list[Change] = field(default_factory=list)
    copy: list[Change] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        return all(change.op == "equal" for change in (*self.original, *self.copy))


@dataclass
class Counts:
    """What differs, whole sentences apart from words."""

    words_added: int = 0
    words_removed: int = 0
    words_changed: int = 0
    sentences_added: int = 0
    sentences_left_out: int = 0
    marks: int = 0
    """Stretches in which punctuation alone differs."""


@dataclass(frozen=True)
class Collation:
    rows: list[Row]
    added: list[str]
    """Runs of words that only the copy has."""
    dropped: list[str]
    """Runs of words that only the original has."""
    counts: Counts
    is_identical: bool
    """Whether the two are the same to the character."""

    @property
    def differing(self) -> list[Row]:
        return [row for row in self.rows if not row.is_same]

    @property
    def summary(self) -> str:
        """One line, such as: one word added."""
        if self.is_identical:
            return "Identical, character for character."
        found = [
            phrase(self.counts.words_added, "word", "added"),
            phrase(self.counts.words_removed, "word", "removed"),
            phrase(self.counts.words_changed, "word", "changed"),
            phrase(self.counts.sentences_left_out, "sentence", "left out"),
            phrase(self.counts.sentences_added, "sentence", "added"),
        ]
        listed = ", ".join(filter(None, found)) or ("punctuation differs" if self.counts.marks else "")
        return f"{listed[:1].upper()}{listed[1:]}." if listed else "Typographic differences only."


def phrase(count: int, noun: str, verb: str) -> str:
    if not count:
        return ""
    return f"one {noun} {verb}" if count == 1 else f"{count} {noun}s {verb}"


def collate(original: str, copy: str) -> Collation:
    """Rows follow the original's paragraphs. Equal sentences are set aside first: time grows with what differs."""
    left, right = tokens(original), tokens(copy)
    rows, added, dropped, counts = [], [], [], Counts()
    for op, i1, i2, j1, j2 in opcodes(left, right):
        if op == "equal":
            for one, other in zip(left[i1:i2], right[j1:j2], strict=True):
                put(rows, one, "equal")
                rows[-1].copy.append(Change("equal", other.shown))
            continue
        for one in left[i1:i2]:
            put(rows, one, "delete")
        rows = rows or [Row()]
        rows[-1].copy += [Change("insert", other.shown) for other in right[j1:j2]]
        dropped += said(left[i1:i2])
        added += said(right[j1:j2])
        count(counts, left, right, (i1, i2, j1, j2))
    merged_rows = [Row(merged(row.original), merged(row.copy)) for row in rows]
    return Collation(merged_rows, added, dropped, counts, original == copy)


def count(counts: Counts, left: list[Token], right: list[Token], places: tuple[int, int, int, int]) -> None:
    """Adds what one stretch leaves out and adds."""
    i1, i2, j1, j2 = places
    gone, gone_words = whole(left, i1, i2)
    new, new_words = whole(right, j1, j2)
    if (gone or gone_words) and (new or new_words) and not (gone and new and gone != new):
        gone_words, gone = sum(token.is_word for token in left[i1:i2]), 0
        new_words, new = sum(token.is_word for token in right[j1:j2]), 0
    both = min(gone_words, new_words)
    counts.words_changed += both
    counts.words_removed += gone_words - both
    counts.words_added += new_words - both
    counts.sentences_left_out += gone
    counts.sentences_added += new
    counts.marks += not (gone or gone_words or new or new_words)


def whole(found: list[Token], start: int, end: int) -> tuple[int, int]:
    """How many whole sentences stand in the stretch, and how many words beside them."""
    number, words, place = 0, 0, start
    while place < end:
        last = place
        while last < end and found[last].sentence == found[place].sentence:
            last += 1
        begins = place == 0 or found[place - 1].sentence != found[place].sentence
        stops = last == len(found) or found[last].sentence != found[place].sentence
        inside = sum(token.is_word for token in found[place:last])
        if begins and stops and inside:
            number += 1
        else:
            words += inside
        place = last
    return number, words


def common(original: str, copy: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The stretch of each from the first sentence that both have to the last, and the equal words around it; None
    where they have no sentence in common."""
    left, right = tokens(original), tokens(copy)
    before, after = sentences(left), sentences(right)
    blocks = [
        (before[a1][0], before[a2 - 1][1], after[b1][0], after[b2 - 1][1])
        for op, a1, a2, b1, b2 in matched([bare(key) for _, _, key in before], [bare(key) for _, _, key in after])
        if op == "equal" and any(sum(token.is_word for token in left[s:e]) >= FEWEST for s, e, _ in before[a1:a2])
    ]
    if not blocks:
        return None
    (i1, _, j1, _), (_, i2, _, j2) = blocks[0], blocks[-1]
    while i1 and j1 and left[i1 - 1].word == right[j1 - 1].word:
        i1, j1 = i1 - 1, j1 - 1
    while not left[i1].is_word or not right[j1].is_word:
        i1, j1 = i1 + (not left[i1].is_word), j1 + (not right[j1].is_word)
    while i2 < len(left) and j2 < len(right) and left[i2].word == right[j2].word:
        i2, j2 = i2 + 1, j2 + 1
    return (left[i1].start, ends(left, i2, original)), (right[j1].start, ends(right, j2, copy))


def ends(found: list[Token], index: int, text: str) -> int:
    return found[index].start if index < len(found) else len(text)


def put(rows: list[Row], token: Token, op: str) -> None:
    if token.starts_paragraph or not rows:
        rows.append(Row())
    rows[-1].original.append(Change(op, token.shown))


def said(run: list[Token]) -> list[str]:
    return ["".join(token.shown for token in run).strip()] if run else []


def merged(changes: list[Change]) -> list[Change]:
    """Neighbors of one kind as one run."""
    runs = groupby(changes, key=lambda change: change.op)
    return [Change(op, "".join(change.text for change in run)) for op, run in runs]
