"""Sets a text and its copy side by side, word by word; typography (quotation marks, dashes, spaces, bullets) aside."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from portal.records.words import Change

TOKEN = re.compile(r"\w+(?:['’]\w+)*|-{2,}|[^\w\s]")
TYPOGRAPHY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
DASHES = re.compile(r"-{2,}")
BULLETS = "•"


@dataclass(frozen=True)
class Token:
    word: str
    """What is compared."""
    shown: str
    """The same with the white space behind it, as it stands."""
    starts_paragraph: bool


@dataclass
class Row:
    """A paragraph of the original, and what the copy has in its place."""

    original: list[Change] = field(default_factory=list)
    copy: list[Change] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        return all(change.op == "equal" for change in (*self.original, *self.copy))


@dataclass(frozen=True)
class Collation:
    rows: list[Row]
    added: list[str]
    """Runs of words that only the copy has."""
    dropped: list[str]
    """Runs of words that only the original has."""

    @property
    def differing(self) -> list[Row]:
        return [row for row in self.rows if not row.is_same]


def tokens(text: str) -> list[Token]:
    found = [match for match in TOKEN.finditer(text) if match[0] not in BULLETS]
    made, end = [], 0
    for match, following in zip(found, [*found[1:], None], strict=False):
        until = following.start() if following else len(text)
        shown = match[0] + (
            " " if text[match.end() : until].strip(f" \t\r\n\xa0{BULLETS}") != text[match.end() : until] else ""
        )
        starts = "\n" in text[end : match.start()] or not made
        made.append(Token(DASHES.sub("-", match[0].translate(TYPOGRAPHY)), shown, starts))
        end = match.end()
    return made


def collate(original: str, copy: str) -> Collation:
    """Rows follow the original's paragraphs. Time grows with the product of the lengths in the worst case."""
    left, right = tokens(original), tokens(copy)
    matcher = SequenceMatcher(None, [token.word for token in left], [token.word for token in right], autojunk=False)
    rows, added, dropped = [], [], []
    for op, i1, i2, j1, j2 in matcher.get_opcodes():
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
    return Collation([Row(merged(row.original), merged(row.copy)) for row in rows], added, dropped)


def put(rows: list[Row], token: Token, op: str) -> None:
    if token.starts_paragraph or not rows:
        rows.append(Row())
    rows[-1].original.append(Change(op, token.shown))


def said(run: list[Token]) -> list[str]:
    return ["".join(token.shown for token in run).strip()] if run else []


def merged(changes: list[Change]) -> list[Change]:
    """Neighbors of one kind as one run."""
    runs: list[Change] = []
    for change in changes:
        if runs and runs[-1].op == change.op:
            runs[-1] = Change(change.op, runs[-1].text + change.text)
        else:
            runs.append(change)
    return runs
