"""What differs between scripts: marks that belong to the letter before them, and words without spaces between them."""

import unicodedata
from collections.abc import Iterator
from itertools import count, groupby


def list_mark_ranges() -> Iterator[str]:
    """Yields the ranges of combining marks, such as vowel signs (Unicode, categories Mn and Mc), for a pattern."""
    marks = [number for number in range(0x300, 0x10000) if unicodedata.category(chr(number)) in ("Mn", "Mc")]
    for _, pairs in groupby(zip(marks, count(), strict=False), key=lambda pair: pair[0] - pair[1]):
        run = [number for number, _ in pairs]
        yield f"{chr(run[0])}-{chr(run[-1])}"


MARKS = "".join(list_mark_ranges()) + "\u200c\u200d"
"""Combining marks and joiners, for the inside of a class in a pattern."""
SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese letters, for the inside of a class in a pattern."""
