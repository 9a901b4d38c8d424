"""Splits a text into words and sentences, and matches two such texts."""

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
    """The normalized form, which is compared."""
    shown: str
    """The form in the text, with a space if white space follows."""
    starts_paragraph: bool
    start: int
    """Offset in the text."""
    sentence: int
    """Number of its sentence, counted from 0."""

    @property
    def is_word(self) -> bool:
        return self.word[0].isalnum() or len(self.word) > 1


def split_tokens(text: str) -> list[TextToken]:
    matches = [match for match in TOKEN.finditer(text) if match[0] not in BULLETS]
    tokens, end, sentence, is_over = [], 0, 0, False
    for match, following in zip(matches, [*matches[1:], None], strict=False):
        until = following.start() if following else len(text)
        behind = text[match.end() : until]
        shown = match[0] + (" " if behind.strip(f" \t\r\n\xa0{BULLETS}") != behind else "")
        word = DASHES.sub("-", match[0].translate(TYPOGRAPHY))
        starts = "\n" in text[end : match.start()] or not tokens
        is_behind = match.start() == end
        sentence += bool(tokens) and (starts or is_over and not is_behind)
        tokens.append(TextToken(word, shown, starts, match.start(), sentence))
        is_over = word in ENDS or is_over and is_behind and word in CLOSING
        end = match.end()
    return tokens


def list_token_opcodes(left: list[TextToken], right: list[TextToken]) -> Iterator[SequenceOpcode]:
    """Matches sentences first, then the words of those that differ. Yields places of tokens."""
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


def group_sentences(tokens: list[TextToken]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Returns the first and last token (half-open) and the words of each sentence."""
    starts = [place for place, token in enumerate(tokens) if not place or token.sentence != tokens[place - 1].sentence]
    ends = [*starts[1:], len(tokens)] if tokens else []
    return [
        (start, end, tuple(token.word for token in tokens[start:end])) for start, end in zip(starts, ends, strict=True)
    ]


def get_token_place(sentences: list[tuple[int, int, tuple[str, ...]]], index: int, end: int) -> int:
    return sentences[index][0] if index < len(sentences) else end


def strip_marks(words: tuple[str, ...]) -> tuple[str, ...]:
    """Removes punctuation, because a report adds its own to a quotation."""
    return tuple(word for word in words if word[0].isalnum())
