"""PDFs with text: a small one that the test builds, and the limits."""

import pytest

from portal.importer.parser import parse_documents
from portal.importer.parser import pdf_text as pdf
from portal.importer.parser.errors import UnreadableFileError
from portal.importer.parser.file_decoder import decode_file

LINES = [
    "TOWN OF LAKEMONT",
    "Town Hall Hours",
    "",
    "1. The clerk is in from 9 a.m. to noon.",
    "2. The vault is closed on May 4, 2021.",
]


def build_pdf(pages: list[list[str]], extra: bytes = b"") -> bytes:
    """Builds a PDF 1.4 with lines of text below each other on each page (ISO 32000-1, 7.5)."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        stream = f"BT /F1 11 Tf 72 720 Td {shown} ET"
        page = "/Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
        page = f"{page} /Contents {5 + 2 * number} 0 R"
        objects += [f"<< /Type /Page {page} >>", f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream"]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + head.encode() + trailer.encode() + extra


def test_a_pdf_with_text_is_read_like_a_text():
    decoded = decode_file(build_pdf([LINES]))
    assert decoded.encoding == "PDF" and "The clerk is in" in decoded.text
    (document,) = parse_documents(decoded.text)
    assert (document.kind, len(document.items)) == ("notice", 2)


def test_pages_are_read_in_order():
    text = decode_file(build_pdf([["First page."], ["Second page."]])).text
    assert text.split() == ["First", "page.", "Second", "page."]


def test_a_pdf_with_too_many_pages_is_refused():
    with pytest.raises(UnreadableFileError, match="The PDF has 501 pages; at most 500 are read"):
        decode_file(build_pdf([["Words."]] * 501))


def test_a_pdf_without_text_is_refused():
    with pytest.raises(UnreadableFileError, match="contains no text"):
        decode_file(build_pdf([[]]))


def test_a_pdf_with_too_much_text_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 20)
    with pytest.raises(UnreadableFileError, match="more than 20 characters"):
        decode_file(build_pdf([["Ten words of it."]] * 3))


@pytest.mark.parametrize("cut", [30, 200, 400])
def test_a_cut_off_pdf_is_read_or_refused_with_a_sentence(cut):
    try:
        assert decode_file(build_pdf([LINES])[:cut]).text
    except UnreadableFileError as error:
        assert str(error).endswith(".")
