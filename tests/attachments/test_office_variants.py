"""Office documents whose active content one reading of quotation marks, escapes or breaks would hide. Each is
refused, and documents that resemble them are accepted."""

import pytest

from portal.attachments.validators.file_content import check_content
from portal.attachments.validators.file_kinds import InvalidFile
from tests.attachments.test_office_attacks import code, field, mark, sheet, svg, word


def formula(text: str) -> bytes:
    return sheet(f"<f>{text.replace('&', '&amp;')}</f>")


def break_field(element: str) -> bytes:
    return word(mark("begin") + code("DDE") + element + code("cmd") + mark("end"))


ATTACKS = {
    "link after a tip": word(field(' HYPERLINK \\o "tip" "ms-msdt:/id" ')),
    "link after a window": word(field(r' HYPERLINK \t "_blank" "\\\\host\\a" ')),
    "link after a bookmark": word(field(' HYPERLINK \\l "there" ms-msdt:/id ')),
    "link after a switch": word(field(" HYPERLINK \\n ms-msdt:/id ")),
    "link in curly quotation marks": word(field(" HYPERLINK “ms-msdt:/id” ")),
    "link to a machine in curly quotation marks": word(field(r" HYPERLINK “\\\\host\\a” ")),
    "link without a space": word(field(' HYPERLINK"ms-msdt:/id" ')),
    "name that a quotation mark ends": word(field(' DDEAUTO"cmd" "/c" ')),
    "name that a switch ends": word(field(" DDE\\c cmd ")),
    "name that a line break ends": break_field("<w:r><w:br/></w:r>"),
    "name that a tab ends": break_field("<w:r><w:tab/></w:r>"),
    "name that a paragraph ends": break_field("</w:p><w:p>"),
    "schema from elsewhere": word('<w:schema w:manifestLocation="http://example.org/a.xml"/>'),
    "style with an escaped rule": svg("<style>@\\69mport 'http://example.org'</style>"),
    "style with an escaped address": svg("<style>a{fill:u\\72 l(http://example.org)}</style>"),
    "style with a comment in an address": svg("<style>a{fill:url/**/(http://example.org)}</style>"),
    "style with a set of pictures": svg("<style>a{background:image-set('http://example.org' 1x)}</style>"),
    **{
        f"picture with {name} from elsewhere": svg(f'<g {name}="url(//example.org/a.svg#a)"/>')
        for name in ("fill", "mask", "filter", "clip-path", "marker-end")
    },
    "picture with a script in later values": svg('<animate attributeName="href" values="#a;javascript:x"/>'),
    **{
        f"formula {text}": formula(text)
        for text in (
            "'a\"b'!A1&cmd|'x'!A0&'c\"d'!A1",
            "'a\"b'!A1&WEBSERVICE(\"http://a\")&'c\"d'!A1",
            "Table1[a'#b]&cmd|'x'!A0",
            "_xlfn.MAP(A1,_xleta.WEBSERVICE)",
            r"'\\host\share\[x.xlsx]S'!A1",
            "'http://example.org/[x.xlsx]S'!A1",
            "'file:///c:/x.ods'#$S.A1",
            "SUM([x.xlsx]S!A1)",
            "[1]!Name",
        )
    },
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hidden_variant_is_refused(name):
    with pytest.raises(InvalidFile, match=r"^[A-Z].*\.$"):
        check_content(ATTACKS[name])


HONEST = {
    "link with a tip": word(field(' HYPERLINK "https://example.org/a" \\o "Note: a tip" \\t "_blank" ')),
    "link to a bookmark": word(field(' HYPERLINK \\l "_Toc:1" ')),
    "picture with a gradient": svg("""<g fill="url(#a)" style="fill:url( '#b' );font-family:'\\5FAE x'"/>"""),
    **{
        f"formula {text}": formula(text)
        for text in (
            "SUM('Jan:Mar'!A1)+'It''s'!B2",
            "Table1[[#This Row],[a]]*Table1[b]+Sheet2!A1",
            'IF(A1="it\'s","a/b [c]!","")&Table1[a\'#b]',
            "_xlfn.BYROW(A1:C3,_xleta.SUM)",
        )
    },
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_document_like_it_is_accepted(name):
    assert check_content(HONEST[name]).name in ("DOCX", "XLSX")
