"""Reads a PDF from its first byte to its last: every byte must belong to an object, a table, a trailer or a comment.

Readers find objects in two ways: at the offsets that the tables name, or, when they repair a file, at anything that
resembles an object. In a file with this layout both ways find the same objects, so none can be hidden."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from portal.attachments.validators.file_kinds import InvalidFile
from portal.lib.text import find_match_end

MOST_OBJECTS = 300_000
DAMAGED = "The PDF is damaged, or packed in a way that cannot be examined. Print it to a new PDF."
WS = rb"\x00\t\n\f\r "
END = rb"(?![^" + WS + rb"()<>\[\]{}/%])"
"""Matches the end of a word. ISO 32000-2, 7.2.3 lists the white space and the delimiters."""
# All quantifiers are possessive (++, *+), so no byte is read twice from one start and every pattern is linear.
GAP = re.compile(rb"(?:[" + WS + rb"]++|%[^\r\n]*+)*+")
OBJECT = re.compile(rb"(\d{1,10})[" + WS + rb"]++\d{1,5}[" + WS + rb"]++obj" + END)
TABLE = re.compile(rb"xref[" + WS + rb"]++[0-9nf" + WS + rb"]*+")
START = re.compile(rb"startxref[" + WS + rb"]++\d++" + END)
TOKENS = re.compile(
    rb"(?:[" + WS + rb"]++|/[^" + WS + rb"()<>\[\]{}/%]*+|<<|>>|<[0-9A-Fa-f" + WS + rb"]*+>|[\[\]]"
    rb"|(?!(?:endobj|endstream|stream|obj|xref|trailer|startxref)" + END + rb")[^" + WS + rb"()<>\[\]{}/%]++"
    rb"|\((?:[^()\\]++|\\[\s\S])*+\))*+"
)  # fmt: skip
"""The tokens of an object. It stops at a keyword, a comment, a string with inner parentheses, and anything invalid."""
COMMENT = re.compile(rb"%[^\r\n]*+")
IN_STRING = re.compile(rb"\\[\s\S]|[()]")
OTHER_OBJECT = re.compile(rb"(?<![" + WS + rb"])[" + WS + rb"]++(?:\d{1,5}+)?obj" + END)


class RawObject(NamedTuple):
    number: int | None
    """None for a trailer."""
    body: bytes
    """The value as written, without comments; for a stream, its dictionary."""
    stream: memoryview | None


def read_objects(content: bytes) -> Iterator[RawObject]:
    """Yields every object and trailer in the order of the file, used or not. Raises InvalidFile for anything else."""
    at = find_match_end(GAP, content)
    refuse_other_object(content, 0, at)
    for _ in range(MOST_OBJECTS):
        if at == len(content):
            return
        item, end = read_item(content, at)
        if item:
            yield item
        at = find_match_end(GAP, content, end)
        refuse_other_object(content, end, at)
    raise InvalidFile(f"The PDF has more than {MOST_OBJECTS:,} objects. Print it to a new PDF.")


def read_item(content: bytes, at: int) -> tuple[RawObject | None, int]:
    """Returns the object or trailer at the offset and its end; None for a table."""
    if match := OBJECT.match(content, at):
        return read_object(content, int(match[1]), match.end())
    if match := TABLE.match(content, at) or START.match(content, at):
        return None, match.end()
    if content.startswith(b"trailer", at):
        body, end = read_value(content, at + 7)
        refuse_other_object(content, at + 7, end)
        return RawObject(None, body, None), end
    raise InvalidFile(DAMAGED)


def read_object(content: bytes, number: int, at: int) -> tuple[RawObject, int]:
    (body, end), stream = read_value(content, at), None
    refuse_other_object(content, at, end)
    if content.startswith(b"stream", end):
        begin = end + 6 + (2 if content.startswith(b"\r\n", end + 6) else 1)
        if content[begin - 1 : begin] != b"\n":
            raise InvalidFile(DAMAGED)
        end = content.find(b"endstream", begin)
        if end < 0:
            raise InvalidFile(DAMAGED)
        refuse_other_object(content, begin, end)
        stream = memoryview(content)[begin:end]
        end = find_match_end(GAP, content, end + 9)
    if not content.startswith(b"endobj", end):
        raise InvalidFile(DAMAGED)
    return RawObject(number, body, stream), end + 6


def read_value(content: bytes, at: int) -> tuple[bytes, int]:
    """Returns the text before the next keyword outside strings and comments, and the offset of the keyword."""
    pieces = []
    while True:
        end = find_match_end(TOKENS, content, at)
        pieces.append(content[at:end])
        if content.startswith(b"(", end):
            at = find_string_end(content, end)
            pieces.append(content[end:at])
        elif content.startswith(b"%", end):
            at = find_match_end(COMMENT, content, end)
            pieces.append(b" ")
        else:
            return b"".join(pieces), end


def find_string_end(content: bytes, at: int) -> int:
    depth = 0
    for match in IN_STRING.finditer(content, at):
        depth += {b"(": 1, b")": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    raise InvalidFile(DAMAGED)


def refuse_other_object(content: bytes, begin: int, end: int) -> None:
    """Refuses text in a stream, string or comment that a repairing reader would treat as an object."""
    for match in OTHER_OBJECT.finditer(content, begin, end):
        if b"\n" in match[0] or b"\r" in match[0] or content[match.start() - 1 : match.start()].isdigit():
            raise InvalidFile(DAMAGED)
