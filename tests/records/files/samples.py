"""Small files of every kind that may be attached, made from their parts."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
HYPERLINK = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def png(width: int = 1, height: int = 1, *extra: bytes) -> bytes:
    """A gray picture; `extra` are chunks to put before the last one."""
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


def pdf(*objects: bytes) -> bytes:
    """A document with these objects beside its catalog; the table of places is left to the reader's repair."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 2))
    return b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\n" + body + b"trailer\n<</Root 1 0 R>>\n%%EOF\n"


def stream(content: bytes, facts: bytes = b"/Filter /FlateDecode", *, is_packed: bool = True) -> bytes:
    content = zlib.compress(content) if is_packed else content
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (facts, len(content), content)


def office(main: str = "word/document.xml", *, first: bytes = b"", **parts: bytes) -> bytes:
    """A DOCX or XLSX; `parts` are further parts by name, with __ for a slash and _dot_ for a dot. What is `first`
    comes before them and is not packed."""
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
