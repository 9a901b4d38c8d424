"""Stores each PDF under the digest of its text, and its own digest in the database. Only the operator replaces a PDF;
the register proves the text, not the PDF."""

import logging
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction

from portal.attachments.storage import hash_bytes
from portal.lib.atomic_file import write_temporary_file
from portal.pdf.models import StoredPdf
from portal.pdf.pdf_renderer import is_weasyprint_installed, render_edition_pdf
from portal.records.models import Edition
from portal.records.querysets import FOR_EVERYBODY, PUBLIC_STATUSES

logger = logging.getLogger(__name__)
PDF_FOLDER = "pdf"
"""Folder beside those of the attachments, whose names have two letters."""


def get_pdf_path(edition: Edition) -> Path:
    name = edition.publication.content_digest
    return Path(settings.MEDIA_ROOT) / PDF_FOLDER / name[:2] / f"{name}.pdf"


def has_pdf(edition: Edition) -> bool:
    """Whether a PDF exists or can be rendered."""
    return edition.publication is not None and (is_weasyprint_installed() or get_pdf_path(edition).exists())


def get_or_render_pdf(edition: Edition) -> Path:
    """Returns the path of the PDF of a published edition; renders it if it is missing. Raises PdfUnavailable."""
    path = get_pdf_path(edition)
    if not path.exists():
        save_pdf(path, render_edition_pdf(edition))
    return path


def save_pdf(path: Path, content: bytes) -> None:
    """Writes atomically. If two processes draw the PDF at once, the lock of the row makes its digest that of the file
    that stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = settings.FILE_UPLOAD_PERMISSIONS
    with write_temporary_file(path.parent, [content], mode=mode) as temporary, transaction.atomic():
        row = StoredPdf(text_digest=path.stem, sha256=hash_bytes(content))
        StoredPdf.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["text_digest"], update_fields=["sha256"]
        )
        temporary.replace(path)


def list_stored_files() -> Iterator[Path]:
    return (Path(settings.MEDIA_ROOT) / PDF_FOLDER).glob("??/*.pdf")


def replace_pdf(edition: Edition) -> None:
    """Renders the PDF again and replaces the stored one, if there is any. Raises PdfUnavailable."""
    save_pdf(get_pdf_path(edition), render_edition_pdf(edition))


def compute_pdf_etag(path: Path) -> str:
    """Returns an entity tag that differs after the PDF was made again."""
    facts = path.stat()
    return f'"pdf-{path.stem}-{facts.st_mtime_ns:x}-{facts.st_size:x}"'


def render_pdf(edition: Edition) -> None:
    """Schedules the PDF after a transition that published the edition. It is rendered when the transaction commits, so
    that it delays no other writer and a rollback leaves no PDF. A failure does not affect the publication."""
    is_wanted = edition.status == Edition.Status.PUBLISHED and edition.record.is_for_everybody
    if is_wanted and settings.RENDER_PDFS_ON_PUBLISH and is_weasyprint_installed():
        transaction.on_commit(lambda: try_render_pdf(edition.pk), robust=True)


def try_render_pdf(pk: int, *, is_replaced: bool = False) -> bool:
    """Renders the PDF if it is missing or to be replaced, and returns whether that succeeded. Reads the committed
    edition from the database."""
    edition = Edition.objects.select_related("record__issuer", "publication").get(pk=pk)
    try:
        (replace_pdf if is_replaced else get_or_render_pdf)(edition)
    except Exception:
        logger.exception("The PDF of %s could not be created. The next request for it tries again.", edition)
        return False
    return True


def find_editions_without_pdf() -> Iterator[Edition]:
    return (edition for edition in find_editions_with_pages() if not get_pdf_path(edition).exists())


def find_editions_with_pages() -> Iterator[Edition]:
    """Returns published editions, except those published in error or for officials only."""
    rows = Edition.objects.filter(FOR_EVERYBODY, status__in=PUBLIC_STATUSES).not_retracted().order_by("pk")
    rows = rows.select_related("record__issuer", "publication")
    return rows.iterator(chunk_size=100)
