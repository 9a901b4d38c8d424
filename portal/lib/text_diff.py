"""Finds the words that differ between two texts."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from os.path import commonprefix
from typing import Literal, NamedTuple

from portal.lib.sequence_diff import StepBudget, list_opcodes

ChangeOp = Literal["equal", "insert", "delete"]


class TextChange(NamedTuple):
    """A run of text that is in both texts ("equal"), only in the new one ("insert") or only in the old ("delete")."""

    op: ChangeOp
    text: str


# A piece ends where a match ends; the rest of the text is the last piece.
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]]*\s+|\n\s*")
# "10:30", "203-525-6959" and "don't" are words; in "2020," the comma is a piece of its own.
_WORD = re.compile(r"\w+(?:[-'’.:/@,]\w+)*\s*|[^\w\s]\s*|\s+")
_LETTER = re.compile(r"\w")
_PIECE_SIZES = (_PARAGRAPH_END, _SENTENCE_END, _WORD)

CHARACTERS_PER_WORD = 5
LONG_STRETCH = 5_000
"""A longer changed stretch, in characters of both sides, is compared piece by piece if both have as many pieces."""


def diff_words(old: str, new: str) -> list[TextChange]:
    """Returns the runs that lead from `old` to `new`: deletions before insertions, and no two neighbors with one op.

    Equal and deleted runs together are exactly `old`; equal and inserted runs together are exactly `new`. Paragraphs
    are compared first, then the sentences of changed paragraphs, then the words of changed sentences. A stretch for
    which this would take too long becomes one deletion and one insertion. White space or punctuation by itself never
    separates two changes.
    """
    budget = StepBudget.for_items((len(old) + len(new)) // CHARACTERS_PER_WORD)
    changes = (change for change in _compare_texts(old, new, _PIECE_SIZES, budget) if change.text)
    runs = groupby(changes, key=lambda change: change.op)
    return list(_tidy_changes(TextChange(op, "".join(change.text for change in run)) for op, run in runs))


def _compare_texts(old: str, new: str, sizes: tuple[re.Pattern[str], ...], budget: StepBudget) -> Iterator[TextChange]:
    if not sizes or budget.steps <= 0:
        yield from (TextChange("delete", old), TextChange("insert", new))
        return
    size, *smaller = sizes
    before, after = _split_pieces(old, size), _split_pieces(new, size)
    cores = [[piece.rstrip() for piece in side] for side in (before, after)]
    for op, i, i_end, j, j_end in list_opcodes(cores[0], cores[1], budget):
        if op == "equal":
            yield from _compare_gaps(before[i:i_end], after[j:j_end])
        else:
            for removed, added in _split_stretches(before[i:i_end], after[j:j_end]):
                yield from _compare_texts(removed, added, tuple(smaller if op == "replace" else ()), budget)


def _split_stretches(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Yields the pairs of texts to compare in smaller pieces. One pair for everything can match moved pieces; pairs
    piece by piece keep the cost of a long stretch low."""
    before, after = "".join(old), "".join(new)
    if len(old) == len(new) and len(before) + len(after) > LONG_STRETCH:
        yield from zip(old, new, strict=True)
    else:
        yield before, after


def _split_pieces(text: str, size: re.Pattern[str]) -> list[str]:
    """Splits a text into paragraphs, sentences or words, each with the white space after it."""
    ends = [match.end() for match in size.finditer(text)]
    pieces = [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    return pieces if pieces[-1] else pieces[:-1]


def _compare_gaps(old: list[str], new: list[str]) -> Iterator[TextChange]:
    """Yields the changes between pieces that differ at most in the white space after them."""
    for before, after in zip(old, new, strict=True):
        if before == after:
            yield TextChange("equal", before)
        else:
            core = before.rstrip()
            yield TextChange("equal", core)
            yield TextChange("delete", before[len(core) :])
            yield TextChange("insert", after[len(core) :])


def _tidy_changes(changes: Iterable[TextChange]) -> Iterator[TextChange]:
    """Merges runs. Filler between two changes becomes part of both; white space that a deletion and an insertion share
    at their ends becomes part of neither."""
    equal = deleted = inserted = held = ""
    for op, text in changes:
        if op != "equal":
            deleted += held + text if op == "delete" else held
            inserted += held + text if op == "insert" else held
            held = ""
        elif not (deleted or inserted):
            equal += text
        elif not _is_filler(held := held + text):
            before, deleted, inserted, after = _trim_shared_space(deleted, inserted)
            yield from _build_runs(equal + before, deleted, inserted)
            equal, deleted, inserted, held = after + held, "", "", ""
    before, deleted, inserted, after = _trim_shared_space(deleted, inserted)
    yield from _build_runs(equal + before, deleted, inserted)
    yield from _build_runs(after + held, "", "")


def _is_filler(text: str) -> bool:
    """Whether the text is white space, or punctuation within a line. A period before a new line separates changes."""
    return text.isspace() or ("\n" not in text and not _LETTER.search(text))


def _build_runs(equal: str, deleted: str, inserted: str) -> Iterator[TextChange]:
    runs: tuple[TextChange, ...] = (
        TextChange("equal", equal),
        TextChange("delete", deleted),
        TextChange("insert", inserted),
    )
    return (run for run in runs if run.text)


def _trim_shared_space(old: str, new: str) -> tuple[str, str, str, str]:
    """Returns the shared white space before, `old` without it, `new` without it, and the shared white space after."""
    before = _get_shared_space(old, new)
    old, new = old[len(before) :], new[len(before) :]
    after = _get_shared_space(old[::-1], new[::-1])[::-1]
    return before, old[: len(old) - len(after)], new[: len(new) - len(after)], after


def _get_shared_space(old: str, new: str) -> str:
    shared = commonprefix([old, new])
    return shared[: len(shared) - len(shared.lstrip())]
