"""The marks that items of a list begin with: signs, numbers, letters."""

import re
from dataclasses import dataclass

SIGN_PATTERN = re.compile(
    r"(?![-–—*]\s?[^\n]{1,120}[^\s]\s[-–—*]$)(?!(?i:[-–—]\s?(?:30|0|end|xxx)\s?[-–—]$)|[-*–](?:\s?[-*–]){2})"
    r"([•●◦○▪■□♦◆‣⁃∙·►▶➢➤✓✔❖\uf0b7\uf0a7›»→]+|\*{2,4}(?=\s)|\*(?!\*)(?!\S[^*\n]{0,120}\*$)|--(?=\s)|>{1,3}(?=\s{1,4}[A-Z0-9])|[-–—](?=\s)|-(?=[A-Z])|o(?=\s{1,8}[A-Z]))\s*(?=\S)"
)
NUMBER_PATTERN = re.compile(
    r"(?!\(\d{3}\)\s*\d{3}[-. ]\d{4})\(?(\d{1,3})(?:[.)](?=\s|[A-Z“\"¿])|\s*[-–]\s(?=[A-Z]))\s*(?=\S)"
)
LETTER_PATTERN = re.compile(r"(?:\(([A-Za-z]|[ivx]{1,4})\)|([a-z]|[ivx]{1,4})[.)]|([A-Z]|[IVX]{2,4})[.)])\s+(?=\S)")
LONE_SIGN_PATTERN = re.compile(r"[•●◦○▪■□‣⁃∙·►➢➤✓\uf0b7\uf0a7*–-]")


@dataclass(frozen=True)
class ListMarker:
    kind: str
    """sign, number or letter"""
    label: str
    """The sign, the number's digits or the letter, as printed."""
    length: int
    """Characters up to the item's first word."""

    @property
    def number(self) -> int | None:
        return int(self.label) if self.kind == "number" else None


def parse_list_marker(words: str) -> ListMarker | None:
    """The mark that a line begins with, or None. A capital with a full stop (an initial) counts as one: anyone who
    asks must look for its neighbor in the list, see `is_initial`."""
    if found := SIGN_PATTERN.match(words):
        return ListMarker("sign", found[1], found.end())
    if found := NUMBER_PATTERN.match(words):
        return ListMarker("number", found[1], found.end())
    if found := LETTER_PATTERN.match(words):
        return ListMarker("letter", found[1] or found[2] or found[3], found.end())
    return None


def is_initial(mark: ListMarker, labels: set[str]) -> bool:
    """Whether a letter is no list's mark: neither the letter before nor the one after it begins a line."""
    if mark.kind != "letter" or len(mark.label) > 1 or mark.label == "I" and "II" in labels:
        return False
    return not {chr(ord(mark.label) - 1), chr(ord(mark.label) + 1)} & labels and mark.label not in "ivx"
