"""Validates the XML of Office documents. The parser (expat) refuses a document type, and with it entities."""

import re
import sys
from xml.parsers import expat

from portal.attachments.validators.file_kinds import InvalidFile
from portal.attachments.validators.formulas import ELEMENTS as FORMULAS
from portal.attachments.validators.formulas import check_defined_name, check_formula
from portal.attachments.validators.safe_addresses import is_inside, is_safe_address
from portal.attachments.validators.word_fields import CODE, TEXT, FieldReader

MOST_DEPTH = 250
MOST_NESTED_TEXTS = 5
DAMAGED = "The document contains a part that cannot be examined. Save it again with an office program."
ACTIVE = "The document contains a macro, a script or a link to another program. Remove it and save the document again."
ELEMENTS = {
    "altchunk", "connections", "control", "controls", "customui", "datasource", "ddeitem", "ddelink", "dialogsheet",
    "embed", "entrymacro", "exitmacro", "externalbook", "externallink", "externalreferences", "fmlamacro",
    "foreignobject", "handler", "html", "iframe", "listener", "macrosheet", "mailmerge", "mcd", "ocx", "oleobject",
    "oleobjects", "olelink", "querytable", "script", "subdoc", "taskpane", "webextension", "webpr", "webvideopr",
}  # fmt: skip
"""Refused elements by their local names, in any namespace."""
EVENT = re.compile(
    r"on(?:abort|activate|animation|before|after|begin|blur|change|click|contextmenu|copy|cut|dblclick|drag|drop|end|"
    r"error|focus|input|invalid|key|load|message|mouse|page|paste|pointer|repeat|reset|resize|scroll|select|submit|"
    r"toggle|touch|transition|unload|wheel|zoom)[a-z]*+",
)
RELATIONSHIPS = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
"""Attributes in these namespaces name a relationship of the part by its ID."""
LINKS = {"hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"}
"""Elements that only a click follows. Other elements load the target of their relationship."""
PICTURES = {"imagedata", "fill", "stroke", "image"}
INSTRUCTIONS = {"mso-contentType"}
"""Processing instructions of SharePoint."""
WATCHED = {"definedName", "style", "t", *CODE, *TEXT, *FORMULAS, *FieldReader.ELEMENTS, *FieldReader.BREAKS}
"""Elements that must be checked at every occurrence."""
DECLARATION = re.compile(r"<\?xml\s+version\s*=\s*[\"']1\.0[\"'][^>]*?\?>")
DECLARED = re.compile(r"<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)[\"']")
SVG = "http://www.w3.org/2000/svg"
MATH = {
    "http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math",
}  # fmt: skip
"""In these namespaces, f is a fraction and not a formula."""
STYLE = re.compile(r"@import|expression\s*+\(|(?:image-set|src)\s*+\(|url\s*+\(\s*+[\"']?+\s*+[^#\"'\s]", re.IGNORECASE)
STYLE_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|([^0-9a-fA-F]))|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?+")
"""A letter by its number, another escaped letter, or a comment (CSS Syntax Level 3, section 4)."""


def decode_part(part: bytes) -> str:
    """Decodes an XML part from UTF-8 or UTF-16, the two encodings that ECMA-376 allows. Its declaration must agree."""
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding, names = "utf-16", {"utf-16"}
    elif b"\0" in part[:4]:
        encoding, names = ("utf-16-le" if part[1:2] == b"\0" else "utf-16-be"), {"utf-16", "utf-16le", "utf-16be"}
    else:
        encoding, names = "utf-8-sig", {"utf-8", "utf8"}
        if part.isascii():
            names |= {"us-ascii", "ascii", "iso-8859-1", "windows-1252"}
    try:
        text = part.decode(encoding)
    except UnicodeDecodeError as error:
        raise InvalidFile(DAMAGED) from error
    declared = DECLARED.match(text[:200])
    if text.startswith("<?xml") and not DECLARATION.match(text[:200]) or declared and declared[1].lower() not in names:
        raise InvalidFile(DAMAGED)
    return text


