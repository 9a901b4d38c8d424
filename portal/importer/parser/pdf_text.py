"""Extracts the text of a PDF with pypdf, an optional extra. Without it, a PDF is refused with a sentence.

Limits: 500 pages and 10 million characters; no passwords and no text in pictures. Columns and tables come in the order
in which the file draws them."""

import io
from collections.abc import Iterable

from portal.importer.parser.errors import UnreadableFileError

try:
    import pypdf
except ImportError:  # the extra is not installed
    pypdf = None

PDF_SIGNATURE = b"%PDF-"
MAX_PAGES = 500
MAX_CHARACTERS = 10_000_000
"""A small file can expand to a huge text."""
MISSING_EXTRA = "PDF files are read only if the extra “pdf-import” (pypdf) is installed. Paste the text instead."
ENCRYPTED_PDF = "The PDF is encrypted; save it without a password."
BROKEN_PDF = "The file looks like a PDF, but cannot be opened as one."
NO_TEXT = "The PDF contains no text, possibly only pictures of text, which are not read."


def extract_pdf_text(content: bytes) -> str:
    """Returns the text of the pages in order, with a blank line between them. Raises UnreadableFileError."""
    if pypdf is None:
        raise UnreadableFileError(ENCRYPTED_PDF if b"/Encrypt" in content else MISSING_EXTRA)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise UnreadableFileError(ENCRYPTED_PDF)
        if len(reader.pages) > MAX_PAGES:
            raise UnreadableFileError(f"The PDF has {len(reader.pages):,} pages; at most {MAX_PAGES} are read.")
        text = join_pages(page.extract_text() for page in reader.pages)
    except UnreadableFileError:
        raise
    except Exception as error:  # pypdf raises errors of many classes for broken files
        raise UnreadableFileError(BROKEN_PDF) from error
    if not text.strip():
        raise UnreadableFileError(NO_TEXT)
    return text


def join_pages(pages: Iterable[str]) -> str:
    """Joins the pages, and stops when the text is too long, before it extracts the rest."""
    texts, length = [], 0
    for page in pages:
        texts.append(page)
        length += len(page)
        if length > MAX_CHARACTERS:
            raise UnreadableFileError(f"The PDF contains more than {MAX_CHARACTERS:,} characters.")
    return "\n\n".join(texts)
