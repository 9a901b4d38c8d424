"""Validates PDF (ISO 32000-2): refuses scripts, commands that start programs, embedded files and hidden content.

It checks in three steps: qpdf reads the file like a strict viewer and must find no fault; `pdf_layout` finds every
object like a reader that repairs files; qpdf parses each of these objects again, and each must pass `pdf_rules`."""

import re
import zlib
from io import BytesIO

import pikepdf

from portal.attachments.validators.file_kinds import InvalidFile
from portal.attachments.validators.pdf_layout import DAMAGED, GAP, WS, RawObject, read_objects, read_value
from portal.attachments.validators.pdf_rules import ObjectRules, refuse_object
from portal.attachments.validators.pdf_values import parse_values, refuse_warnings

MAX_UNPACKED_SIZE = 200 * 2**20
MOST_PAGES = 20_000
CHUNK_SIZE = 2**14
"""Bytes that are unpacked at once. They expand to at most about a thousand times as many."""
UNPACKED_TOO_LARGE = "The PDF unpacks to more data than this portal accepts."
ENCRYPTED = "The PDF is encrypted, so it cannot be examined. Save it without a password."
NUMBERS = re.compile(rb"[" + WS + rb"]*+(?:\d{1,10}+[" + WS + rb"]++)*+(?:\d{1,10})?+")


def check_pdf(content: bytes) -> None:
    """Raises InvalidFile. It can take seconds, so call it in a bounded process."""
    at = content.rfind(b"%%EOF")
    if at < len(content) - 1024:
        raise InvalidFile("The PDF has no end. It is damaged, or contains more data after its end.")
    if content[at + 5 :].strip(b"\r\n \t\0"):
        raise InvalidFile("The PDF contains more data after its end. Print it to a new PDF.")
    try:
        check_with_qpdf(content)
        check_objects(list(read_objects(content)))
    except pikepdf.PasswordError as error:
        raise InvalidFile(ENCRYPTED) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as error:
        raise InvalidFile(DAMAGED) from error


def check_with_qpdf(content: bytes) -> None:
    """Refuses a file that a strict reader cannot read completely or would have to repair."""
    with pikepdf.open(BytesIO(content), suppress_warnings=True, attempt_recovery=False) as pdf:
        if pdf.is_encrypted:
            raise InvalidFile(ENCRYPTED)
        refuse_warnings(pdf)
        if len(pdf.pages) > MOST_PAGES:
            raise InvalidFile(f"The PDF has more than {MOST_PAGES:,} pages. Split it.")


def check_objects(raw_objects: list[RawObject]) -> None:
    """Checks every object, then the objects that are packed into streams."""
    room, rules, packed = MAX_UNPACKED_SIZE, ObjectRules(), []
    for item, (text, facts) in zip(raw_objects, parse_values(raw_objects), strict=True):
        rules.check_object(item.number, text, is_stream=facts is not None)
        if facts is None or item.stream is None:
            continue
        if "/F" in facts:
            refuse_object("a link to another file")
        is_packed = has_objects(facts)
        content, size = unpack_stream(item.stream, room, keeps=is_packed and "/Filter" in facts)
        room -= size
        if is_packed:
            packed += split_packed(content if "/Filter" in facts else bytes(item.stream), facts)
    for item, (text, _) in zip(packed, parse_values(packed), strict=True):
        rules.check_object(item.number, text, is_stream=False)
    rules.check_links()


def has_objects(facts: pikepdf.Dictionary) -> bool:
    """Whether a stream with this dictionary contains other objects. Refuses an unusual kind of packing."""
    if "/First" not in facts and facts.get("/Type") != "/ObjStm":
        return False
    filters = facts.get("/Filter")
    names = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    if names not in (["/FlateDecode"], [None]) or "/DecodeParms" in facts or not isinstance(facts.get("/First"), int):
        raise InvalidFile(DAMAGED)
    return True


def split_packed(content: bytes, facts: pikepdf.Dictionary) -> list[RawObject]:
    """Returns the objects of an object stream (7.5.7). Its numbers and offsets must be in order and without gaps."""
    first = int(facts["/First"])
    if not 0 <= first <= len(content) or not NUMBERS.fullmatch(content, 0, first):
        raise InvalidFile(DAMAGED)
    numbers = [int(word) for word in content[:first].split()]
    places = [first + place for place in numbers[1::2]]
    if len(numbers) % 2 or sorted(set(places)) != places or facts.get("/N") != len(places):
        raise InvalidFile(DAMAGED)
    if GAP.fullmatch(content, first, places[0] if places else len(content)) is None:
        raise InvalidFile(DAMAGED)
    ends = [*places[1:], len(content)]
    triples = zip(numbers[::2], places, ends, strict=True)
    return [RawObject(number, read_packed(content[begin:end]), None) for number, begin, end in triples]


def read_packed(content: bytes) -> bytes:
    body, end = read_value(content, 0)
    if end != len(content):
        raise InvalidFile(DAMAGED)
    return body


def unpack_stream(stream: memoryview, room: int, *, keeps: bool) -> tuple[bytes, int]:
    """Unpacks a stream as far as viewers would. Returns its content, if `keeps` is true, and its size."""
    unpacking, pieces, size = zlib.decompressobj(), [], 0
    try:
        while stream and not unpacking.eof:
            piece = unpacking.decompress(stream[:CHUNK_SIZE])
            size += len(piece)
            if size > room:
                raise InvalidFile(UNPACKED_TOO_LARGE)
            if keeps:
                pieces.append(piece)
            stream = stream[CHUNK_SIZE:]
    except zlib.error as error:
        if keeps:
            raise InvalidFile(DAMAGED) from error
    return b"".join(pieces), size
