"""PDFs with active content that some readers see and others do not. Each is refused."""

import zlib

import pytest

from portal.attachments.validators.file_content import check_content
from portal.attachments.validators.file_kinds import InvalidFile
from tests.attachments.samples import pack_objects, pdf, stream, update_pdf

SCRIPT = b"<</S /JavaScript /JS (app.alert(1))>>"
HIDDEN = b"9 0 obj\n" + SCRIPT + b"\nendobj\n"
PLAIN = pdf()
TWICE = zlib.compress(zlib.compress(b"9 0 " + SCRIPT))
HEX = zlib.compress(b"9 0 " + SCRIPT).hex().encode() + b">"
OBJECTS = b"/Type /ObjStm /N 1 /First 4 "


def packed(facts: bytes, content: bytes) -> bytes:
    return pdf(stream(content, OBJECTS + facts, is_packed=False), b"/FlateDecode", b"[/FlateDecode]")


ATTACKS = {
    "script behind two layers": packed(b"/Filter [/FlateDecode /FlateDecode]", TWICE),
    "script behind a filter in hexadecimal": packed(b"/Filter [/ASCIIHexDecode /FlateDecode]", HEX),
    "script behind a filter by its short name": packed(b"/Filter [/AHx /Fl]", HEX),
    "script behind an indirect filter": packed(b"/Filter 5 0 R", zlib.compress(b"9 0 " + SCRIPT)),
    "script behind an indirect list of filters": packed(b"/Filter 6 0 R", zlib.compress(b"9 0 " + SCRIPT)),
    "script behind a predictor": packed(b"/Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 4>>", TWICE),
    "script behind a long dictionary": packed(
        b"/Filter /FlateDecode /X (%s) " % (b"x" * 5000), zlib.compress(b"9 0 " + SCRIPT)
    ),
    "script after a carriage return": pdf(pack_objects(SCRIPT).replace(b"stream\n", b"stream\r", 1)),
    "script in objects without a type": pdf(pack_objects(SCRIPT).replace(b"/Type /ObjStm", b"")),
    "script in objects at odd places": pdf(pack_objects(b"(<</S /JavaScript>>)").replace(b"/First 6", b"/First 7")),
    "file behind a long number": pdf(b"<</EF 00000000005 0 R>>", b"<</F 6 0 R>>", stream(b"MZ", b"")),
    "file behind a signed number": pdf(b"<</EF +5 0 R>>", b"<</F 6 0 R>>", stream(b"MZ", b"")),
    "file behind a distant number": update_pdf(pdf(b"<</EF 5000 0 R>>"), {5000: b"<</F 6 0 R>>"}),
    "script inside a string": pdf(b"(\n" + HIDDEN.replace(b"(", b"").replace(b"alert1))", b"") + b")"),
    "script inside a stream": pdf(stream(HIDDEN, b"", is_packed=False)),
    "objects inside a stream": pdf(stream(b"\n9 0 obj\n" + pack_objects(SCRIPT) + b"\nendobj\n", b"", is_packed=False)),
    "script inside a comment": pdf(b"5 %\n" + b"%" + HIDDEN.replace(b"\n", b" ")),
    "script that no table names": PLAIN[: PLAIN.index(b"xref")] + HIDDEN + PLAIN[PLAIN.index(b"xref") :],
    "script that an update replaced": update_pdf(pdf(SCRIPT), {4: b"null"}),
    "script that an update brought": update_pdf(PLAIN, {3: SCRIPT}),
    "script between the end and an update": update_pdf(PLAIN + HIDDEN, {3: b"<</Type /Page>>"}),
    "script with an escaped key": pdf(b"<</#53 /#4aavaScript>>"),
    "script with an indirect kind": pdf(b"<</S 5 0 R>>", b"/JavaScript"),
    "script by its key alone": pdf(b"<</JS 5 0 R>>", b"(app.alert\\(1\\))"),
    "script by its key twice": pdf(b"<</S /URI /S /JavaScript /J (x)>>"),
    "script when opened": pdf(catalog=b"/OpenAction <</S /JavaScript>>"),
    "script by name": pdf(catalog=b"/Names <</JavaScript 9 0 R>>"),
    "script of a page": pdf(b"<</AA <</O <</S/JavaScript>>>>>>"),
    "script in a trailer": pdf(trailer=b"/X " + SCRIPT),
    "script in a link": pdf(b"<</S /URI /URI (javascript:app.alert\\(1\\))>>"),
    "script in a link in hexadecimal": pdf(b"<</S /URI /URI <%s>>>" % b" JAVAscript:x".hex().encode()),
    "script in an indirect link": pdf(b"<</S /URI /URI 5 0 R>>", b"(javascript:x)"),
    "file of another machine in a link": pdf(b"<</S /URI /URI (file://host/share)>>"),
    **{
        f"address {address!r} in a link": pdf(b"<</S /URI /URI <%s>>>" % address.hex().encode())
        for address in (
            b"//host/share", b"\\\\host\\share", b"/\\host/share", b"\x01javascript:x", b"java\nscript:x", b"smb://host",
            "\ufeffjavascript:x".encode(), "\ufeff//host/share".encode(), "//host/share".encode("utf-16"), "\ufefffile://host".encode("utf-16-be"),
        )
    },
    "link to a program at a signature": pdf(b"<</Type /SV /URL (file://host/a)>>"),
    **{
        f"file by its name for {system}": pdf(b"<</S /Thread /F <</%s (a)>>>>" % system.encode())
        for system in ("DOS", "Mac", "Unix")
    },
    "file by its name for a system, indirect": pdf(b"<</S /Thread /F <</Unix 5 0 R>>>>", b"(a)"),
    "attachment without a type": pdf(b"<</EF <</F 5 0 R>>>>", stream(b"MZ", b"")),
    "attachment without a type, indirect": pdf(b"<</EF 5 0 R>>", b"<</F 6 0 R>>", stream(b"MZ", b"")),
    "associated file": pdf(catalog=b"/AF [4 0 R]"),
    "attachment on a page": pdf(b"<</Subtype /FileAttachment>>"),
    "stream in another file": pdf(stream(b"", b"/F 5 0 R"), b"(//host/share)"),
    "file of another machine": pdf(b"<</F (//host/share)>>"),
    "file of another machine, indirect": pdf(b"<</F 5 0 R>>", b"(//host/share)"),
    "other document": pdf(b"<</S /GoToR /D [0 /Fit]>>"),
    "embedded document": pdf(b"<</S /GoToE>>"),
    "film": pdf(b"<</Subtype /Movie>>"),
    "film with an indirect kind": pdf(b"<</Subtype 5 0 R>>", b"/Movie"),
    "rendition": pdf(b"<</S /Rendition>>"),
    "three dimensions": pdf(b"<</Subtype /3D>>"),
    "form with scripts": pdf(catalog=b"/AcroForm <</XFA [(a) 4 0 R]>>"),
    "form data from elsewhere": pdf(b"<</S /ImportData>>"),
    "deep": pdf(b"[" * 5000 + b"]" * 5000),
    "pages in a circle": pdf().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
    "wrong place in the table": pdf().replace(b"0000000009", b"0000000010"),
    "wrong length": pdf(stream(b"x").replace(b"/Length ", b"/Length 1")),
    "nonsense between objects": PLAIN.replace(b"2 0 obj", b"nonsense 2 0 obj"),
    "two values": pdf(b"<<>> " + SCRIPT),
    "end of an object inside a stream": pdf(stream(b"a\nendstream\nendobj\n", b"", is_packed=False)),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_pdf_is_refused_with_a_message(name):
    with pytest.raises(InvalidFile, match=r"^[A-Z].*\.$"):
        check_content(ATTACKS[name])


HONEST = {
    "words like a reference": pdf(b"<</Title (see\\04099 0 R for more)>>"),
    "packed objects": pdf(pack_objects(b"<</A 1>>", b"[1 2]", b"(text)", b"7")),
    "an update": update_pdf(pdf(b"<</A 1>>"), {4: b"<</A 2>>"}),
    "words about scripts": pdf(stream(b"BT (/JavaScript is a name, obj is a word) Tj ET", b"", is_packed=False)),
    "title about scripts": pdf(b"<</Title (JavaScript: a (short\\) \\(history) /JavaScript)>>"),
    "glyphs with short names": pdf(
        b"<</Type /Font /CharProcs <</EF 5 0 R /AF 5 0 R>> /Encoding <</Differences [65 /EF /AF 67 /F]>>>>", stream(b"")
    ),
    "font called F": pdf(b"<</Font <</F 5 0 R>>>>", b"<</Type /Font>>"),
    "flags of an annotation": pdf(b"<</Type /Annot /Subtype /Link /F 4 /A <</S /URI /URI (https://example.org)>>>>"),
    **{
        f"link to {address.decode()}": pdf(b"<</S /URI /URI (%s)>>" % address)
        for address in (
            b"https://example.org/a?b:c",
            b"mailto:a@example.org",
            b"a/b.html",
            b"#a",
        )
    },
    "place when opened": pdf(catalog=b"/OpenAction [3 0 R /Fit]"),
    "form": pdf(catalog=b"/AcroForm <</Fields [4 0 R]>>"),
    "color called Screen": pdf(b"[/Separation /Screen /DeviceRGB 5 0 R]", b"<</FunctionType 2 /N 1>>"),
    "link within": pdf(b"<</S /GoTo /D (a)>>"),
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_pdf_is_accepted(name):
    assert check_content(HONEST[name]).name == "PDF"
