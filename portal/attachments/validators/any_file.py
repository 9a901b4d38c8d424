"""Validates uploaded files by their bytes only, because a name or a claimed type proves nothing."""

from typing import BinaryIO

from portal.attachments.validators.file_content import check_content
from portal.attachments.validators.file_kinds import FileKind, InvalidFile
from portal.lib.bounded_process import (
    MemoryLimitExceeded,
    ProcessCrashed,
    TimeLimitExceeded,
    TooManyProcesses,
    run_bounded,
)

MAX_FILE_SIZE = 25 * 2**20
"""Bytes."""
SECONDS = 12
MEMORY = 2**30
"""Bytes of memory for the examination of a file."""
SMALL = 2**18
"""Pictures and tables of up to this many bytes are examined in this process; starting another would cost more."""
PACKED = (b"%PDF-", b"PK")
ALLOWED_KINDS = "PDF, DOCX, XLSX, CSV, PNG and JPEG"
WITHOUT_RESULT = {
    TimeLimitExceeded: "The file takes too long to examine. Split it, or save it again in a simpler form.",
    MemoryLimitExceeded: "The file unpacks to too much data. Split it, or save it in a simpler form.",
    ProcessCrashed: "The file is damaged. Save it again, or print it to a new PDF.",
    TooManyProcesses: "The portal is examining other files. Try again in a minute.",
}


def validate_file(file: BinaryIO) -> tuple[FileKind, bytes]:
    """Returns the kind of the file and its bytes. Raises InvalidFile with a message for the person who
    uploaded it."""
    file.seek(0)
    content = file.read(MAX_FILE_SIZE + 1)
    if len(content) > MAX_FILE_SIZE:
        raise InvalidFile(f"The file is larger than {MAX_FILE_SIZE // 2**20} MB.")
    if not content:
        raise InvalidFile("The file is empty.")
    is_named_csv = str(getattr(file, "name", "")).lower().endswith(".csv")
    if len(content) <= SMALL and not content.startswith(PACKED):
        return check_content(content, is_named_csv), content
    try:
        return run_bounded(check_content, content, is_named_csv, seconds=SECONDS, memory_bytes=MEMORY), content
    except tuple(WITHOUT_RESULT) as error:
        raise InvalidFile(WITHOUT_RESULT[type(error)]) from error
