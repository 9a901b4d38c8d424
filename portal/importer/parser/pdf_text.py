"""The text of a PDF that holds text, by pypdf, which is an extra: without it a PDF is a sentence.

Limits: 500 pages and 10 million characters; no passwords, no pictures of text, and columns and tables in the order in
which the file draws them."""

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
"""A small file can unfold to a huge text."""
MISSING_EXTRA = "PDF files are read only where the extra “pdf-import” (pypdf) is installed; paste the text instead."
ENCRYPTED_PDF = "The PDF is encrypted; save it without a password."
BROKEN_PDF = "The file looks like a PDF and cannot be opened as one."
NO_TEXT = "The PDF holds no text, only pictures of it perhaps; those are not read."


def extract_pdf_text(content: bytes) -> str:
    """The pages' text in their order, a blank line between them. Raises Unreadable."""
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
    except Exception as error:  # pypdf meets broken files with errors of many classes
        raise UnreadableFileError(BROKEN_PDF) from error
    if not text.strip():
        raise UnreadableFileError(NO_TEXT)
    return text


def join_pages(pages: Iterable[str]) -> str:
    """Stops where it is too much, before the rest is unfolded."""
    made, length = [], 0
    for page in pages:
        made.append(page)
        length += len(page)
        if length > MAX_CHARACTERS:
            raise UnreadableFileError(f"The PDF holds more than {MAX_CHARACTERS:,} characters.")
    return "\n\n".join(made)
