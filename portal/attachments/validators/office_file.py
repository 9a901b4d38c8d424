"""Validates DOCX and XLSX (ECMA-376, parts 1 and 2): refuses macros, other files and external relationships."""

import re
from typing import NamedTuple

from portal.attachments.validators.file_kinds import DOCX, XLSX, FileKind, InvalidFile
from portal.attachments.validators.office_xml import RELATIONSHIPS, PartReader, decode_part
from portal.attachments.validators.safe_addresses import is_safe_address
from portal.attachments.validators.zip_layout import read_entries

MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
MAIN_TYPES = {kind.media_type + ".main+xml": kind for kind in (DOCX, XLSX)}
REFUSED_NAME = re.compile(r"vbaproject|vbadata|activex|/embeddings/|customui|macrosheets|dialogsheets|externallinks")
REFUSED_TYPE = re.compile(
    r"macroenabled|vba|activex|oleobject|macrosheet|dialogsheet|externallink|connections|querytable|template\.main|"
    r"javascript|ecmascript|html|webextension|keymap|msdownload|msword|attachedtoolbars|ms-excel(?!\.(?:person|threaded|slicer|timeline|"
    r"controlproperties|calcchain|sheetmetadata|richvalue|rdrichvalue|rdarray|namedsheetview))",
)
REFUSED_TIES = re.compile(
    r"vba|macrosheet|dialogsheet|oleobject|activex|control$|afchunk|^package$|externallink|attachedtemplate|subdocument|"
    r"^frame$|connections|querytable|mailmerge|webextension|taskpane|extensibility|keymap|recipientdata",
)
"""Relationship types of macros, controls and linked files, whatever the name of the target."""
HYPERLINKS = {f"{namespace}/hyperlink" for namespace in RELATIONSHIPS}
PRINTER_SETTINGS = re.compile(r"(?:xl|word)/printersettings/printersettings\d+\.bin")
"""The only binary part that Excel writes into ordinary workbooks."""
XML_NAMES = (".xml", ".rels", ".vml", ".svg", ".html", ".htm", ".xhtml")
XML_TYPE = re.compile(r"[+/]xml(?![a-z])|vmldrawing")
BINARY = {
    "png": (b"\x89PNG",), "jpg": (b"\xff\xd8\xff",), "jpeg": (b"\xff\xd8\xff",), "jfif": (b"\xff\xd8\xff",),
    "gif": (b"GIF8",), "bmp": (b"BM",), "tif": (b"II", b"MM"), "tiff": (b"II", b"MM"), "wdp": (b"II",),
    "emf": (b"\x01\0\0\0",), "wmf": (b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0", b"\x02\0\x09\0"), "webp": (b"RIFF",),
    "odttf": (b"",), "fntdata": (b"",), "ttf": (b"\0\1\0\0",), "emz": (b"\x1f\x8b",), "wmz": (b"\x1f\x8b",),
}  # fmt: skip
"""The first bytes of pictures and fonts, by the extension of their name."""
OTHER_FILE = "The document contains a macro, a control or another file. Remove it and save the document again."
ELSEWHERE = "The document loads something from elsewhere when it opens. Remove it and save the document again."
BAD_LINK = "The document contains a link that is not to a web page or a mailbox: “{}”. Remove it."


class TieUse(NamedTuple):
    links: set[str]
    """IDs of the relationships in a part that lead out of the document."""
    loaded: set[str]
    """IDs of the relationships that the part uses without a click."""


def check_office(content: bytes) -> FileKind:
    """Returns the kind of document. Raises InvalidFile. It can take seconds, so call it in a bounded process."""
    parts = {name: part for name, part in read_entries(content) if not (name.endswith("/") and not part)}
    kinds = [kind for name, kind in MAIN_PARTS.items() if name in parts]
    if len(kinds) != 1 or "[content_types].xml" not in parts:
        raise InvalidFile("The archive is neither a DOCX nor an XLSX. Other archives are not accepted.")
    types = read_types(parts["[content_types].xml"], kinds[0])
    uses = {
        name: check_part(name, types.get("/" + name) or types.get(name.rpartition(".")[2], ""), part)
        for name, part in parts.items()
    }
    check_loaded_links(uses)
    return kinds[0]


def read_types(part: bytes, kind: FileKind) -> dict[str, str]:
    """Returns the content types by the name of a part or by extension. Raises InvalidFile if one is not accepted."""
    types = {}
    for local, facts in PartReader({"Default", "Override"}).read(decode_part(part)):
        name = facts.get("Extension" if local == "Default" else "PartName", "").lower()
        media_type = facts.get("ContentType", "").strip().lower()
        main = MAIN_TYPES.get(media_type, kind if not media_type.endswith(".main+xml") else None)
        is_twice = name in types and local == "Override"
        if REFUSED_TYPE.search(media_type) or main is not kind or is_twice:
            raise InvalidFile(OTHER_FILE)
        types[name] = media_type
    return types


def check_part(name: str, media_type: str, part: bytes) -> TieUse:
    if REFUSED_NAME.search(f"/{name}"):
        raise InvalidFile(OTHER_FILE)
    beginning = part[:400].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    if name.endswith(XML_NAMES) or XML_TYPE.search(media_type) or beginning.startswith(b"<"):
        return check_xml(part)
    if not PRINTER_SETTINGS.fullmatch(name) or part.startswith((b"\xd0\xcf\x11\xe0", b"MZ", b"PK")):
        marks = BINARY.get(name.rpartition(".")[2])
        if marks is None or not part.startswith(marks) or part.startswith((b"\xd0\xcf\x11\xe0", b"MZ", b"PK", b"%PDF")):
            raise InvalidFile(OTHER_FILE)
    return TieUse(set(), set())


def check_xml(part: bytes) -> TieUse:
    if not part.strip():
        return TieUse(set(), set())
    reader, links = PartReader({"Relationship"}), set()
    for _, tie in reader.read(decode_part(part)):
        if check_tie(tie):
            links.add(tie.get("Id", ""))
    return TieUse(links, reader.loaded)


def check_loaded_links(uses: dict[str, TieUse]) -> None:
    """Refuses an element that loads the target of a hyperlink: programs can ignore the type of a relationship."""
    for name, use in uses.items():
        folder, _, file = name.rpartition("_rels/")
        owner = uses.get(folder + file.removesuffix(".rels"))
        if owner and use.links & owner.loaded:
            raise InvalidFile(ELSEWHERE)


def check_tie(tie: dict[str, str]) -> bool:
    """Whether the relationship leads out of the document. Refuses one to a program, and one that leads out unless it
    is a hyperlink."""
    whole_kind, target = tie.get("Type", "").strip(), tie.get("Target", "")
    kind = whole_kind.rpartition("/")[2].lower()
    if REFUSED_TIES.search(kind):
        raise InvalidFile(OTHER_FILE if tie.get("TargetMode", "").lower() != "external" else ELSEWHERE)
    if not is_safe_address(target):
        raise InvalidFile(BAD_LINK.format(target[:60]))
    is_external = tie.get("TargetMode", "Internal").strip().lower() != "internal"
    if whole_kind not in HYPERLINKS and (is_external or ":" in target):
        raise InvalidFile(ELSEWHERE)
    return is_external
