"""Verification of the stored PDFs."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from portal.pdf.models import StoredPdf
from portal.pdf.storage import list_stored_files
from portal.register.models import RegisterEntry


def find_pdf_problems() -> Iterator[str]:
    """Yields a sentence for each stored PDF whose bytes differ from those that the portal drew. A missing PDF is no
    problem, because the next request draws it again."""
    digests = dict(StoredPdf.objects.values_list("text_digest", "sha256"))
    for path in list_stored_files():
        if problem := find_pdf_problem(path, digests.get(path.stem)):
            title = RegisterEntry.objects.filter(content_digest=path.stem).values_list("title", flat=True).first()
            yield f"The PDF {path.stem} ({title or 'of no version'}) {problem}. Delete it, so that it is drawn again."


def find_pdf_problem(path: Path, sha256: str | None) -> str:
    """Returns what is wrong with a PDF, as the end of a sentence, or an empty text."""
    if sha256 is None:
        return "has no recorded digest"
    with path.open("rb") as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    return "" if actual == sha256 else "has other bytes than were stored"
