"""The text of a PDF that holds text, by pypdf, which is an extra: without it a PDF is a sentence."""

import io

from portal.sources.parsing.unreadable import Unreadable

try:
    import pypdf
except ImportError:  # the extra is not installed
    pypdf = None

PDF_HEAD = b"%PDF-"
MOST_PAGES = 500
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
        text = "\n\n".join(page.extract_text() for page in reader.pages)
    except Unreadable:
        raise
    except Exception as error:  # pypdf meets broken files with errors of many classes
        raise Unreadable(BROKEN) from error
    if not text.strip():
        raise Unreadable(NO_TEXT)
    return text
