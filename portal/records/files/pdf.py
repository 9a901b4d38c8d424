"""PDF (ISO 32000-2): refused when it holds scripts, starts programs, carries other files or hides from this look.

Not read as a viewer reads it, for two readers differ on a hostile file. Whatever could be an object is looked at:
the bytes as they stand, and whatever unpacks at any place where a stream may begin."""

import re
import zlib
from collections.abc import Iterator

from portal.records.files.kinds import Unfit

MOST_UNPACKED = 200 * 2**20
PIECE = 4096
ACTIVE = {
    b"/JavaScript": "a script",
    b"/Launch": "a command that starts a program",
    b"/EmbeddedFile": "another file",
    b"/EmbeddedFiles": "another file",
    b"/RichMedia": "a film or a program",
    b"/XFA": "a form with scripts",
    b"/SubmitForm": "a form that sends what is typed elsewhere",
    b"/ImportData": "a command that reads another file",
}
NAME_END = rb"(?=[\s/<>\[\]()%{}]|$)"
ACTIVE_NAMES = re.compile(b"(" + b"|".join(sorted(ACTIVE, reverse=True)) + b")" + NAME_END)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"stream\r?\n")
# Objects may be packed into a stream; packed in any other way than the usual one they could not be looked at.
PACKED = re.compile(rb"/Type\s*/ObjStm")
OTHERWISE = re.compile(rb"/(LZWDecode|LZW|ASCIIHexDecode|AHx|ASCII85Decode|A85|RunLengthDecode|RL|Crypt|Predictor)\b")
DICTIONARY = 600
"""Bytes before a stream in which its own description is looked for."""


def check(content: bytes) -> None:
    plain = unescaped(content)
    if b"%%EOF" not in content[-1024:]:
        raise Unfit("The PDF has no end: it is damaged, or something else follows it.")
    if content[content.rindex(b"%%EOF") + 5 :].strip(b"\r\n \t\0"):
        raise Unfit("Something else follows the end of the PDF. Print it to a new PDF.")
    if re.search(b"/Encrypt" + NAME_END, plain):
        raise Unfit("The PDF is encrypted, so it cannot be examined. Save it without a password.")
    refuse_active(plain)
    room = MOST_UNPACKED
    for found in STREAM.finditer(content):
        unpacked = unpack(content, found.end(), room)
        room -= len(unpacked)
        if room <= 0:
            raise Unfit("The PDF unpacks to more than this portal takes.")
        refuse_active(unescaped(unpacked))
        before = plain_before(content, found.start())
        if PACKED.search(before) and OTHERWISE.search(before):
            raise Unfit("The PDF is packed in a way that cannot be examined. Print it to a new PDF.")


def unescaped(content: bytes) -> bytes:
    """With names as they are meant: /#4A#53 is /JS (ISO 32000-2, 7.3.5)."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)


def plain_before(content: bytes, at: int) -> bytes:
    """The description of the stream that begins there."""
    before = unescaped(content[max(0, at - DICTIONARY) : at])
    return before[before.rfind(b"obj") + 3 :]


def unpack(content: bytes, at: int, room: int) -> bytes:
    """What a packed stream holds: at most `room` bytes, and as far as it unpacks, for a viewer would show that too."""
    unpacking, pieces, packed = zlib.decompressobj(), [], memoryview(content)
    while at < len(content) and room > 0 and not unpacking.eof:
        before, piece = unpacking.copy(), packed[at : at + PIECE]
        try:
            pieces.append(unpacking.decompress(piece, room))
        except zlib.error:
            pieces.append(b"".join(until_fault(before, piece)))
            break
        room -= len(pieces[-1])
        at += PIECE
    return b"".join(pieces)


def until_fault(unpacking, piece: memoryview) -> Iterator[bytes]:
    """Byte by byte, because a fault takes with it what its piece had given before."""
    try:
        for at in range(len(piece)):
            yield unpacking.decompress(piece[at : at + 1])
    except zlib.error:
        return


def refuse_active(content: bytes) -> None:
    if found := ACTIVE_NAMES.search(content):
        raise Unfit(f"The PDF holds {ACTIVE[found[1]]}. Print it to a new PDF.")
