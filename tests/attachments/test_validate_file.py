"""Which files are accepted: the content decides, never the name."""

import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.attachments.validators import any_file
from portal.attachments.validators.file_content import check_content
from portal.attachments.validators.file_kinds import InvalidFile
from tests.attachments.samples import HYPERLINK, archive, chunk, jpeg, office, pack_objects, pdf, png, stream, tie
from tests.lib.bounded_work import spin


def examine(content: bytes) -> str:
    """Checks the content in this process, because there are many cases; other tests use the bounded process."""
    return check_content(content).name


FIT = {
    "pdf": (pdf(stream(b"BT (Hello) Tj ET")), "PDF"),
    "pdf with packed objects": (pdf(pack_objects(b"<</A 1>>")), "PDF"),
    "pdf of a scan": (pdf(stream(b"\xff\xd8\xff", b"/Filter /DCTDecode", is_packed=False)), "PDF"),
    "docx": (office(), "DOCX"),
    "docx with a link": (office(word___rels__document_dot_xml_dot_rels=tie(HYPERLINK, b"https://example.org")), "DOCX"),
    "xlsx": (office("xl/workbook.xml"), "XLSX"),
    "xlsx as Excel prints it": (office("xl/workbook.xml", xl__printerSettings__printerSettings1_dot_bin=b"x"), "XLSX"),
    "csv": (b"town,posts\nHartford,2\n", "CSV"),
    "csv with a mark, numbers and accents": ("\ufefftown,change\nNiño,-5\n".encode(), "CSV"),
    "csv in the encoding of Excel": ("town,posts\r\nNiño – “east”,1\r\n".encode("cp1252"), "CSV"),
    "csv with semicolons and quotes": (b'"town";"a note, in words"\n"Hartford";"one, ""two"""\n', "CSV"),
    "csv with quotes": (b'a,b\r\n"x, ""y""",+3.5%\r\n', "CSV"),
    "png": (png(), "PNG"),
    "jpeg": (jpeg(), "JPEG"),
}

SCRIPT = b"<</S /JavaScript /JS (app.alert(1))>>"
UNFIT = {
    "program": b"MZ\x90\0\3\0",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "web page": b"<!doctype html><p>a, b",
    "web page with commas": b"a,b\n<script>alert(1)</script>,c\n",
    "plain text": b"Only words.",
    "gif": b"GIF89a\1\0\1\0\0\0\0;",
    "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "other archive": archive({"readme.txt": b"a"}),
    "program named as a table": b"\x7fELF\2\1\1,\n",
    "pdf script": pdf(SCRIPT),
    "pdf script, escaped": pdf(SCRIPT.replace(b"/JavaScript", b"/J#61vaScript")),
    "pdf script, packed": pdf(pack_objects(SCRIPT)),
    "pdf script, packed and damaged after it": pdf(
        stream(zlib.compress(b"4 0 " + SCRIPT)[:-4] + b"xxxx", b"/Type /ObjStm /Filter /FlateDecode", is_packed=False)
    ),
    "pdf packed otherwise": pdf(stream(b"x", b"/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]")),
    "pdf packed otherwise, escaped": pdf(stream(b"x", b"/Type /Obj#53tm /Filter /LZW#44ecode")),
    "pdf with a file": pdf(b"<</Type /Filespec /EF <</F 9 0 R>> >>", b"<</Type /EmbeddedFile>>"),
    "pdf that starts a program": pdf(b"<</S /Launch /F (cmd.exe)>>"),
    "pdf with a password": pdf(b"<</Encrypt 3 0 R>>"),
    "pdf with a film": pdf(b"<</Subtype /RichMedia>>"),
    "pdf form that sends": pdf(b"<</S /SubmitForm>>"),
    "pdf without end": pdf()[:-7],
    "pdf and archive": pdf() + archive({"a.txt": b"a"}),
    "pdf and page": b"%PDF-1.7\n<html><script>alert(1)</script>" + pdf()[9:],
    "pdf and page further in": pdf(stream(b" " * 2000 + b"<ScRipt>alert(1)</script>", b"", is_packed=False)),
    "pdf that follows something": b"\n\n" + pdf(),
    "docx with macro": office(word__vbaProject_dot_bin=b"x"),
    "docx with another file": office(word__embeddings__oleObject1_dot_xml=b"x"),
    "docx with a control": office(word__activeX__activeX1_dot_xml=b"<x/>"),
    "docx with another file under another name": office(
        word___rels__a_dot_xml_dot_rels=tie(b"http://x/relationships/aFChunk", b"a.txt", b"")
    ),
    "docx and pdf": office(first=pdf()),
    "docx and page": office(first=b" " * 2000 + b"<html>"),
    "docx macro type": archive({"[Content_Types].xml": b"document.macroEnabled.main", "word/document.xml": b""}),
    "docx with template elsewhere": office(
        word___rels__settings_dot_xml_dot_rels=tie(b"x/attachedTemplate", b"http://example.org/t.dotm")
    ),
    "docx with command": office("word/document.xml", word__a_dot_xml=b"<w:instrText> DDEAUTO cmd</w:instrText>"),
    "docx with entities": office("word/document.xml", word__a_dot_xml=b'<!DOCTYPE x [<!ENTITY a "b">]>'),
    "docx with a picture that runs": office("word/document.xml", word__media__i_dot_svg=b"<svg><script>1</script>"),
    "docx that is also an xlsx": archive(
        {"[Content_Types].xml": b"", "word/document.xml": b"", "xl/workbook.xml": b""}
    ),
    "docx with a part elsewhere": archive(
        {"[Content_Types].xml": b"", "word/document.xml": b"", "../../etc/passwd": b""}
    ),
    "docx that expands": office("word/document.xml", word__a_dot_xml=bytes(20 * 2**20)),
    "docx with something before": b"PK\x03\x04" + office(),
    "docx with something after": office() + b"<script>",
    "docx cut off": office()[:-9],
    "xlsx with a tie to a program": office("xl/workbook.xml", xl__e_dot_xml=b"<ddeLink ddeService='cmd'/>"),
    "xlsx with macro sheet under another name": office(
        "xl/workbook.xml", xl___rels__w_dot_xml_dot_rels=tie(b"http://x/relationships/xlMacrosheet", b"s.xml", b"")
    ),
    "csv and pdf": b"a,b\n" + pdf(),
    "csv and page": b"a,b\n" * 500 + b"<iframe src=x>,2\n",
    "csv that runs": b"a,b\n1,=HYPERLINK(1)\n",
    "csv that runs by a plus": b"a,b\n1,+cmd|' /C calc'!A0\n",
    "csv that runs by a minus": b"a,b\n1,-2+3+cmd\n",
    "csv that runs by an at": b"a,b\n1,@SUM(1)\n",
    "csv that runs after a space": b'a,b\n1,"\t=1+1"\n',
    "csv in utf-16": "a,b\nNiño,1\n".encode("utf-16"),
    "csv with an open quote": b'a,b\n"1,2\n',
    "png with page after": png() + b"<script>alert(1)</script>",
    "png with archive inside": png(1, 1, chunk(b"prIv", archive({"a": b"a"}))),
    "png and pdf": png(1, 1, chunk(b"tEXt", b"x\0%PDF-1.7 ")),
    "png and page": png(1, 1, chunk(b"tEXt", b"x\0<script>alert(1)</script>")),
    "png damaged": png()[:-5] + b"xxxxx",
    "png cut off": png()[:-12],
    "png huge": png(60_000, 60_000),
    "jpeg with something after": jpeg() + b"PK",
    "jpeg and page": jpeg(remark=b"<html><script>alert(1)</script>"),
    "jpeg cut off": jpeg()[:-2],
    "jpeg huge": jpeg(60_000, 60_000),
    "jpeg that is only a mark": b"\xff\xd8\xff",
}  # fmt: skip


