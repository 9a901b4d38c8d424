"""Warnings to staff about the PDF of a draft."""

import unicodedata
from functools import lru_cache

from django.contrib.staticfiles import finders
from django.utils.html import escape

from portal.pdf.missing_characters import collect_missing_characters, describe_characters
from portal.pdf.pdf_renderer import STYLESHEET, PdfUnavailable, is_weasyprint_installed, load_weasyprint
from portal.records.models import Edition


def find_pdf_warnings(edition: Edition) -> list[str]:
    """Returns a sentence about the characters of a draft that its PDF cannot show."""
    if not is_weasyprint_installed():
        return []
    rare = "".join(sorted(list_rare_characters(edition.document)))
    try:
        missing = find_missing_characters(rare) if rare else ""
    except PdfUnavailable:
        return []
    if not missing:
        return []
    return [
        f"The PDF cannot show {describe_characters(missing)}: no font on this server has "
        f"{'it' if len(missing) == 1 else 'them'}. The page is not affected. Write other characters, or ask the "
        "operator to install a font."
    ]


def list_rare_characters(document) -> set[str]:
    """Returns the characters in the values of a document, without those of European languages, which every font has."""
    if isinstance(document, dict):
        return set().union(*map(list_rare_characters, document.values()))
    if isinstance(document, list):
        return set().union(*map(list_rare_characters, document))
    return set(filter(is_rare_character, document)) if isinstance(document, str) else set()


@lru_cache(maxsize=128)
def find_missing_characters(characters: str) -> str:
    """Returns those of the characters that no font has, by drawing them."""
    weasyprint = load_weasyprint()
    page = weasyprint.HTML(string=f"<p>{escape(' '.join(characters))}</p>")
    with collect_missing_characters() as missing:
        page.write_pdf(stylesheets=[weasyprint.CSS(filename=finders.find(STYLESHEET))])
    return "".join(sorted(missing))


def is_rare_character(character: str) -> bool:
    """Whether a font may lack it: not a letter or mark of European languages, and not an invisible character."""
    number = ord(character)
    is_common = number <= 0x24F or 0x2010 <= number <= 0x2027
    return not is_common and unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn")
