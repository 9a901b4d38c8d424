"""Plain text: white space, lines and matches."""

import json
import re
from typing import Any

LINE_SEPARATORS = re.compile("[\x85\u2028\u2029]")
"""Characters besides CR and LF that many programs treat as the end of a line (Unicode Standard, section 5.8)."""
PAGE_SEPARATORS = re.compile("[\x0b\x0c\x1c-\x1e]")
"""Characters that Python and some other programs also treat as the end of a line."""


def replace_separators(text: str) -> str:
    """Returns the text with CR and LF as the only line ends, for formats in which lines have a meaning."""
    return PAGE_SEPARATORS.sub(" ", LINE_SEPARATORS.sub("\n", text))


def unify_line_breaks(text: str) -> str:
    """Returns the text with LF as the only line end."""
    return replace_separators(text.replace("\r\n", "\n").replace("\r", "\n"))


def join_lines(text: str) -> str:
    """Returns the text as one line, for a heading or a value that must not continue on another line."""
    return unify_line_breaks(text).replace("\n", " ")


def format_json_line(data: Any) -> str:
    """Returns a line of JSON Lines. Line separators inside strings are escaped, so the data do not change."""
    line = json.dumps(data, ensure_ascii=False)
    return LINE_SEPARATORS.sub(lambda match: f"\\u{ord(match[0]):04x}", line) + "\n"


def collapse_whitespace(words: str) -> str:
    """Replaces every run of white space by one space and removes white space at the ends."""
    return " ".join(words.split())


def parse_number(word: str, *, digits: int = 18) -> int | None:
    """Returns the whole number in a text from outside, or None if it is not one of 1 to `digits` digits 0 to 9.

    `str.isdigit` also accepts "²", which `int` refuses, and `int` refuses thousands of digits. Numbers of up to 18
    digits fit every integer column."""
    return int(word) if word.isascii() and word.isdigit() and len(word) <= digits else None


def find_match_end(pattern: re.Pattern, text, at: int = 0) -> int:
    """Returns the end of the match that begins at the position `at`, or `at` if there is no match."""
    match = pattern.match(text, at)
    return match.end() if match else at
