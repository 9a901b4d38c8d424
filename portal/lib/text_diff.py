"""Finds the words that differ between two texts."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from itertools import groupby, zip_longest
from os.path import commonprefix
from typing import Literal, NamedTuple

from portal.lib.scripts import MARKS, SPACELESS
from portal.lib.sequence_diff import StepBudget, find_longest_increase, list_opcodes

ChangeOp = Literal["equal", "insert", "delete", "move_from", "move_to"]


class TextChange(NamedTuple):
    """A run of text that is in both texts ("equal"), only in the new one ("insert") or only in the old ("delete").
    Lines at another place in the other text are "move_from" in the old text and "move_to" in the new one."""

    op: ChangeOp
    text: str


# A piece ends where a match ends; the rest of the text is the last piece.
_LINE_END = re.compile(r"\n\s*")
_SENTENCE_END = re.compile(r"[.!?:;؟؛۔।։።][\"'”’)\]]*\s+|[。！？；][”’」』）]*\s*|\n\s*")
# "10:30", "203-525-6959" and "don't" are words; in "2020," the comma is a piece of its own. A letter keeps its marks,
# and is a word of its own in scripts without spaces.
_LETTERS = rf"(?:(?![{SPACELESS}])[\w{MARKS}])+"
_WORD = re.compile(rf"[{SPACELESS}][{MARKS}]*\s*|{_LETTERS}(?:[-'’.:/@,]{_LETTERS})*\s*|[^\w\s{MARKS}]\s*|\s+")
# The number of an item changes with its place.
_ITEM_NUMBER = re.compile(r"\A\s*\d+[.)]\s+")
_LETTER = re.compile(r"\w")
_PIECE_SIZES = (_LINE_END, _SENTENCE_END, _WORD)

CHARACTERS_PER_WORD = 5
LONG_STRETCH = 5_000
"""A longer changed stretch of sentences, in characters of both sides, is compared piece by piece."""
MIN_MOVED = 4
"""Number of characters of the shortest line that is said to have moved."""


def diff_words(old: str, new: str) -> list[TextChange]:
    """Returns the runs that lead from `old` to `new`: deletions before insertions, and no two neighbors with one op.

    Equal and deleted runs together are exactly `old`; equal and inserted runs together are exactly `new`. Paragraphs
    and other lines, such as the rows of a table, are compared first, then the sentences of changed lines, then the
    words of changed sentences. A stretch for which this would take too long becomes one deletion and one insertion.
    White space or punctuation by itself never separates two changes.
    """
    return _diff_texts(old, new, set())


def diff_lines_and_words(old: str, new: str) -> list[TextChange]:
    """Does the same, but a line that is once in each text, at another place, has moved. Equal and deleted runs and
    those moved from their place are `old`; equal and inserted runs and those moved to their place are `new`."""
    return _diff_texts(old, new, _find_moved_lines(old, new))


def _find_moved_lines(old: str, new: str) -> Set[str]:
    cores = [[_get_moving_words(piece) for piece in _split_pieces(text, _LINE_END)] for text in (old, new)]
    counts = [Counter(side) for side in cores]
    in_place = {
        core for op, i, i_end, _, _ in list_opcodes(cores[0], cores[1]) if op == "equal" for core in cores[0][i:i_end]
    }
    return {
        core
        for core, count in counts[0].items()
        if count == counts[1][core] == 1 and core not in in_place and len(core) >= MIN_MOVED
    }


def _get_moving_words(line: str) -> str:
    """Returns what a line keeps at another place: all but the number of an item and the white space at the end."""
    return _ITEM_NUMBER.sub("", line).rstrip()


def _diff_texts(old: str, new: str, moved: Set[str]) -> list[TextChange]:
    budget = StepBudget.for_items((len(old) + len(new)) // CHARACTERS_PER_WORD, old.count("\n") + new.count("\n"))
    changes = (change for change in _compare_texts(old, new, _PIECE_SIZES, budget, moved) if change.text)
    runs = groupby(changes, key=lambda change: change.op)
    return list(_tidy_changes(TextChange(op, "".join(change.text for change in run)) for op, run in runs))


def _compare_texts(
    old: str, new: str, sizes: tuple[re.Pattern[str], ...], budget: StepBudget, moved: Set[str]
) -> Iterator[TextChange]:
    if not sizes or budget.steps <= 0:
        yield from (TextChange("delete", old), TextChange("insert", new))
        return
    size, *smaller = sizes
    before, after = _split_pieces(old, size), _split_pieces(new, size)
    if smaller and len(before) == len(after) == 1 and size is not _LINE_END:
        yield from _compare_texts(old, new, tuple(smaller), budget, moved)
        return
    cores = [[piece.rstrip() for piece in side] for side in (before, after)]
    for op, i, i_end, j, j_end in list_opcodes(cores[0], cores[1], budget):
        if op == "equal":
            yield from _compare_gaps(before[i:i_end], after[j:j_end])
            continue
        for removed, added in _split_stretches(before[i:i_end], after[j:j_end], moved, is_lines=size is _LINE_END):
            yield from _compare_pieces(removed, added, tuple(smaller), budget, moved)


def _compare_pieces(
    old: list[str], new: list[str], sizes: tuple[re.Pattern[str], ...], budget: StepBudget, moved: Set[str]
) -> Iterator[TextChange]:
    """Compares a stretch of pieces in smaller pieces. Moved lines divide it into parts that are compared in order."""
    sides = [_split_at_moves(side, moved) for side in (old, new)]
    for (removed, moved_from), (added, moved_to) in zip_longest(*sides, fillvalue=("", "")):
        yield from _compare_texts(removed, added, sizes if removed and added else (), budget, set())
        yield TextChange("move_from", moved_from)
        yield TextChange("move_to", moved_to)


def _split_at_moves(pieces: list[str], moved: Set[str]) -> list[tuple[str, str]]:
    """Returns pairs: the text up to the next moved lines, and these lines."""
    pairs: list[tuple[list[str], list[str]]] = [([], [])]
    for piece in pieces:
        rest, lines = pairs[-1]
        if _get_moving_words(piece) in moved:
            lines.append(piece)
        elif lines:
            pairs.append(([piece], []))
        else:
            rest.append(piece)
    return [("".join(rest), "".join(lines)) for rest, lines in pairs]


def _split_stretches(
    old: list[str], new: list[str], moved: Set[str], *, is_lines: bool
) -> Iterator[tuple[list[str], list[str]]]:
    """Yields the pieces to compare with each other. Sentences are compared in one go, which also finds words in another
    sentence, unless that costs too much. A line is compared with the line that shares its rare words, so that a new row
    in a table does not shift the rows below it."""
    is_long = sum(map(len, old)) + sum(map(len, new)) > LONG_STRETCH
    if not old or not new or not (is_lines or is_long):
        yield old, new
        return
    i = j = 0
    pairs = _pair_pieces(old, new, moved)
    for i_pair, j_pair in [*pairs, (len(old), len(new))]:
        if i_pair - i == j_pair - j:
            yield from (([one], [other]) for one, other in zip(old[i:i_pair], new[j:j_pair], strict=True))
        else:
            yield old[i:i_pair], new[j:j_pair]
        if i_pair < len(old):
            yield [old[i_pair]], [new[j_pair]]
        i, j = i_pair + 1, j_pair + 1


def _pair_pieces(old: list[str], new: list[str], moved: Set[str]) -> list[tuple[int, int]]:
    """Pairs pieces that share words which are once in each stretch; long words count more. The pairs have the same
    order on both sides. Moved lines have no pair."""
    places = [_find_rare_words(side, moved) for side in (old, new)]
    weights: dict[int, Counter[int]] = defaultdict(Counter)
    for word in places[0].keys() & places[1].keys():
        weights[places[0][word]][places[1][word]] += len(word)
    best = [(i, max(weights[i].items(), key=lambda item: (item[1], -item[0]))[0]) for i in sorted(weights)]
    return find_longest_increase(best)


def _find_rare_words(pieces: list[str], moved: Set[str]) -> dict[str, int]:
    """Returns the words that occur once, with the index of their piece."""
    counts: Counter[str] = Counter()
    places: dict[str, int] = {}
    for index, piece in enumerate(pieces):
        if _get_moving_words(piece) in moved:
            continue
        for match in _WORD.finditer(piece):
            word = match[0].rstrip()
            counts[word] += 1
            places[word] = index
    return {word: index for word, index in places.items() if counts[word] == 1 and _LETTER.search(word)}


def _split_pieces(text: str, size: re.Pattern[str]) -> list[str]:
    """Splits a text into lines, sentences or words, each with the white space after it."""
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
        if op in ("move_from", "move_to"):
            # The line break between the moved line and the one above belongs to the move.
            if op == "move_to" and not (deleted or inserted.strip() or held):
                text, inserted = inserted + text, ""
            elif op == "move_from" and not (inserted or deleted.strip() or held):
                text, deleted = deleted + text, ""
            yield from _build_runs(equal, deleted, inserted)
            yield from _build_runs(held, "", "")
            yield TextChange(op, text)
            equal = deleted = inserted = held = ""
        elif op != "equal":
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