@pytest.mark.parametrize("name", FIT)
def test_a_valid_file_is_accepted_with_its_kind(name):
    content, kind = FIT[name]
    assert examine(content) == kind


@pytest.mark.parametrize("name", UNFIT)
def test_an_invalid_file_is_refused_with_a_message(name):
    with pytest.raises(InvalidFile, match=r"^[A-Z].*\.$"):
        examine(UNFIT[name])


@pytest.mark.parametrize("name", ["pdf", "docx", "csv"])
def test_the_bounded_process_returns_kind_and_bytes(name):
    content, kind = FIT[name]
    file_kind, returned = any_file.validate_file(BytesIO(content))
    assert (file_kind.name, returned) == (kind, content)


@pytest.mark.parametrize("name", ["pdf script", "docx with macro", "csv that runs"])
def test_the_bounded_process_returns_the_refusal(name):
    with pytest.raises(InvalidFile, match=r"^[A-Z].*\.$"):
        any_file.validate_file(BytesIO(UNFIT[name]))


def test_an_empty_file_is_refused():
    with pytest.raises(InvalidFile, match="empty"):
        any_file.validate_file(BytesIO(b""))


def test_a_file_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(any_file, "SECONDS", 1)
    monkeypatch.setattr(any_file, "check_content", spin)
    with pytest.raises(InvalidFile, match="too long"):
        any_file.validate_file(BytesIO(b"%PDF-1.7"))


def test_a_file_that_takes_too_much_memory_is_refused(monkeypatch):
    monkeypatch.setattr(any_file, "MEMORY", 2**20)
    rows = b"".join(b'<row><c r="A%d"><v>%d</v></c></row>' % (at, at * 7919 % 10007) for at in range(600_000))
    with pytest.raises(InvalidFile, match="in a simpler form"):
        any_file.validate_file(
            BytesIO(office("xl/workbook.xml", xl__a_dot_xml=b"<worksheet>" + rows + b"</worksheet>"))
        )


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(any_file, "MAX_FILE_SIZE", 100)
    with pytest.raises(InvalidFile, match="larger"):
        any_file.validate_file(BytesIO(b"a,b\n" * 26))


@given(st.sampled_from(sorted(FIT)), st.data())
def test_a_damaged_file_is_accepted_or_refused_without_another_error(name, data):
    content = bytearray(FIT[name][0])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    try:
        examine(bytes(content))
    except InvalidFile as reason:
        assert str(reason)


@given(st.binary(max_size=300))
def test_any_bytes_are_accepted_or_refused(content):
    try:
        examine(content)
    except InvalidFile as reason:
        assert str(reason)


def test_a_script_in_a_pdf_is_found_among_many_streams():
    pages = [stream(b"BT (page) Tj ET " * 200) for _ in range(300)]
    with pytest.raises(InvalidFile, match="script"):
        examine(pdf(*pages, pack_objects(SCRIPT)))


def test_the_unpacked_size_of_a_pdf_is_limited(monkeypatch):
    monkeypatch.setattr("portal.attachments.validators.pdf_file.MAX_UNPACKED_SIZE", 10_000)
    with pytest.raises(InvalidFile, match="unpacks"):
        examine(pdf(*[stream(bytes(6_000)) for _ in range(3)]))
