"""A text cut into words and sentences, and two such texts matched with each other."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(r"\w+(?:['’]\w+)*|-{2,}|[^\w\s]")
TYPOGRAPHY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
DASHES = re.compile(r"-{2,}")
BULLETS = "•"
ENDS = frozenset(".!?")
CLOSING = frozenset("\"')")
MOST_PAIRS = 4_000_000
"""How many pairs of words are weighed in one stretch that differs; a longer one is given as left out and added."""


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


def get_token_opcodes(left: list[TextToken], right: list[TextToken]) -> Iterator[tuple[str, int, int, int, int]]:
    """As difflib gives them, over tokens: sentences first, then the words of those that differ."""
    before, after = group_sentences(left), group_sentences(right)
    for op, a1, a2, b1, b2 in match_pieces([key for _, _, key in before], [key for _, _, key in after]):
        i1, i2 = get_token_place(before, a1, len(left)), get_token_place(before, a2, len(left))
        j1, j2 = get_token_place(after, b1, len(right)), get_token_place(after, b2, len(right))
        if op != "replace" or (i2 - i1) * (j2 - j1) > MOST_PAIRS:
            yield op, i1, i2, j1, j2
            continue
        for inner, x1, x2, y1, y2 in match_pieces([t.word for t in left[i1:i2]], [t.word for t in right[j1:j2]]):
            yield inner, i1 + x1, i1 + x2, j1 + y1, j1 + y2


def group_sentences(found: list[TextToken]) -> list[tuple[int, int, tuple[str, ...]]]:
    """First and last token (half-open) and words of each sentence."""
    starts = [place for place, one in enumerate(found) if not place or one.sentence != found[place - 1].sentence]
    ends = [*starts[1:], len(found)] if found else []
    return [(start, end, tuple(one.word for one in found[start:end])) for start, end in zip(starts, ends, strict=True)]


def get_token_place(found: list[tuple[int, int, tuple[str, ...]]], index: int, end: int) -> int:
    return found[index][0] if index < len(found) else end


def match_pieces(one: list, other: list) -> list[tuple[str, int, int, int, int]]:
    """difflib's opcodes; where the same pieces come back so often that they would take long, those stay unmatched."""
    there, here = Counter(other), Counter(one)
    if sum(count * there[piece] for piece, count in here.items()) > MOST_PAIRS:
        often = {piece for piece, count in here.items() if count * there[piece] > 100}
        one = [(piece, "left", n) if piece in often else piece for n, piece in enumerate(one)]
        other = [(piece, "right", n) if piece in often else piece for n, piece in enumerate(other)]
    return SequenceMatcher(None, one, other, autojunk=False).get_opcodes()


def strip_marks(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without marks: a report puts its own around what it quotes."""
    return tuple(word for word in words if word[0].isalnum())
