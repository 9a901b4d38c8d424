"""Validates fields of Word (ECMA-376, part 1, 17.16). An instruction can be split over many runs, and fields can
nest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.attachments.validators.file_kinds import InvalidFile
from portal.attachments.validators.safe_addresses import is_safe_address

REFUSED = {
    "CONTROL", "DATA", "DATABASE", "DDE", "DDEAUTO", "EMBED", "HTMLACTIVEX", "IMPORT", "INCLUDE", "INCLUDETEXT", "LINK",
    "MACRO", "OCX", "PRINT", "RD",
}  # fmt: skip
QUOTES = '"“”„‟'
KEYWORD = re.compile(rf"[\s{QUOTES}]*+([^\s\\{QUOTES}]++)(?=([\s\\{QUOTES}])?)")
"""Quotation marks and switches end a word like white space."""
ARGUMENT = re.compile(rf"(\\[lot]\s*+)?+(?:[{QUOTES}]([^{QUOTES}]*+)[{QUOTES}]?+|(\\\S|[^\s{QUOTES}]++))")
"""An argument, after a switch if it is only a bookmark, a tip or a window."""
OUTSIDE = re.compile(r"//|\\\\|(?<![A-Za-z0-9+.-])(?!cid:)[A-Za-z][A-Za-z0-9+.-]*+:")
RUNS = re.compile(r"(?:javascript|vbscript|file|data)\s*+:", re.IGNORECASE)
DELETED, INSERTED = {"del", "moveFrom"}, {"ins", "moveTo"}
BREAK = "\r"
"""Stands for an element that ends a word for some programs and not for others. XML reads no such character."""
CODE = {"instrText", "delInstrText"}
TEXT = {"t", "delText"}


@dataclass
class WordField:
    pieces: list[tuple[str, bool, bool]] = field(default_factory=list)
    """Pieces of text, and whether a tracked change deletes or inserts each."""
    is_open: bool = True
    """Whether the instruction continues. False once its result begins."""
    is_named: bool = False
    """Whether its first word is complete in every variant. It never changes back to False."""

    def variants(self) -> set[str]:
        """Returns the instruction as written, and with tracked changes accepted or rejected."""
        results = ["".join(piece[0] for piece in self.pieces if not piece[which]) for which in (1, 2)]
        texts = ["".join(piece[0] for piece in self.pieces), *results]
        return {text.replace(BREAK, end) for text in texts for end in ("", " ")}

    def has_keyword(self) -> bool:
        self.is_named = self.is_named or all(is_complete(KEYWORD.match(text)) for text in self.variants())
        return self.is_named


def is_complete(match: re.Match | None) -> bool:
    return bool(match and match[2])


class FieldReader:
    """Follows the fields of one part. Pass elements and texts in their order, then call `finish()`."""

    ELEMENTS = {"fldChar", "fldSimple", "AlternateContent", "sym", *DELETED, *INSERTED}
    BREAKS = {"br", "cr", "tab", "p"}

    def __init__(self):
        self.fields = [WordField(is_open=False)]
        self.deleted = self.inserted = 0

    def start_element(self, local: str, attributes: dict[str, str]) -> None:
        if local == "fldChar":
            self.follow_mark(attributes.get("fldCharType", ""))
        elif local == "fldSimple":
            self.refuse_computed()
            check_instruction(attributes.get("instr", ""))
        elif local in {"AlternateContent", "sym"}:
            self.refuse_computed()
        self.deleted += local in DELETED
        self.inserted += local in INSERTED

    def end_element(self, local: str) -> None:
        if local in self.BREAKS and self.fields[-1].is_open:
            self.add_text(local, BREAK)
        self.deleted -= local in DELETED
        self.inserted -= local in INSERTED

    def takes_text(self, local: str) -> bool:
        return local in CODE or local in TEXT and self.fields[-1].is_open

    def add_text(self, local: str, text: str) -> None:
        self.fields[-1].pieces.append((text, self.deleted > 0 or local.startswith("del"), self.inserted > 0))

    def follow_mark(self, kind: str) -> None:
        if kind == "begin":
            self.refuse_computed()
            self.fields.append(WordField())
        elif kind == "separate":
            self.fields[-1].is_open = False
        elif kind == "end" and len(self.fields) > 1:
            check_field(self.fields.pop())

    def refuse_computed(self) -> None:
        """Refuses an instruction whose first word is not complete, because another field could compute the rest."""
        if self.fields[-1].is_open and not self.fields[-1].has_keyword():
            refuse_field("in pieces")

    def finish(self) -> None:
        for word_field in self.fields:
            check_field(word_field)


def check_field(word_field: WordField) -> None:
    for text in word_field.variants():
        check_instruction(text)


def check_instruction(text: str) -> None:
    if not (match := KEYWORD.match(text)):
        return
    keyword = re.sub("[^A-Z]", "", match[1].upper())
    rest = text[match.end(1) :]
    if keyword in REFUSED or keyword == "MACROBUTTON" and rest.split()[:1] != ["NoMacro"]:
        refuse_field(keyword)
    if keyword == "INCLUDEPICTURE" and OUTSIDE.search(rest) or RUNS.search(rest):
        refuse_field(keyword)
    if keyword == "HYPERLINK" and not all(map(is_safe_address, find_addresses(rest))):
        refuse_field(keyword)


def find_addresses(arguments: str) -> Iterator[str]:
    """Yields the arguments of a link that can be its address."""
    for match in ARGUMENT.finditer(arguments):
        if not match[1] and (address := match[2] or match[3]) and not re.fullmatch(r"\\[a-z]", address):
            yield address.replace("\\\\", "\\")


def refuse_field(keyword: str) -> None:
    raise InvalidFile(
        f"The document contains a field ({keyword[:20]}) that calls a program or loads something from elsewhere. "
        "Turn it into text (Ctrl+Shift+F9 in Word)."
    )
