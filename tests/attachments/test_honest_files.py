"""Files from ordinary programs are accepted."""

from io import BytesIO

import pikepdf
import pytest
import weasyprint

from portal.attachments.validators.file_content import check_content
from portal.attachments.validators.file_kinds import InvalidFile
from tests.attachments.samples import archive

PAGE = (
    "<html lang=en><title>Script</title><h1>One</h1><p><a href='https://example.org/'>JavaScript</a> "
    "<a href='#b'>below</a>"
    "<form><input name=a></form><h2 id=b>Two</h2>" + "<p>/JavaScript is a word. </p>" * 200
)
PACKED = pikepdf.ObjectStreamMode.generate
WAYS = {
    "linear": {"linearize": True},
    "packed": {"object_stream_mode": PACKED},
    "linear and packed": {"linearize": True, "object_stream_mode": PACKED},
    "unpacked": {"stream_decode_level": pikepdf.StreamDecodeLevel.all, "compress_streams": False},
}


@pytest.fixture(scope="module")
def printed() -> bytes:
    return weasyprint.HTML(string=PAGE).write_pdf()


@pytest.mark.parametrize("options", [{}, {"pdf_variant": "pdf/ua-1"}, {"pdf_forms": True}, {"uncompressed_pdf": True}])
def test_a_pdf_of_weasyprint_is_accepted(options):
    assert check_content(weasyprint.HTML(string=PAGE).write_pdf(**options)).name == "PDF"


@pytest.mark.parametrize("way", WAYS)
def test_a_pdf_saved_with_other_options_is_accepted(printed, way):
    file = BytesIO()
    with pikepdf.open(BytesIO(printed)) as pdf:
        pdf.save(file, **WAYS[way])
    assert check_content(file.getvalue()).name == "PDF"


@pytest.mark.parametrize("user", ["", "secret"])
def test_an_encrypted_pdf_is_refused(printed, user):
    file = BytesIO()
    with pikepdf.open(BytesIO(printed)) as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(owner="owner", user=user))
    with pytest.raises(InvalidFile, match="encrypted"):
        check_content(file.getvalue())


def test_a_pdf_with_an_attachment_is_refused(printed):
    file = BytesIO()
    with pikepdf.open(BytesIO(printed)) as pdf:
        pdf.attachments["a.txt"] = b"text"
        pdf.save(file)
    with pytest.raises(InvalidFile, match="file"):
        check_content(file.getvalue())


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORMATS = "application/vnd.openxmlformats-officedocument"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def write_types(**parts: str) -> str:
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    defaults |= {"bin": f"{FORMATS}.spreadsheetml.printerSettings", "png": "image/png"}
    rows = [f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in defaults.items()]
    rows += [f'<Override PartName="/{name}" ContentType="{FORMATS}.{kind}+xml"/>' for name, kind in parts.items()]
    return f'{XML}<Types xmlns="{PACKAGE}/content-types">{"".join(rows)}</Types>'


def write_ties(*ties: tuple[str, str]) -> str:
    rows = ""
    for at, (kind, target) in enumerate(ties):
        mode = ' TargetMode="External"' if "://" in target else ""
        rows += f'<Relationship Id="rId{at}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def pack(parts: dict[str, str | bytes]) -> bytes:
    return archive({name: part if isinstance(part, bytes) else part.encode() for name, part in parts.items()})


DOCX = {
    "[Content_Types].xml": write_types(
        **{
            "word/document.xml": "wordprocessingml.document.main", "word/settings.xml": "wordprocessingml.settings",
            "word/styles.xml": "wordprocessingml.styles", "word/numbering.xml": "wordprocessingml.numbering",
            "word/theme/theme1.xml": "theme", "word/webSettings.xml": "wordprocessingml.webSettings",
        }
    ),
    "_rels/.rels": write_ties(("officeDocument", "word/document.xml")),
    "word/document.xml": (
        f'{XML}<w:document xmlns:w="{W}" xmlns:r="{OFFICE}"><w:body><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId '
        'w:val="1"/></w:numPr></w:pPr><w:hyperlink r:id="rId5"><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p><w:p><w:r>'
        '<w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PA</w:instrText></w:r><w:r>'
        '<w:instrText xml:space="preserve">GE   \\* MERGEFORMAT </w:instrText></w:r><w:r><w:fldChar '
        'w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        "<w:sectPr/></w:body></w:document>"
    ),
    "word/_rels/document.xml.rels": write_ties(
        ("styles", "styles.xml"), ("settings", "settings.xml"), ("numbering", "numbering.xml"),
        ("theme", "theme/theme1.xml"), ("webSettings", "webSettings.xml"), ("hyperlink", "https://example.org/?a=1&amp;b"),
    ),
    "word/settings.xml": f'{XML}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/></w:settings>',
    "word/styles.xml": f'{XML}<w:styles xmlns:w="{W}"><w:style w:type="paragraph"/></w:styles>',
    "word/numbering.xml": f'{XML}<w:numbering xmlns:w="{W}"/>',
    "word/webSettings.xml": f'{XML}<w:webSettings xmlns:w="{W}"/>',
    "word/theme/theme1.xml": f'{XML}<a:theme xmlns:a="{A}" name="Office"/>',
    "docProps/thumbnail.emf": b"\x01\0\0\0" + bytes(20),
}  # fmt: skip
XLSX = {
    "[Content_Types].xml": write_types(
        **{"xl/workbook.xml": "spreadsheetml.sheet.main", "xl/worksheets/sheet1.xml": "spreadsheetml.worksheet"}
    ),
    "_rels/.rels": write_ties(("officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": (
        f'{XML}<workbook xmlns="{S}"><workbookPr codeName="ThisWorkbook"/><definedNames><definedName '
        'name="_xlnm.Print_Titles" localSheetId="0">Sheet1!$1:$1</definedName></definedNames></workbook>'
    ),
    "xl/worksheets/sheet1.xml": (
        f'{XML}<worksheet xmlns="{S}" xmlns:r="{OFFICE}"><sheetData><row r="1"><c r="A1"><f>SUM(B1:B9)</f><v>1</v></c>'
        '</row></sheetData><hyperlinks><hyperlink ref="A1" r:id="rId0"/></hyperlinks><pageSetup r:id="rId1"/>'
        "</worksheet>"
    ),
    "xl/worksheets/_rels/sheet1.xml.rels": write_ties(
        ("hyperlink", "https://example.org/"), ("printerSettings", "../printerSettings/printerSettings1.bin")
    ),
    "xl/printerSettings/printerSettings1.bin": "PRINTER".encode("utf-16-le") + bytes(200),
}


@pytest.mark.parametrize("parts, kind", [(DOCX, "DOCX"), (XLSX, "XLSX")])
def test_a_document_as_office_writes_it_is_accepted(parts, kind):
    assert check_content(pack(parts)).name == kind
