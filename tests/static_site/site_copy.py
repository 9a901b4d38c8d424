"""Fills a portal with an example of everything that a copy contains, and makes copies of it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from portal.attachments.storage import hash_bytes
from portal.pdf import pdf_renderer
from portal.records.models import Attachment
from portal.static_site.crawler import STATE_FILE
from tests.factories import make_draft, make_published, make_record, moment, withdraw

ADDRESS = "https://copy.example.org"
WORD = "xylophone"


@contextmanager
def serve_copy_address(attachments: Path) -> Iterator[None]:
    """Makes the portal answer at the address of the copy, without PDFs, which would take a second each."""
    caches = (pdf_renderer.load_weasyprint, pdf_renderer.is_weasyprint_installed)
    changed = override_settings(
        ALLOWED_HOSTS=["copy.example.org"],
        SITE_URL=ADDRESS,
        MEDIA_ROOT=attachments,
        PAGE_SIZE=3,
        RENDER_PDFS_ON_PUBLISH=False,
    )
    with pytest.MonkeyPatch.context() as patch, changed:
        patch.setitem(sys.modules, "weasyprint", None)
        for cached_function in caches:
            cached_function.cache_clear()
        yield
    for cached_function in caches:
        cached_function.cache_clear()


def export(folder: Path, *words: str) -> str:
    output = StringIO()
    call_command("export_site", folder, "--address", ADDRESS, *words, stdout=output, stderr=StringIO())
    return output.getvalue()


def read_files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != STATE_FILE)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def attach(edition, content=b"%PDF-1.7 some bytes") -> None:
    Attachment.objects.create(
        edition=edition,
        title="The form",
        file=ContentFile(content, "a.pdf"),
        sha256=hash_bytes(content),
        size=len(content),
        media_type="application/pdf",
    )


def fill_portal() -> None:
    """Makes enough records for a second page of every list, an attachment, withdrawals, a text published in error, and
    texts that are not public."""
    for number in range(5):
        memo = make_record("memo", key=f"memo-{number}")
        body = "See [the list](/guidance/?kind=memo), [all](/search/?q=all&old=1), [that](#point-1)."
        make_published(memo, at=moment(f"2025-06-0{number + 1}"), body=body)
    make_published(memo, at=moment("2025-06-10"), points=["Do that."])
    draft = make_draft(make_record(key="release"))
    attach(draft)
    draft.perform("submit", by=None, at=moment("2025-06-11"))
    draft.perform("publish", by=None, at=moment("2025-06-11"))
    for number in range(4):
        notice = make_record("service_notice", key=f"notice-{number}")
        withdraw(make_published(notice, at=moment("2025-06-12")), at=moment("2025-06-13"))
    wrong = make_published(make_record("memo", key="wrong"), at=moment("2025-06-14"), points=[WORD])
    withdraw(wrong, at=moment("2025-06-15"), kind="published_in_error")
    make_published(memo, at=timezone.now() + timedelta(days=9), title=f"The {WORD}", points=[WORD])
    make_draft(make_record("memo", key="draft"), title=WORD)
