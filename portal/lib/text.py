"""Plain text: white space, lines and matches."""

import json
import re
from typing import Any

LINE_SEPARATORS = re.compile("[\x85\u2028\u2029]")
"""What many programs take for the end of a line, beside CR and LF (Unicode Standard, section 5.8)."""
PAGE_SEPARATORS = re.compile("[\x0b\x0c\x1c-\x1e]")
"""What Python and some programs take for one as well."""


def replace_separators(text: str) -> str:
    """The text with CR and LF as the only ends of lines, for formats in which a line means something."""
    return PAGE_SEPARATORS.sub(" ", LINE_SEPARATORS.sub("\n", text))


def unify_line_breaks(text: str) -> str:
    """The text with LF as the only end of a line."""
    return replace_separators(text.replace("\r\n", "\n").replace("\r", "\n"))


def join_lines(text: str) -> str:
    """The text in one line, for a heading or a fact that must not begin another."""
    return unify_line_breaks(text).replace("\n", " ")


def format_json_line(data: Any) -> str:
    """A line of JSON Lines. Inside strings, line separators are escaped; as data they stay what they are."""
    line = json.dumps(data, ensure_ascii=False)
    return LINE_SEPARATORS.sub(lambda found: f"\\u{ord(found[0]):04x}", line) + "\n"


def collapse_whitespace(words: str) -> str:
    """Every run of white space as one space, none at the ends."""
    return " ".join(words.split())


def find_match_end(pattern: re.Pattern, text, at: int = 0) -> int:
    """End of the match that begins at a position; that position without a match."""
    match = pattern.match(text, at)
    return match.end() if match else at
