"""Small files of every accepted kind, built from their parts."""

import struct
import zlib
from io import BytesIO
from itertools import accumulate
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
HYPERLINK = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def png(width: int = 1, height: int = 1, *extra: bytes) -> bytes:
    """Returns a gray picture. `extra` are chunks to insert before the last one."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + b"".join(extra) + chunk(b"IEND", b"")


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def jpeg(width: int = 1, height: int = 1, remark: bytes = b"") -> bytes:
    parts = [(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")]
    parts += [(0xFE, remark)] if remark else []
    parts += [(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"), (0xDA, b"\1\1\0\0\x3f\0")]
    segments = b"".join(b"\xff" + bytes([mark]) + struct.pack(">H", len(body) + 2) + body for mark, body in parts)
    return b"\xff\xd8" + segments + b"\x12\xff\x00\x34\xff\xd0\x56" + b"\xff\xd9"


def pdf(*objects: bytes, catalog: bytes = b"", trailer: bytes = b"") -> bytes:
    """Returns a document of one empty page with these objects, numbered from 4, and more in its catalog or trailer."""
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>"
    head = [b"<</Type /Catalog /Pages 2 0 R %s>>" % catalog, b"<</Type /Pages /Kids [3 0 R] /Count 1>>", page]
    return update_pdf(b"%PDF-1.7\n", dict(enumerate([*head, *objects], 1)), trailer)


def update_pdf(before: bytes, objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """Appends these objects, their table and a trailer to the header of a new file, or to a file as an update."""
    body, table = before, b"xref\n" + (b"" if b"startxref" in before else b"0 1\n0000000000 65535 f \n")
    for number, content in objects.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    last = b"/Prev %s " % before.rsplit(b"startxref\n")[-1].split()[0] if b"startxref" in before else b""
    size = max(objects, default=3) + 1
    end = b"trailer\n<</Root 1 0 R /Size %d %s%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, last, trailer, len(body))
    return body + table + end


def pack_objects(*objects: bytes, facts: bytes = b"") -> bytes:
    """Returns an object stream of these objects, numbered from 100."""
    places = accumulate((len(content) + 1 for content in objects[:-1]), initial=0)
    head = b"".join(b"%d %d " % (100 + at, place) for at, place in enumerate(places))
    names = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode %s" % (len(objects), len(head), facts)
    return stream(head + b"\n".join(objects) + b"\n", names)


def stream(content: bytes, facts: bytes = b"/Filter /FlateDecode", *, is_packed: bool = True) -> bytes:
    content = zlib.compress(content) if is_packed else content
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (facts, len(content), content)


def office(main: str = "word/document.xml", *, first: bytes = b"", **parts: bytes) -> bytes:
    """Returns a DOCX or XLSX. `parts` are further parts by name, with __ for a slash and _dot_ for a dot. `first` is
    the content of an unpacked part before them."""
    names = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    return archive({"[Content_Types].xml": TYPES, main: b"<document/>"} | names, first=first)


def archive(parts: dict[str, bytes], *, first: bytes = b"") -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        if first:
            packed.writestr("first.txt", first, ZIP_STORED)
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def tie(kind: bytes, target: bytes, mode: bytes = b' TargetMode="External"') -> bytes:
    return b'<Relationships><Relationship Id="r1" Type="%s" Target="%s"%s/></Relationships>' % (kind, target, mode)
