"""Validates formulas of workbooks: refuses calls of programs, macros and addresses."""

import re

from portal.attachments.validators.file_kinds import InvalidFile

CALLS = {
    "CALL", "DDE", "EVALUATE", "EXEC", "EXECUTE", "FOPEN", "FWRITE", "FWRITELN", "HYPERLINK", "IMAGE", "IMPORTDATA",
    "IMPORTFEED", "IMPORTHTML", "IMPORTRANGE", "IMPORTXML", "INITIATE", "POKE", "REGISTER", "REGISTER.ID", "RTD", "RUN",
    "SEND.KEYS", "SQL.REQUEST", "STOCKHISTORY", "WEBSERVICE",
}  # fmt: skip
TEXTS = re.compile(r'"[^"]*+"')
CALL = re.compile(r"(?<![\w.])(?:_xl\w++\.)*+([A-Za-z][\w.]*+)\s*+\(")
INNER_LINK = re.compile(r'HYPERLINK\s*+\(\s*+"#"\s*+[,)]', re.IGNORECASE)
AUTO_NAME = re.compile(r"(?:_xlnm\.)?auto_", re.IGNORECASE)
ELEMENTS = {
    "f", "formula", "formula1", "formula2", "oldFormula", "definedName", "calculatedColumnFormula", "totalsRowFormula",
}  # fmt: skip
"""Elements whose text is a formula."""


def check_formula(text: str) -> None:
    """Raises InvalidFile. A bar outside quotes is how a formula calls a program (cmd|'/c calc'!A0)."""
    plain = TEXTS.sub(lambda match: '"#"' if match[0].startswith('"#') else '""', text)
    plain = INNER_LINK.sub("(", plain)
    if "|" in plain or any(name.upper() in CALLS for name in CALL.findall(plain)):
        refuse_formula(text)


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
