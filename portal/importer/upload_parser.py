"""Parses long texts in a child process, so that a text that is made to be hard delays nobody else."""

from collections.abc import Sequence

from portal.importer.parser import KIND_PARSERS, SCORERS, HtmlLink, ParsedDocument, parse_documents
from portal.importer.parser.errors import UnreadableFileError
from portal.lib.bounded_process import (
    MemoryLimitExceeded,
    ProcessCrashed,
    TimeLimitExceeded,
    TooManyProcesses,
    run_bounded,
)

LONG_TEXT = 20_000
"""Characters. A child process takes 0.2 s to start; the hardest shorter text is parsed in about that time."""
SECONDS = 15
MEMORY = 2**30
"""Most bytes of memory for parsing a text."""
WITHOUT_RESULT = {
    TimeLimitExceeded: "The text takes too long to read. Divide it.",
    MemoryLimitExceeded: "The text takes more memory than this portal can give. Divide it.",
    ProcessCrashed: "The text cannot be read: the program that reads it crashed. Divide it.",
    TooManyProcesses: "The portal is reading other texts. Try again in a minute.",
}


def parse_upload(text: str, targets: list[HtmlLink] | None = None, kinds: Sequence[str] = ()) -> list[ParsedDocument]:
    """Parses a text as parse_documents() does, with limits on time and memory if it is long. Raises
    UnreadableFileError."""
    if len(text) < LONG_TEXT:
        return parse_documents(text, targets, kinds)
    # Functions are pickled as names. The child imports their modules, and so knows the kinds of all apps.
    rules = (KIND_PARSERS, SCORERS)
    try:
        return run_bounded(parse_with_rules, rules, text, targets, kinds, seconds=SECONDS, memory_bytes=MEMORY)
    except tuple(WITHOUT_RESULT) as error:
        raise UnreadableFileError(WITHOUT_RESULT[type(error)]) from error


def parse_with_rules(rules: tuple[dict, dict], *args) -> list[ParsedDocument]:
    """Parses a text in the child process, which has not registered the kinds of the apps."""
    kind_parsers, scorers = rules
    KIND_PARSERS.update(kind_parsers)
    SCORERS.update(scorers)
    return parse_documents(*args)
