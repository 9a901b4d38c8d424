"""PNG and JPEG from their first byte to their last: nothing may stand before, between or after their parts."""

import struct
import zlib

from portal.records.files.kinds import Unfit

MOST_PIXELS = 100_000_000
SIGNATURE = 8
ALONE = {0x01, *range(0xD0, 0xD9)}
"""JPEG markers without a length."""
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""JPEG markers that state the size of the picture."""


def check_png(content: bytes) -> None:
    """Chunks as in the PNG specification (third edition), section 5: each with its sum, IHDR first, IEND last."""
    at, names = SIGNATURE, []
    while at + 12 <= len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            break
        if zlib.crc32(content[at + 4 : end - 4]) != struct.unpack_from(">I", content, end - 4)[0]:
            raise Unfit("The PNG is damaged.")
        names.append(name)
        if name == b"IHDR" and length >= 8:
            refuse_huge(*struct.unpack_from(">II", content, at + 8))
        at = end
        if name == b"IEND":
            break
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or b"IDAT" not in names:
        raise Unfit("The PNG is damaged.")
    if at != len(content):
        raise Unfit("Something else follows the end of the PNG. Save it anew with an image program.")


def check_jpeg(content: bytes) -> None:
    """Segments as in ITU-T T.81, Annex B, up to the end marker."""
    at, has_frame = 2, False
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            raise Unfit("The JPEG is damaged.")
        marker = content[at + 1]
        if marker == 0xD9:
            break
        if marker in ALONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        [length] = struct.unpack_from(">H", content, at + 2)
        if marker in FRAMES and at + 9 <= len(content):
            height, width = struct.unpack_from(">HH", content, at + 5)
            refuse_huge(width, height)
            has_frame = True
        at += 2 + length
        if marker == 0xDA:
            at = after_scan(content, at)
    if not has_frame or content[at : at + 2] != b"\xff\xd9":
        raise Unfit("The JPEG is damaged.")
    if at + 2 != len(content):
        raise Unfit("Something else follows the end of the JPEG. Save it anew with an image program.")


def after_scan(content: bytes, at: int) -> int:
    """Where the coded picture ends: at the first marker that is neither a stuffed byte nor a restart."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] != 0 and content[at + 1] not in range(0xD0, 0xD8):
            return at
        at += 2
    raise Unfit("The JPEG is damaged.")


def refuse_huge(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise Unfit(
            f"The picture measures {width} × {height} pixels. At most {MOST_PIXELS // 10**6} million are taken."
        )
