"""Reads files that strangers made in a child process, so that a hard one costs its own process and nobody else's."""

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
"""Bytes that reading a file may take."""
WITHOUT_RESULT = {
    TimeLimitExceeded: "The file takes too long to read. Divide it, or paste its text.",
    MemoryLimitExceeded: "The file unpacks to more than this portal reads. Divide it, or paste its text.",
    ProcessCrashed: "The file is damaged and cannot be read. Save it again, or paste its text.",
    TooManyProcesses: "The portal is reading other files. Try again in a minute.",
}


def decode_upload(content: bytes) -> DecodedFile:
    """As decode_file, with limits on time and memory. Plain text needs none: it is read as it is."""
    if is_plain_text(content):
        return decode_file(content)
    try:
        return run_bounded(decode_file, content, seconds=SECONDS, memory_bytes=MEMORY)
    except tuple(WITHOUT_RESULT) as error:
        raise UnreadableFileError(WITHOUT_RESULT[type(error)]) from error
