"""Recognizes the marks that list items begin with: signs, numbers, letters."""

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
    """“sign”, “number” or “letter”."""
    label: str
    """The sign, the digits of the number, or the letter, as printed."""
    length: int
    """Number of characters before the first word of the item."""

    @property
    def number(self) -> int | None:
        return int(self.label) if self.kind == "number" else None


def parse_list_marker(words: str) -> ListMarker | None:
    """Returns the mark that a line begins with, or None. A capital with a period (an initial) counts as one; callers
    must check its neighbors in the list with `is_initial`."""
    if match := SIGN_PATTERN.match(words):
        return ListMarker("sign", match[1], match.end())
    if match := NUMBER_PATTERN.match(words):
        return ListMarker("number", match[1], match.end())
    if match := LETTER_PATTERN.match(words):
        return ListMarker("letter", match[1] or match[2] or match[3], match.end())
    return None


def is_initial(mark: ListMarker, labels: set[str]) -> bool:
    """Returns whether a letter is not the mark of a list, because neither the letter before nor after it begins a
    line."""
    if mark.kind != "letter" or len(mark.label) > 1 or mark.label == "I" and "II" in labels:
        return False
    return not {chr(ord(mark.label) - 1), chr(ord(mark.label) + 1)} & labels and mark.label not in "ivx"
