"""DOCX and XLSX (ECMA-376, parts 1 and 2): an archive of XML, taken without macros, other files or ties elsewhere."""

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from portal.records.files.kinds import DOCX, XLSX, FileKind, Unfit

MOST_ENTRIES = 3000
MOST_UNPACKED = 150 * 2**20
HIGHEST_RATIO = 200
BEGINS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
REFUSED = re.compile(r"vbaproject|vbadata|activex|/embeddings/|customui|macrosheets|dialogsheets|\.bin$|\.exe$|\.dll$")
PRINTER = re.compile(r"xl/printersettings/printersettings\d+\.bin")
"""The only part in binary that Excel writes into ordinary workbooks."""
ACTIVE = re.compile(rb"macroEnabled|<!DOCTYPE|<!ENTITY|<ddeLink|ddeService|<script|javascript:", re.IGNORECASE)
PROGRAM = re.compile(rb"vbaProject|macrosheet|oleObject|activeX|aFChunk|relationships/package[\"']", re.IGNORECASE)
"""What a tie between two parts says of a macro, a control or another file, whatever that part is called."""
FIELD = re.compile(rb"<(?:\w+:)?instr(?:Text)?\b[^>]*>\s*DDE|instr=\"\s*DDE", re.IGNORECASE)
TIE = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.IGNORECASE)
IS_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
IS_HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.IGNORECASE)


def check(content: bytes) -> FileKind:
    """The kind of document. Raises Unfit. Every part is unpacked, for what an archive says of itself proves nothing."""
    if not ends_with_archive(content):
        raise Unfit("Something else follows the end of the document. Save it anew.")
    try:
        with ZipFile(BytesIO(content)) as archive:
            return check_archive(archive)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, UnicodeError) as fault:
        raise Unfit("The document is damaged, or packed in a way that cannot be examined. Save it anew.") from fault


def ends_with_archive(content: bytes) -> bool:
    """Whether the last bytes are the archive's own end record, without a remark, and its first part comes first."""
    return content[-22:-18] == b"PK\x05\x06" and content[-2:] == b"\0\0"


def check_archive(archive: ZipFile) -> FileKind:
    entries = archive.infolist()
    names = [entry.filename.lower() for entry in entries]
    kinds = [kind for name, kind in BEGINS.items() if name in names]
    if len(kinds) != 1 or "[content_types].xml" not in names:
        raise Unfit("The archive is neither a DOCX nor an XLSX. Other archives are not taken.")
    if len(entries) > MOST_ENTRIES or len(names) != len(set(names)) or min(e.header_offset for e in entries) != 0:
        raise Unfit("The document is not packed as office programs pack it. Save it anew.")
    room = MOST_UNPACKED
    for entry, name in zip(entries, names, strict=True):
        refuse_name(name)
        part = unpacked(archive, entry, room)
        room -= len(part)
        refuse_active(name, part)
    return kinds[0]


def refuse_name(name: str) -> None:
    if name.startswith("/") or "\\" in name or ".." in name.split("/"):
        raise Unfit("The document has a part with a name that leads elsewhere.")
    if REFUSED.search(f"/{name}") and not PRINTER.fullmatch(name):
        raise Unfit("The document holds a macro, a control or another file. Save it without.")


def unpacked(archive: ZipFile, entry: ZipInfo, room: int) -> bytes:
    """The part's bytes, never more than `room`, whatever size is declared."""
    if entry.flag_bits & 1:
        raise Unfit("The document is encrypted, so it cannot be examined. Save it without a password.")
    with archive.open(entry) as part:
        content = part.read(room + 1)
        if part.read(1):
            raise Unfit("The document unpacks to more than this portal takes.")
    if len(content) > room or len(content) > 2**20 and len(content) > HIGHEST_RATIO * max(entry.compress_size, 1):
        raise Unfit("The document unpacks to more than this portal takes.")
    return content


def refuse_active(name: str, part: bytes) -> None:
    if not name.endswith((".xml", ".rels", ".vml", ".svg", ".html", ".htm")):
        return
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        part = part.decode("utf-16", "replace").encode()
    if ACTIVE.search(part) or FIELD.search(part):
        raise Unfit("The document holds a macro, a script or a tie to another program. Save it without.")
    if name.endswith(".rels"):
        if PROGRAM.search(part):
            raise Unfit("The document holds a macro, a control or another file. Save it without.")
        for tie in TIE.findall(part):
            if IS_EXTERNAL.search(tie) and not IS_HYPERLINK.search(tie):
                raise Unfit("The document fetches something from elsewhere when it is opened. Save it without.")
