"""Which words differ between two texts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from os.path import commonprefix
from typing import Literal, NamedTuple

ChangeOp = Literal["equal", "insert", "delete"]


class TextChange(NamedTuple):
    """A run of text that both have, that only the new one has ("insert") or only the old one ("delete")."""

    op: ChangeOp
    text: str


class _Piece(NamedTuple):
    """A paragraph, sentence, word or punctuation mark, and the white space after it."""

    core: str
    gap: str


# Where a match ends, a piece of that size ends; what is left over is the last piece.
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]]*\s+|\n\s*")
# "10:30", "203-525-6959" and "don't" are words; in "2020," the comma stands for itself.
_WORD = re.compile(r"\w+(?:[-'’.:/@,]\w+)*\s*|[^\w\s]\s*|\s+")
_LETTER = re.compile(r"\w")
_PIECE_SIZES = (_PARAGRAPH_END, _SENTENCE_END, _WORD)

MAX_PAIRS = 20_000
"""How many pairs of equal pieces difflib may weigh in one stretch. It may weigh each again for every match it
finds, so this is a tenth of a second at worst; two unlike texts of 1,000 words have about as many pairs."""
LONG_STRETCH = 5_000
"""From how many characters on a changed stretch is compared piece by piece, if both sides have as many."""


def diff_words(old: str, new: str) -> list[TextChange]:
    """The runs that lead from `old` to `new`, deletions before insertions, neighbours never of one op.

    Equal and deleted runs joined are `old`, equal and inserted ones are `new`, to the character.
    Paragraphs are compared first, then the sentences of changed paragraphs, then the words of changed
    sentences. A stretch with so many words in common that this could take long (`MOST_PAIRS`) is given
    as one deletion and one insertion. White space or punctuation by itself never separates two changes.
    """
    return list(_tidy_changes(change for change in _compare_texts(old, new, _PIECE_SIZES) if change.text))


def _compare_texts(old: str, new: str, sizes: tuple[re.Pattern[str], ...]) -> Iterator[TextChange]:
    size, *smaller = sizes
    before, after = _split_pieces(old, size), _split_pieces(new, size)
    for op, i, i_end, j, j_end in _get_opcodes([piece.core for piece in before], [piece.core for piece in after]):
        if op == "equal":
            yield from _compare_gaps(before[i:i_end], after[j:j_end])
        elif op == "replace" and smaller:
            for removed, added in _split_stretches(before[i:i_end], after[j:j_end]):
                yield from _compare_texts(_join_pieces(removed), _join_pieces(added), tuple(smaller))
        else:
            yield TextChange("delete", _join_pieces(before[i:i_end]))
            yield TextChange("insert", _join_pieces(after[j:j_end]))


def _split_stretches(old: list[_Piece], new: list[_Piece]) -> Iterator[tuple[list[_Piece], list[_Piece]]]:
    """What to compare in smaller pieces: everything at once finds what moved, one by one bears any length."""
    if len(old) == len(new) and len(_join_pieces(old)) + len(_join_pieces(new)) > LONG_STRETCH:
        yield from (([before], [after]) for before, after in zip(old, new, strict=True))
    else:
        yield old, new


def _split_pieces(text: str, size: re.Pattern[str]) -> list[_Piece]:
    ends = [match.end() for match in size.finditer(text)]
    chunks = [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    cores = [chunk.rstrip() for chunk in chunks]
    return [_Piece(core, chunk[len(core) :]) for core, chunk in zip(cores, chunks, strict=True) if chunk]


def _join_pieces(pieces: Iterable[_Piece]) -> str:
    return "".join(core + gap for core, gap in pieces)


def _get_opcodes(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """difflib's opcodes, after setting aside what both lists begin and end with."""
    start = len(commonprefix([old, new]))
    end = len(commonprefix([old[start:][::-1], new[start:][::-1]]))
    old_end, new_end = len(old) - end, len(new) - end
    yield "equal", 0, start, 0, start
    middle = old[start:old_end], new[start:new_end]
    if _count_pairs(*middle) > MAX_PAIRS:
        yield "replace", start, old_end, start, new_end
    else:
        matcher = SequenceMatcher(None, *middle, autojunk=False)
        for op, i, i_end, j, j_end in matcher.get_opcodes():
            yield op, start + i, start + i_end, start + j, start + j_end
    yield "equal", old_end, len(old), new_end, len(new)


def _count_pairs(old: list[str], new: list[str]) -> int:
    there = Counter(new)
    return sum(count * there[piece] for piece, count in Counter(old).items())


def _compare_gaps(old: list[_Piece], new: list[_Piece]) -> Iterator[TextChange]:
    """Pieces alike but for the white space after them."""
    for before, after in zip(old, new, strict=True):
        if before.gap == after.gap:
            yield TextChange("equal", before.core + before.gap)
        else:
            yield TextChange("equal", before.core)
            yield TextChange("delete", before.gap)
            yield TextChange("insert", after.gap)


def _tidy_changes(changes: Iterable[TextChange]) -> Iterator[TextChange]:
    """Runs merged; a filler between two changes joins both, white space at the rim of both joins neither."""
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
    """White space, or punctuation within a line: the full stop before a new line keeps changes apart."""
    return text.isspace() or ("\n" not in text and not _LETTER.search(text))


def _build_runs(equal: str, deleted: str, inserted: str) -> Iterator[TextChange]:
    runs: tuple[TextChange, ...] = (
        TextChange("equal", equal),
        TextChange("delete", deleted),
        TextChange("insert", inserted),
    )
    return (run for run in runs if run.text)


def _trim_shared_space(old: str, new: str) -> tuple[str, str, str, str]:
    """Shared white space before, old without it, new without it, shared white space after."""
    before = _get_shared_space(old, new)
    old, new = old[len(before) :], new[len(before) :]
    after = _get_shared_space(old[::-1], new[::-1])[::-1]
    return before, old[: len(old) - len(after)], new[: len(new) - len(after)], after


def _get_shared_space(old: str, new: str) -> str:
    shared = commonprefix([old, new])
    return shared[: len(shared) - len(shared.lstrip())]
