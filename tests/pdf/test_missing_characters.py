"""PDFs and staff learn of characters for which there is no font, and a PDF can be made again."""

import io
from io import StringIO

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from portal.pdf.pdf_renderer import render_edition_pdf
from portal.pdf.pdf_warnings import find_pdf_warnings
from portal.pdf.storage import get_pdf_path
from tests.editorial.edition_forms import screen
from tests.factories import make_draft, make_published, make_record, moment
from tests.kinds import Kind

pytestmark = pytest.mark.django_db
UNKNOWN = "\U00016a40"
"""MRO LETTER TA, which is in no font of a usual system."""
NAME = "U+16A40 MRO LETTER TA"
COMMON = "Résumé – “now” … €5 ✓"


def read_words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_pdf_names_the_characters_that_it_cannot_show():
    edition = make_published(make_record(Kind.MEMO), at=moment("2025-06-01"), body=f"Words {UNKNOWN}.")
    words = read_words(render_edition_pdf(edition))
    assert "This PDF cannot show this character:" in words and NAME in words
    assert render_edition_pdf(edition) == render_edition_pdf(edition)
    complete = make_published(make_record(Kind.MEMO), at=moment("2025-06-01"), body=COMMON)
    assert "cannot show" not in read_words(render_edition_pdf(complete))


@pytest.mark.parametrize("place", ["title", "body", "point"])
def test_staff_are_warned_before_they_submit_or_publish(client, editor, administrator, place):
    facts = {"points": [f"Do {UNKNOWN}."]} if place == "point" else {place: f"On {UNKNOWN}"}
    draft = make_draft(make_record(Kind.MEMO), by=editor, **facts)
    client.force_login(editor)
    page = client.get(screen(draft, "change").replace("/change/", "/step/submit/"))
    assert NAME in page.text and "Fix before you continue" not in page.text
    assert draft.obstacles("submit", by=editor, at=moment("2025-06-01")) == []


def test_texts_with_known_characters_or_without_the_extra_have_no_warning(without_extra):
    assert find_pdf_warnings(make_draft(make_record(Kind.MEMO), body=f"On {UNKNOWN}")) == []


def test_common_characters_have_no_warning():
    assert find_pdf_warnings(make_draft(make_record(Kind.MEMO), body=COMMON)) == []


def test_the_command_makes_pdfs_again_and_leaves_the_register_alone(client):
    edition = make_published(make_record(Kind.MEMO, key="a-memo"), at=moment("2025-06-01"))
    path, address, before = get_pdf_path(edition), "/guidance/a-memo/editions/1.pdf", vars(edition.publication).copy()
    path.parent.mkdir(parents=True)
    path.write_bytes(b"%PDF-1.7 with boxes")
    tag = client.get(address)["ETag"]
    call_command("make_pdfs", stdout=StringIO())
    assert path.read_bytes() == b"%PDF-1.7 with boxes"
    call_command("make_pdfs", "--again", stdout=StringIO())
    assert "On the matter" in read_words(path.read_bytes())
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200
    edition.publication.refresh_from_db()
    assert edition.publication.facts().items() <= before.items()
