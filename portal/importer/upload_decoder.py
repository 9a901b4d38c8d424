"""Reads files from outside in a child process, so that a difficult file harms only that process."""

from portal.importer.parser.errors import UnreadableFileError
from portal.importer.parser.file_decoder import DecodedFile, decode_file, is_plain_text
from portal.lib.bounded_process import (
    MemoryLimitExceeded,
    ProcessCrashed,
    TimeLimitExceeded,
    TooManyProcesses,
    run_bounded,
)

SECONDS = 10
MEMORY = 2**30
"""Most bytes of memory for reading a file."""
WITHOUT_RESULT = {
    TimeLimitExceeded: "The file takes too long to read. Divide it, or paste its text.",
    MemoryLimitExceeded: "The file unpacks to more than this portal can read. Divide it, or paste its text.",
    ProcessCrashed: "The file is damaged and cannot be read. Save it again, or paste its text.",
    TooManyProcesses: "The portal is reading other files. Try again in a minute.",
}


def decode_upload(content: bytes) -> DecodedFile:
    """Decodes a file as decode_file() does, with limits on time and memory. Plain text needs no limits."""
    if is_plain_text(content):
        return decode_file(content)
    try:
        return run_bounded(decode_file, content, seconds=SECONDS, memory_bytes=MEMORY)
    except tuple(WITHOUT_RESULT) as error:
        raise UnreadableFileError(WITHOUT_RESULT[type(error)]) from error
