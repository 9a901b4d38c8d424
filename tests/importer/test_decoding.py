"""Files of every accepted type give the same text; other files are refused with a sentence."""

import io
import zipfile

import pytest

from portal.importer.parser import parse_documents
from portal.importer.parser import pdf_text as pdf
from portal.importer.parser.errors import UnreadableFileError
from portal.importer.parser.file_decoder import MAX_BYTES, MAX_LINES, decode_file

WORDS = "Library Notices\n\n• Café closed – 6/5/2020\n"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.mark.parametrize(
    "content",
    [
        WORDS.encode(),
        b"\xef\xbb\xbf" + WORDS.encode(),
        WORDS.encode("cp1252"),
        b"\xff\xfe" + WORDS.encode("utf-16-le"),
        b"\xfe\xff" + WORDS.encode("utf-16-be"),
        WORDS.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "byte order mark", "windows-1252", "utf-16-le", "utf-16-be", "crlf"],
)
def test_text_files_give_the_same_text(content):
    assert decode_file(content).text == WORDS


def test_a_saved_page_keeps_lists_and_links_and_drops_the_menu():
    page = """<!DOCTYPE html>
    <html><head><title>x</title>
    <style>p {}</style></head><body>
    <nav><a href="/">Home</a></nav><form><h1>Court Notices</h1><p>Changes &amp; hours:</p><ul><li>Jury  service
    suspended, see <a href="https://court.example.gov/jury">the list</a> - 3/16/2020</li>
    <li>Closed<ul><li>Annex</li></ul>
    </li></ul><script>alert("x")</script></form></body></html>"""
    decoded = decode_file(page.encode())
    assert decoded.text == (
        "Court Notices\n\nChanges & hours:\n\n  • Jury service suspended, see the list - 3/16/2020\n"
        "  • Closed\n    • Annex\n"
    )
    item = parse_documents(decoded.text, decoded.targets)[0].as_data()["items"][0]
    assert item["links"] == [{"text": "the list", "url": "https://court.example.gov/jury"}]
    assert item["posted_on"] == "2020-03-16"


def word_document(xml: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return file.getvalue()


def test_a_word_document_is_read():
    item = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr><w:r><w:t>Closed</w:t></w:r></w:p>'
    title = "<w:p><w:r><w:t>Notices</w:t></w:r></w:p>"
    xml = f'<w:document xmlns:w="{WORD}"><w:body>{title}{item}{item}</w:body></w:document>'
    assert decode_file(word_document(xml)).text == "Notices\n\n• Closed\n• Closed\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (b"PK\x03\x04rest", "ZIP archive"),
        (b"PK\x03\x04 word/ broken", "cannot be opened"),
        (b"a\x00b", "zero bytes"),
        (b"\xff\xfe\x00", "UTF-16"),
        (b"\x81\x8d", "neither UTF-8 nor Windows-1252"),
        (bytes(range(1, 32)) * 9 + b"\xe9", "control characters"),
        (b"", "no text"),
        (b" \n\t", "no text"),
        (b"%PDF-1.7 /Encrypt", "PDF"),
        (b"a" * (MAX_BYTES + 1), "at most 10,000,000"),
        (b"a\n" * (MAX_LINES + 1), "100,001 lines"),
        (word_document("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "cannot be opened"),
    ],
)
def test_other_files_are_refused_with_a_sentence(content, words):
    with pytest.raises(UnreadableFileError, match=words) as refusal:
        decode_file(content)
    assert str(refusal.value).endswith(".")


def test_a_pdf_without_the_extra_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.setattr(pdf, "pypdf", None)
    with pytest.raises(UnreadableFileError, match="extra"):
        decode_file(b"%PDF-1.7")