class PartReader:
    """Reads one part and refuses active content. `wanted` are the local names of the elements to return."""

    def __init__(self, wanted: set[str]):
        self.wanted = wanted
        self.found: list = []
        self.loaded: set[str] = set()
        """IDs of the relationships whose targets are loaded without a click."""
        self.fields = FieldReader()
        self.depth = 0
        self.takers: list[tuple[int, int]] = []
        """Open elements whose text is collected: depth, and index of the first piece of text."""
        self.pieces: list[str] = []
        self.plain_elements: set[str] = set()
        self.plain_attributes: set[str] = set()
        """Names that need no further check. They can occur millions of times."""
        self.parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start_element
        self.parser.EndElementHandler = self.end_element
        self.parser.StartDoctypeDeclHandler = refuse_active
        self.parser.EntityDeclHandler = refuse_active
        self.parser.ProcessingInstructionHandler = check_instruction

    def read(self, text: str) -> list[tuple[str, dict[str, str]]]:
        try:
            self.parser.Parse(text.encode(), True)
        except (expat.ExpatError, UnicodeError) as error:
            raise InvalidFile(DAMAGED) from error
        self.fields.finish()
        return self.found

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise InvalidFile(DAMAGED)
        if name not in self.plain_elements:
            self.look_at_element(name, attributes)
        if not self.plain_attributes.issuperset(attributes):
            self.check_attributes(name, attributes)

    def look_at_element(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if local.lower() in ELEMENTS:
            refuse_active()
        if local == "definedName":
            check_defined_name(attributes)
        if local in self.wanted:
            self.found.append((local, shorten_names(attributes)))
        if local in FieldReader.ELEMENTS:
            self.fields.start_element(local, shorten_names(attributes))
        if self.takes_text(namespace, local):
            if len(self.takers) == MOST_NESTED_TEXTS:
                raise InvalidFile(DAMAGED)
            self.takers.append((self.depth, len(self.pieces)))
            self.parser.CharacterDataHandler = self.pieces.append
        elif local not in WATCHED and local not in self.wanted:
            self.plain_elements.add(name)

    def takes_text(self, namespace: str, local: str) -> bool:
        if local in FORMULAS:
            return namespace not in MATH
        return local == "style" and namespace == SVG or self.fields.takes_text(local)

    def end_element(self, name: str) -> None:
        if name not in self.plain_elements:
            local = name.rpartition(" ")[2]
            if self.takers and self.takers[-1][0] == self.depth:
                self.end_text(local)
            if local in FieldReader.ELEMENTS or local in FieldReader.BREAKS:
                self.fields.end_element(local)
        self.depth -= 1

    def end_text(self, local: str) -> None:
        _, first = self.takers.pop()
        self.check_text(local, "".join(self.pieces[first:]))
        if not self.takers:
            self.pieces.clear()
            self.parser.CharacterDataHandler = None

    def check_text(self, local: str, text: str) -> None:
        if local in FORMULAS:
            check_formula(text)
        elif local != "style":
            self.fields.add_text(local, text)
        elif not is_harmless_style(text):
            refuse_active()

    def check_attributes(self, element: str, attributes: dict[str, str]) -> None:
        namespace, _, local = element.rpartition(" ")
        for name, value in attributes.items():
            short = name.rpartition(" ")[2].lower()
            if EVENT.fullmatch(short) or short in CHECKS and not CHECKS[short](value) and local != "Relationship":
                refuse_active()
            if namespace == SVG and short == "href" and local != "a" and not is_inside(value):
                refuse_active()
            if local in PICTURES and short in PICTURE_ADDRESSES and ":" in value and not is_inside(value):
                refuse_active()
            if name.rpartition(" ")[0] in RELATIONSHIPS:
                if local not in LINKS:
                    self.loaded.add(value)
            elif short not in CHECKS:
                self.plain_attributes.add(name)


def shorten_names(attributes: dict[str, str]) -> dict[str, str]:
    """Returns the attributes by their local names. Refuses two of one local name, because one could hide the other."""
    shortened = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
    if len(shortened) < len(attributes):
        raise InvalidFile(DAMAGED)
    return shortened


def is_harmless_address(value: str) -> bool:
    return is_safe_address(value) or is_inside(value)


def is_harmless_style(value: str) -> bool:
    """Whether a style sheet, or an attribute with the syntax of one, loads nothing."""
    return not STYLE.search(value) and not STYLE.search(STYLE_ESCAPE.sub(unescape_style, value))


def unescape_style(match: re.Match) -> str:
    number = int(match[1] or "0", 16)
    return chr(number) if 0 < number < sys.maxunicode else match[2] or ""


PICTURE_ADDRESSES = ("href", "src", "althref")
STYLES = (
    "style", "fill", "stroke", "filter", "mask", "clip-path", "cursor", "marker", "marker-start", "marker-mid",
    "marker-end",
)  # fmt: skip
CHECKS = dict.fromkeys((*PICTURE_ADDRESSES, "target", "from", "to"), is_harmless_address) | {
    **dict.fromkeys(STYLES, is_harmless_style),
    "values": lambda value: all(map(is_harmless_address, value.split(";"))),
    "manifestlocation": lambda value: not value,  # of a schema, with programs that Word fetches
    "macro": lambda value: not value,
    "action": lambda value: not value.startswith("ppaction://") or "hlinksldjump" in value,
}
"""Checks of attribute values, by the local name in lower case. A value that fails is refused."""


def check_instruction(target: str, data: str) -> None:
    if target not in INSTRUCTIONS:
        refuse_active()


def refuse_active(*facts) -> None:
    raise InvalidFile(ACTIVE)
