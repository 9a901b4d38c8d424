"""Validates PNG and JPEG from the first byte to the last: nothing may precede, separate or follow their parts."""

import re
import struct
import zlib

from portal.attachments.validators.file_kinds import InvalidFile
from portal.lib.text import find_match_end

MOST_PARTS = 100_000
"""Largest number of chunks of a PNG or segments of a JPEG; each is checked individually."""
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7]")
FILL = re.compile(rb"\xff++")
MAX_PIXELS = 100_000_000
PNG_SIGNATURE_SIZE = 8
MARKERS_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}
"""JPEG markers without a length."""
FRAME_MARKERS = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""JPEG markers that state the size of the picture."""


def validate_png(content: bytes) -> None:
    """Checks the chunks by the PNG specification (third edition), section 5: each with its checksum, IHDR first, IEND
    last."""
    at = PNG_SIGNATURE_SIZE
    names: list[bytes] = []
    while at + 12 <= len(content) and len(names) < MOST_PARTS:
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            break
        if zlib.crc32(content[at + 4 : end - 4]) != struct.unpack_from(">I", content, end - 4)[0]:
            raise InvalidFile("The PNG is damaged.")
        names.append(name)
        if name == b"IHDR" and length >= 8:
            reject_huge_image(*struct.unpack_from(">II", content, at + 8))
        at = end
        if name == b"IEND":
            break
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or b"IDAT" not in names:
        raise InvalidFile("The PNG is damaged.")
    if at != len(content):
        raise InvalidFile("The PNG contains more data after its end. Save it again with an image program.")


def validate_jpeg(content: bytes) -> None:
    """Checks the segments by ITU-T T.81, Annex B, up to the end marker."""
    at, has_frame, parts = 2, False, 0
    while at + 4 <= len(content) and (parts := parts + 1) < MOST_PARTS:
        if content[at] != 0xFF:
            raise InvalidFile("The JPEG is damaged.")
        marker = content[at + 1]
        if marker == 0xD9:
            break
        if marker in MARKERS_WITHOUT_LENGTH or marker == 0xFF:
            at = find_match_end(FILL, content, at) - 1 if marker == 0xFF else at + 2
            continue
        [length] = struct.unpack_from(">H", content, at + 2)
        if marker in FRAME_MARKERS and at + 9 <= len(content):
            height, width = struct.unpack_from(">HH", content, at + 5)
            reject_huge_image(width, height)
            has_frame = True
        at += 2 + length
        if marker == 0xDA:
            at = find_scan_end(content, at)
    if not has_frame or content[at : at + 2] != b"\xff\xd9":
        raise InvalidFile("The JPEG is damaged.")
    if at + 2 != len(content):
        raise InvalidFile("The JPEG contains more data after its end. Save it again with an image program.")


def find_scan_end(content: bytes, at: int) -> int:
    """Returns the end of the coded picture: the first marker that is neither a stuffed byte nor a restart."""
    if match := NEXT_MARKER.search(content, at):
        return match.start()
    raise InvalidFile("The JPEG is damaged.")


def reject_huge_image(width: int, height: int) -> None:
    if not 0 < width * height <= MAX_PIXELS:
        raise InvalidFile(
            f"The picture measures {width} × {height} pixels. At most {MAX_PIXELS // 10**6} million are accepted."
        )
