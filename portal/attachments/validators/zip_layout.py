"""Reads a ZIP archive from its first byte to its last (APPNOTE 6.3.10), so that all programs find the same parts in
it."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from portal.attachments.validators.file_kinds import InvalidFile

MOST_ENTRIES = 3000
MOST_UNPACKED = 150 * 2**20
HIGHEST_RATIO = 200
PIECE = 2**14
OTHERWISE = "The document is not packed in the usual way. Save it again with an office program."
TOO_LARGE = "The document unpacks to more data than this portal accepts. Split it, or save it with smaller pictures."
UNICODE_NAME = 0x7075
"""Extra field that contains a second name."""


def read_entries(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yields the name and the bytes of each part. Raises InvalidFile, also for any data between, before or after
    them."""
    if content[-22:-18] != b"PK\x05\x06" or content[-2:] != b"\0\0":
        raise InvalidFile("The document contains more data after its end. Save it again with an office program.")
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries, end = sorted(archive.infolist(), key=lambda entry: entry.header_offset), archive.start_dir
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, struct.error) as error:
        raise InvalidFile(OTHERWISE) from error
    names = [unquote(entry.filename).lower() for entry in entries]
    if not entries or len(entries) > MOST_ENTRIES or len(names) != len(set(names)) or entries[0].header_offset:
        raise InvalidFile(OTHERWISE)
    check_directory(content, len(entries), end)
    room = MOST_UNPACKED
    for entry, following in zip(entries, [*(entry.header_offset for entry in entries[1:]), end], strict=True):
        check_name(entry.filename)
        part = unpack_entry(entry, read_packed(content, entry, following), room)
        room -= len(part)
        yield entry.filename.lower(), part


def check_directory(content: bytes, count: int, begin: int) -> None:
    """Refuses a split archive, and one whose end record contradicts its directory, as in the ZIP64 format."""
    facts = struct.unpack("<HHHHII", content[-18:-2])
    if facts != (0, 0, count, count, len(content) - 22 - begin, begin):
        raise InvalidFile(OTHERWISE)


def check_name(name: str) -> None:
    name = unquote(name)
    is_odd = "\\" in name or ":" in name or any(ord(char) < 32 for char in name)
    if is_odd or any(step.strip(" .") == "" for step in name.removesuffix("/").split("/")) or ".piece" in name.lower():
        raise InvalidFile("The document has a part with an invalid name. Save it again with an office program.")


def read_packed(content: bytes, entry: ZipInfo, following: int) -> bytes:
    """Returns the packed bytes, which must fill the space up to the next entry. Raises InvalidFile."""
    at = entry.header_offset
    if entry.flag_bits & 0x2041:
        raise InvalidFile("The document is encrypted, so it cannot be examined. Save it without a password.")
    if content[at : at + 4] != b"PK\x03\x04" or following < at + 30 or entry.compress_type not in (0, ZIP_DEFLATED):
        raise InvalidFile(OTHERWISE)
    flags, method = struct.unpack_from("<HH", content, at + 6)
    name_size, extra_size = struct.unpack_from("<HH", content, at + 26)
    begin = at + 30 + name_size + extra_size
    name = content[at + 30 : at + 30 + name_size].decode("utf-8" if flags & 0x800 else "cp437", "replace")
    gap = following - begin - entry.compress_size
    if name != entry.orig_filename or name != entry.filename or method != entry.compress_type or flags & 0x2041:
        raise InvalidFile(OTHERWISE)
    extra = content[begin - extra_size : begin]
    if has_second_name(extra) or has_second_name(entry.extra) or gap not in ((12, 16, 20, 24) if flags & 8 else (0,)):
        raise InvalidFile(OTHERWISE)
    return content[begin : begin + entry.compress_size]


def has_second_name(extra: bytes) -> bool:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == UNICODE_NAME:
            return True
        at += 4 + size
    return False


def unpack_entry(entry: ZipInfo, packed: bytes, room: int) -> bytes:
    """Returns the bytes of the part, never more than `room`, whatever its declared size."""
    if entry.compress_type == ZIP_STORED:
        part = packed
    else:
        part = inflate_part(packed, min(room, max(2**20, HIGHEST_RATIO * len(packed))))
    if len(part) > room:
        raise InvalidFile(TOO_LARGE)
    if len(part) != entry.file_size or zlib.crc32(part) != entry.CRC:
        raise InvalidFile(OTHERWISE)
    return part


def inflate_part(packed: bytes, room: int) -> bytes:
    unpacking, pieces, size = zlib.decompressobj(-15), [], 0
    try:
        for at in range(0, len(packed), PIECE):
            pieces.append(unpacking.decompress(packed[at : at + PIECE]))
            size += len(pieces[-1])
            if size > room:
                raise InvalidFile(TOO_LARGE)
            if unpacking.unused_data or unpacking.eof and at + PIECE < len(packed):
                raise InvalidFile(OTHERWISE)
    except zlib.error as error:
        raise InvalidFile(OTHERWISE) from error
    if not unpacking.eof:
        raise InvalidFile(OTHERWISE)
    return b"".join(pieces)
