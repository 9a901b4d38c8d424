"""Characters for which the fonts of this server have no glyph, so that a PDF shows an empty box in their place."""

import logging
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from portal.lib.grammar import join_phrases

MAX_NAMED = 10
"""Number of characters that a warning names."""
_GLYPH_WARNING = ".notdef glyph"


@contextmanager
def collect_missing_characters() -> Iterator[set[str]]:
    """Collects the characters for which WeasyPrint finds no glyph in the block. It reports them only in its log."""
    missing: set[str] = set()
    thread = threading.get_ident()

    class GlyphHandler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == thread and str(record.msg).startswith(_GLYPH_WARNING) and record.args:
                missing.add(str(record.args[0]))

    handler, logger = GlyphHandler(), logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield missing
    finally:
        logger.removeHandler(handler)


def describe_characters(characters: str) -> str:
    """Names characters by their number and name, because the fonts cannot show them."""
    names = [f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip() for character in characters]
    if len(names) > MAX_NAMED:
        return f"{len(names)} characters, among them {join_phrases(names[:MAX_NAMED])}"
    return f"{'this character' if len(names) == 1 else 'these characters'}: {join_phrases(names)}"
