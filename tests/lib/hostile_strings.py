"""Derives strings from a regular expression on which it backtracks, or which it tries to match at every position."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from re import _constants as codes
from re import _parser

SAMPLE_CHARACTERS = "aA0 _-\n\t.,\"'<>/(|*é“•:;&@=[]{}#+!?\0"
MOST_STRINGS = 60
"""Largest number of strings for a pattern."""


@dataclass(frozen=True)
class HostileShape:
    """A text that leads up to a repetition, and what is repeated: the body alone, or both together."""

    before: str
    body: str
    with_before: bool

    def write(self, size: int) -> str:
        """Returns a string of about `size` characters with an end that does not match."""
        if self.with_before:
            return (self.before + self.body) * max(1, size // len(self.before + self.body)) + "\0"
        return self.before + self.body * max(1, (size - len(self.before)) // len(self.body)) + "\0"


def list_hostile_shapes(pattern: re.Pattern) -> list[HostileShape]:
    """Returns two shapes for every repetition in the pattern: the text before it and its body many times; and both
    together many times, so that a search starts at each of them."""
    pieces = dict.fromkeys(piece for piece in list_pieces(pattern) if piece[1])
    shapes = [HostileShape(*piece, with_before) for piece in pieces for with_before in (False, True)][:MOST_STRINGS]
    return list({shape.write(1_000): shape for shape in shapes}.values())


def list_pieces(pattern: re.Pattern) -> Iterator[tuple[str, str]]:
    """Yields a text that leads up to each repetition, with one or two rounds of its body."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    yield from list_repeats(list(tree), "")
    whole = write_sample(tree)
    yield "", whole
    yield "", whole[: max(1, len(whole) // 2)]
    yield "", whole[:1]
    yield from (("", character) for character in " \na")


def list_repeats(tree: Iterable, before: str) -> Iterator[tuple[str, str]]:
    for op, value in tree:
        if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            least, most, body = value
            if most > 1:
                yield before, write_sample(body)
                yield before, "".join(write_samples(body))
            yield from list_repeats(body, before)
            before += write_sample(body) * least
            continue
        for inner in list_branches(op, value):
            yield from list_repeats(inner, before)
        before += write_sample([(op, value)])


def list_branches(op, value) -> list:
    if op is codes.BRANCH:
        return value[1]
    if op is codes.SUBPATTERN:
        return [value[3]]
    if op is codes.ATOMIC_GROUP:
        return [value]
    return [value[1]] if op in (codes.ASSERT, codes.ASSERT_NOT) else []


def write_samples(tree: Iterable) -> list[str]:
    """Returns a text for each branch at the top of the tree."""
    tree = list(tree)
    if len(tree) == 1 and tree[0][0] is codes.BRANCH:
        return [write_sample(branch) for branch in tree[0][1][1]]
    if len(tree) == 1 and tree[0][0] is codes.SUBPATTERN:
        return write_samples(tree[0][1][3])
    return [write_sample(tree)]


def write_sample(tree: Iterable) -> str:
    """Returns a text that the tree matches, except for its look-arounds."""
    return "".join(write_node(op, value) for op, value in tree)


def write_node(op, value) -> str:
    if op is codes.LITERAL:
        return chr(value)
    if op is codes.IN:
        matching = (character for character in SAMPLE_CHARACTERS if is_in_set(character, value))
        return next(matching, write_first(value))
    if op in (codes.ANY, codes.NOT_LITERAL):
        return "x" if value != ord("x") else "y"
    if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return write_sample(value[2]) * max(value[0], 1)
    branches = [] if op in (codes.ASSERT, codes.ASSERT_NOT) else list_branches(op, value)
    return write_sample(branches[0]) if branches else ""


def is_in_set(character: str, items: list) -> bool:
    return bool(re.compile(write_set(items)).match(character))


def write_set(items: list) -> str:
    """Returns the character class with the items."""
    categories = {
        codes.CATEGORY_DIGIT: r"\d",
        codes.CATEGORY_NOT_DIGIT: r"\D",
        codes.CATEGORY_SPACE: r"\s",
        codes.CATEGORY_NOT_SPACE: r"\S",
        codes.CATEGORY_WORD: r"\w",
        codes.CATEGORY_NOT_WORD: r"\W",
    }
    content = "^" if items[0][0] is codes.NEGATE else ""
    for op, value in items:
        if op is codes.LITERAL:
            content += re.escape(chr(value))
        elif op is codes.RANGE:
            content += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        elif op is codes.CATEGORY:
            content += categories[value]
    return f"[{content}]"


def write_first(items: list) -> str:
    firsts = {codes.LITERAL: lambda value: value, codes.RANGE: lambda value: value[0]}
    return next((chr(firsts[op](value)) for op, value in items if op in firsts), "")
