"""The text of a PDF that holds text, by pypdf, which is an extra: without it a PDF is a sentence.

Limits: 500 pages and 10 million characters; no passwords, no pictures of text, and columns and tables in the order in
which the file draws them."""

import io
from collections.abc import Iterable

from portal.sources.parsing.unreadable import Unreadable

try:
    import pypdf
except ImportError:  # the extra is not installed
    pypdf = None

PDF_HEAD = b"%PDF-"
MOST_PAGES = 500
MOST_CHARACTERS = 10_000_000
"""A small file can unfold to a huge text."""
MISSING = "PDF files are read only where the extra “pdf-import” (pypdf) is installed; paste the text instead."
ENCRYPTED = "The PDF is encrypted; save it without a password."
BROKEN = "The file looks like a PDF and cannot be opened as one."
NO_TEXT = "The PDF holds no text, only pictures of it perhaps; those are not read."


def pdf_text(content: bytes) -> str:
    """The pages' text in their order, a blank line between them. Raises Unreadable."""
    if pypdf is None:
        raise Unreadable(ENCRYPTED if b"/Encrypt" in content else MISSING)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Unreadable(ENCRYPTED)
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable(f"The PDF has {len(reader.pages):,} pages; at most {MOST_PAGES} are read.")
        text = joined(page.extract_text() for page in reader.pages)
    except Unreadable:
        raise
    except Exception as error:  # pypdf meets broken files with errors of many classes
        raise Unreadable(BROKEN) from error
    if not text.strip():
        raise Unreadable(NO_TEXT)
    return text


def joined(pages: Iterable[str]) -> str:
    """Stops where it is too much, before the rest is unfolded."""
    made, length = [], 0
    for page in pages:
        made.append(page)
        length += len(page)
        if length > MOST_CHARACTERS:
            raise Unreadable(f"The PDF holds more than {MOST_CHARACTERS:,} characters.")
    return "\n\n".join(made)
