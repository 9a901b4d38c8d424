"""Validates formulas of workbooks: refuses calls of programs, macros and addresses."""

import re

from portal.attachments.validators.file_kinds import InvalidFile

CALLS = {
    "CALL", "DDE", "EVALUATE", "EXEC", "EXECUTE", "FOPEN", "FWRITE", "FWRITELN", "HYPERLINK", "IMAGE", "IMPORTDATA",
    "IMPORTFEED", "IMPORTHTML", "IMPORTRANGE", "IMPORTXML", "INITIATE", "POKE", "REGISTER", "REGISTER.ID", "RTD", "RUN",
    "SEND.KEYS", "SQL.REQUEST", "STOCKHISTORY", "WEBSERVICE",
}  # fmt: skip
TEXTS = re.compile(r'"[^"]*+"')
QUOTED = re.compile(r"""\"[^"]*+"|'[^']*+'|\[(?:[^\[\]']|'[\s\S])*+\]""")
"""Texts, names of sheets and names of columns. Each of them can contain the quotation marks of the others."""
OTHER_FILE = re.compile(r"'[^']*[\[\]/\\]")
"""A name in quotation marks with characters that no name of a sheet may have: the path of a file."""
OTHER_WORKBOOK = re.compile(r"\[\][\w.]*+!")
CALL = re.compile(r"(?<![\w.])(?:(?:_xl\w++\.)*+([A-Za-z][\w.]*+)\s*+\(|_xleta\.([A-Za-z][\w.]*+))")
"""A call, or a function that is handed to another function, which calls it."""
INNER_LINK = re.compile(r'HYPERLINK\s*+\(\s*+"#"\s*+[,)]', re.IGNORECASE)
AUTO_NAME = re.compile(r"(?:_xlnm\.)?auto_", re.IGNORECASE)
ELEMENTS = {
    "f", "formula", "formula1", "formula2", "oldFormula", "definedName", "calculatedColumnFormula", "totalsRowFormula",
}  # fmt: skip
"""Elements whose text is a formula."""


def check_formula(text: str) -> None:
    """Raises InvalidFile. A bar outside quotes is how a formula calls a program (cmd|'/c calc'!A0)."""
    if any(OTHER_FILE.match(match[0]) for match in QUOTED.finditer(text)):
        refuse_formula(text)
    # Programs disagree about quotation marks in names, so both readings must be harmless.
    for quoted in (TEXTS, QUOTED):
        plain = INNER_LINK.sub("(", quoted.sub(empty_quoted, text))
        called = {name.upper() for names in CALL.findall(plain) for name in names}
        if "|" in plain or called & CALLS or OTHER_WORKBOOK.search(plain):
            refuse_formula(text)


def empty_quoted(match: re.Match) -> str:
    """Returns the quotation marks or brackets without what they contain, except that a link within starts with #."""
    return '"#"' if match[0].startswith('"#') else match[0][0] + match[0][-1]


def check_defined_name(attributes: dict[str, str]) -> None:
    """Refuses defined names that are, or run, a macro when the workbook opens."""
    is_macro = any(attributes.get(key, "0") not in ("0", "false") for key in ("xlm", "vbProcedure", "function"))
    if is_macro or AUTO_NAME.match(attributes.get("name", "")):
        raise InvalidFile(
            "The workbook contains a name that starts a macro. Delete it in Excel under Formulas, Name Manager."
        )


def refuse_formula(text: str) -> None:
    raise InvalidFile(
        f"The workbook contains a formula that calls a program or an address: “{text[:40]}”. Replace it with its value."
    )
