"""A text cut into words and sentences, and two such texts matched with each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.lib.sequence_diff import SequenceOpcode, StepBudget, list_opcodes

TOKEN = re.compile(r"\w+(?:['’]\w+)*|-{2,}|[^\w\s]")
TYPOGRAPHY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
DASHES = re.compile(r"-{2,}")
BULLETS = "•"
ENDS = frozenset(".!?")
CLOSING = frozenset("\"')")


@dataclass(frozen=True)
class TextToken:
    word: str
    """What is compared."""
    shown: str
    """The same with the white space behind it, as it stands."""
    starts_paragraph: bool
    start: int
    """Its place in the text."""
    sentence: int
    """Counted from 0."""

    @property
    def is_word(self) -> bool:
        return self.word[0].isalnum() or len(self.word) > 1


def split_tokens(text: str) -> list[TextToken]:
    found = [match for match in TOKEN.finditer(text) if match[0] not in BULLETS]
    made, end, sentence, is_over = [], 0, 0, False
    for match, following in zip(found, [*found[1:], None], strict=False):
        until = following.start() if following else len(text)
        behind = text[match.end() : until]
        shown = match[0] + (" " if behind.strip(f" \t\r\n\xa0{BULLETS}") != behind else "")
        word = DASHES.sub("-", match[0].translate(TYPOGRAPHY))
        starts = "\n" in text[end : match.start()] or not made
        is_behind = match.start() == end
        sentence += bool(made) and (starts or is_over and not is_behind)
        made.append(TextToken(word, shown, starts, match.start(), sentence))
        is_over = word in ENDS or is_over and is_behind and word in CLOSING
        end = match.end()
    return made


def list_token_opcodes(left: list[TextToken], right: list[TextToken]) -> Iterator[SequenceOpcode]:
    """Sentences first, then the words of those that differ."""
    budget = StepBudget.for_items(len(left) + len(right))
    before, after = group_sentences(left), group_sentences(right)
    for op, a1, a2, b1, b2 in list_opcodes([key for _, _, key in before], [key for _, _, key in after], budget):
        i1, i2 = get_token_place(before, a1, len(left)), get_token_place(before, a2, len(left))
        j1, j2 = get_token_place(after, b1, len(right)), get_token_place(after, b2, len(right))
        if op != "replace":
            yield op, i1, i2, j1, j2
            continue
        words = ([token.word for token in side] for side in (left[i1:i2], right[j1:j2]))
        for inner, x1, x2, y1, y2 in list_opcodes(*words, budget):
            yield inner, i1 + x1, i1 + x2, j1 + y1, j1 + y2


def group_sentences(found: list[TextToken]) -> list[tuple[int, int, tuple[str, ...]]]:
    """First and last token (half-open) and words of each sentence."""
    starts = [place for place, one in enumerate(found) if not place or one.sentence != found[place - 1].sentence]
    ends = [*starts[1:], len(found)] if found else []
    return [(start, end, tuple(one.word for one in found[start:end])) for start, end in zip(starts, ends, strict=True)]


def get_token_place(found: list[tuple[int, int, tuple[str, ...]]], index: int, end: int) -> int:
    return found[index][0] if index < len(found) else end


def strip_marks(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without marks: a report puts its own around what it quotes."""
    return tuple(word for word in words if word[0].isalnum())
