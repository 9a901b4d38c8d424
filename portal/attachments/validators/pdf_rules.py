"""Rules for the objects of a PDF as qpdf writes them: names without escapes, single spaces."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

import pikepdf

from portal.attachments.validators.file_kinds import InvalidFile
from portal.attachments.validators.safe_addresses import is_safe_address

NAMES = {
    "JavaScript": "a script",
    "JS": "a script",
    "EnableJavaScripts": "a script",
    "Encrypt": "a password",
    "XFA": "a form with scripts",
    "Launch": "a command that starts a program",
    "EmbeddedFile": "another file",
    "EmbeddedFiles": "another file",
    "FileAttachment": "another file",
    "Filespec": "a link to another file",
    "UF": "a link to another file",
    "FFilter": "a link to another file",
    "GoToR": "a link to another file",
    "GoToE": "a link to another file",
    "RichMedia": "a film or a program",
    "RichMediaContent": "a film or a program",
    "RichMediaExecute": "a film or a program",
    "GoTo3DView": "a film or a program",
    "SubmitForm": "a form that sends its data elsewhere",
    "ImportData": "a command that reads another file",
}
"""Names that are refused everywhere."""
KINDS = {
    "Movie": "a film or a program",
    "Sound": "a sound",
    "Rendition": "a film or a program",
    "3D": "a film or a program",
    "PS": "a program for printers",
    "F": "a link to another file",
}
"""Names that are refused as the kind of an object. Elsewhere they can be harmless, such as a font named F."""
STRING = re.compile(rb"\((?:[^()\\]++|\\[\s\S])*+\)|(?<!<)<[0-9a-fA-F]*+>")
NAME = re.compile(rb"/([^\s/<>\[\]()%{}]++)")
KIND = re.compile(rb"/(?:S|Subtype|Type) /([^\s/<>\[\]()%{}]++)")
LINK = re.compile(rb"/(?:F|URI|Base|URL|DOS|Mac|Unix) ([+-]?\d++) [+-]?\d++ R")
FILE_NAME = re.compile(rb"/(?:F|DOS|Mac|Unix) \(\)")
FILES = re.compile(rb"/(?:EF|AF) (?:([+-]?\d++) [+-]?\d++ R|[<\[])")
"""Glyphs in fonts may have these names; their values are streams."""
URI = re.compile(rb"/(?:URI|Base|URL) (\((?:[^()\\]++|\\[\s\S])*+\)|<[0-9a-fA-F]++>)")
ENCODINGS = {BOM_UTF8: "utf-8", BOM_UTF16_BE: "utf-16", BOM_UTF16_LE: "utf-16"}
"""Encodings of a string by its first bytes (ISO 32000-2, 7.9.2.2)."""


class ObjectRules:
    """Checks each object of a file, and at the end the references to objects that must not be strings or files."""

    def __init__(self):
        self.string_numbers: set[int | None] = set()
        self.value_numbers: set[int | None] = set()
        self.string_links: set[int] = set()
        self.value_links: set[int] = set()

    def check_object(self, number: int | None, text: bytes, *, is_stream: bool) -> None:
        plain = STRING.sub(b"()", text)
        check_names(plain)
        check_uris(text)
        if FILE_NAME.search(plain):
            refuse_object("a link to another file")
        self.string_links.update(int(match[1]) for match in LINK.finditer(plain))
        for match in FILES.finditer(plain):
            if not match[1]:
                refuse_object("another file")
            self.value_links.add(int(match[1]))
        if plain == b"()":
            self.string_numbers.add(number)
        if not is_stream:
            self.value_numbers.add(number)

    def check_links(self) -> None:
        if self.string_links & self.string_numbers or self.value_links & self.value_numbers:
            refuse_object("a link to another file")


def check_names(plain: bytes) -> None:
    """Refuses active names. An object that is only a name may be the kind of another object."""
    for name in set(NAME.findall(plain)):
        if what := NAMES.get(name.decode("latin-1")):
            refuse_object(what)
    for name in {*KIND.findall(plain), plain.removeprefix(b"/")}:
        if what := KINDS.get(name.decode("latin-1")):
            refuse_object(what)


def check_uris(text: bytes) -> None:
    """Refuses links that a reader would run or open on the local machine."""
    for written in set(URI.findall(text)):
        address = bytes(pikepdf.Object.parse(written))
        encoding = next((name for mark, name in ENCODINGS.items() if address.startswith(mark)), "latin-1")
        if not is_safe_address(address.decode(encoding, "replace")):
            refuse_object("a link that is not to a web page")


def refuse_object(what: str) -> None:
    raise InvalidFile(f"The PDF contains {what}. Print it to a new PDF.")
