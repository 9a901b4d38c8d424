"""Compares a text with its copy word by word, ignoring typography (quotation marks, dashes, spaces, bullets)."""

from dataclasses import dataclass, field
from itertools import groupby

from portal.lib.grammar import format_noun
from portal.lib.sequence_diff import list_opcodes
from portal.lib.text_diff import TextChange
from portal.sources.comparison.tokens import (
    TextToken,
    group_sentences,
    list_token_opcodes,
    split_tokens,
    strip_marks,
)

FEWEST = 5
"""Fewest words of a sentence that counts as common to two texts."""


@dataclass
class CollationRow:
    """A paragraph of the original and the corresponding text of the copy."""

    original: list[TextChange] = field(default_factory=list)
    copy: list[TextChange] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        return all(change.op == "equal" for change in (*self.original, *self.copy))


@dataclass
class CollationCounts:
    """Counts of the differences. A whole sentence counts as a sentence, not as words."""

    words_added: int = 0
    words_removed: int = 0
    words_changed: int = 0
    sentences_added: int = 0
    sentences_left_out: int = 0
    marks: int = 0
    """Stretches in which only punctuation differs."""


@dataclass(frozen=True)
class Collation:
    rows: list[CollationRow]
    added: list[str]
    """Runs of words that only the copy has."""
    dropped: list[str]
    """Runs of words that only the original has."""
    counts: CollationCounts
    is_identical: bool
    """Whether both texts are equal, character for character."""

    @property
    def differing(self) -> list[CollationRow]:
        return [row for row in self.rows if not row.is_same]

    @property
    def summary(self) -> str:
        """One line, such as “One word added.”"""
        if self.is_identical:
            return "Identical, character for character."
        phrases = [
            format_count_phrase(self.counts.words_added, "word", "added"),
            format_count_phrase(self.counts.words_removed, "word", "removed"),
            format_count_phrase(self.counts.words_changed, "word", "changed"),
            format_count_phrase(self.counts.sentences_left_out, "sentence", "left out"),
            format_count_phrase(self.counts.sentences_added, "sentence", "added"),
        ]
        listed = ", ".join(filter(None, phrases)) or ("punctuation differs" if self.counts.marks else "")
        return f"{listed[:1].upper()}{listed[1:]}." if listed else "Typographic differences only."


def format_count_phrase(count: int, noun: str, verb: str) -> str:
    if not count:
        return ""
    return f"{'one' if count == 1 else count} {format_noun(count, noun)} {verb}"


def collate_texts(original: str, copy: str) -> Collation:
    """Compares the texts in rows, one for each paragraph of the original. Equal sentences are matched first, so time
    grows with the differences."""
    left, right = split_tokens(original), split_tokens(copy)
    rows, added, dropped, counts = [], [], [], CollationCounts()
    for op, i1, i2, j1, j2 in list_token_opcodes(left, right):
        if op == "equal":
            for token, copied in zip(left[i1:i2], right[j1:j2], strict=True):
                add_token(rows, token, "equal")
                rows[-1].copy.append(TextChange("equal", copied.shown))
            continue
        for token in left[i1:i2]:
            add_token(rows, token, "delete")
        rows = rows or [CollationRow()]
        rows[-1].copy += [TextChange("insert", copied.shown) for copied in right[j1:j2]]
        dropped += join_run(left[i1:i2])
        added += join_run(right[j1:j2])
        count_stretch(counts, left, right, (i1, i2, j1, j2))
    merged_rows = [CollationRow(merge_changes(row.original), merge_changes(row.copy)) for row in rows]
    return Collation(merged_rows, added, dropped, counts, original == copy)


def count_stretch(
    counts: CollationCounts, left: list[TextToken], right: list[TextToken], places: tuple[int, int, int, int]
) -> None:
    """Adds the differences of one stretch to the counts."""
    i1, i2, j1, j2 = places
    gone, gone_words = count_whole_sentences(left, i1, i2)
    new, new_words = count_whole_sentences(right, j1, j2)
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


def count_whole_sentences(tokens: list[TextToken], start: int, end: int) -> tuple[int, int]:
    """Returns the number of whole sentences in the stretch, and of words outside them."""
    number, words, place = 0, 0, start
    while place < end:
        last = place
        while last < end and tokens[last].sentence == tokens[place].sentence:
            last += 1
        begins = place == 0 or tokens[place - 1].sentence != tokens[place].sentence
        stops = last == len(tokens) or tokens[last].sentence != tokens[place].sentence
        inside = sum(token.is_word for token in tokens[place:last])
        if begins and stops and inside:
            number += 1
        else:
            words += inside
        place = last
    return number, words


def find_common_stretch(original: str, copy: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Returns the span of each text from the first sentence in common to the last, extended by equal words around it;
    None if the texts have no sentence in common."""
    left, right = split_tokens(original), split_tokens(copy)
    before, after = group_sentences(left), group_sentences(right)
    blocks = [
        (before[a1][0], before[a2 - 1][1], after[b1][0], after[b2 - 1][1])
        for op, a1, a2, b1, b2 in list_opcodes(
            [strip_marks(key) for _, _, key in before], [strip_marks(key) for _, _, key in after]
        )
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
    return (left[i1].start, ends_sentence(left, i2, original)), (right[j1].start, ends_sentence(right, j2, copy))


def ends_sentence(tokens: list[TextToken], index: int, text: str) -> int:
    return tokens[index].start if index < len(tokens) else len(text)


def add_token(rows: list[CollationRow], token: TextToken, op: str) -> None:
    if token.starts_paragraph or not rows:
        rows.append(CollationRow())
    rows[-1].original.append(TextChange(op, token.shown))


def join_run(run: list[TextToken]) -> list[str]:
    return ["".join(token.shown for token in run).strip()] if run else []


def merge_changes(changes: list[TextChange]) -> list[TextChange]:
    """Joins neighbors with the same operation."""
    runs = groupby(changes, key=lambda change: change.op)
    return [TextChange(op, "".join(change.text for change in run)) for op, run in runs]
