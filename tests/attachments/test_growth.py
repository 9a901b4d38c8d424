"""The time to examine a file grows linearly with its size, whatever the file contains."""

import time
from functools import partial

import pytest

from portal.attachments.validators import (
    csv_file,
    formulas,
    image_file,
    office_file,
    pdf_file,
    pdf_layout,
    safe_addresses,
    word_fields,
)
from portal.attachments.validators.file_kinds import InvalidFile
from tests.attachments.samples import archive, jpeg, pack_objects, png, stream
from tests.attachments.samples import pdf as make_pdf

SIZES = (10_000, 100_000, 1_000_000)
FLOOR = 0.002
"""Seconds. Shorter times are noise."""
MOST_GROWTH = 30
"""Largest factor for ten times the bytes. Quadratic growth would be a factor of a hundred."""
MOST_SECONDS = 6


def repeat(piece: bytes, size: int, begin: bytes = b"", end: bytes = b"") -> bytes:
    return begin + piece * (size // len(piece)) + end


def check_part(piece: bytes, begin: bytes, end: bytes, size: int) -> None:
    office_file.check_xml(repeat(piece, size, begin, end))


def check_pdf_text(piece: bytes, size: int) -> None:
    pdf_file.check_pdf(make_pdf(repeat(piece, size, b"<</A [", b"]>>")))


def read_layout(piece: bytes, size: int) -> None:
    list(pdf_layout.read_objects(repeat(piece, size, b"%PDF-1.7\n", b"\n%%EOF")))


def check_table(piece: bytes, size: int) -> None:
    csv_file.check_table(repeat(piece, size, b"a,b;c\td|e\n"))


def check_jpeg(piece: bytes, size: int) -> None:
    image_file.validate_jpeg(repeat(piece, size, jpeg()[:-2]))


def check_fields(piece: str, begin: str, size: int) -> None:
    body = begin + piece * (size // len(piece))
    office_file.check_xml(f'<d xmlns:w="w" xmlns:m="m">{body}</d>'.encode())


def check_text(check, piece: str, size: int) -> None:
    check(piece * (size // len(piece)))


PARTS = {
    b"<": (b"", b""),
    b"<a": (b"", b""),
    b"<a>": (b"", b""),
    b"<Relationship ": (b"<a>", b"</a>"),
    b"<a/>": (b"<a>", b"</a>"),
    b"<!--": (b"<a>", b"</a>"),
    b"<?a ": (b"<a>", b"</a>"),
    b"<![CDATA[": (b"<a>", b"</a>"),
    b"&#32;": (b"<a>", b"</a>"),
    b"&a;": (b"<a>", b"</a>"),
    b"<b:instrText ": (b"<a>", b"</a>"),
    b"<f>(</f>": (b"<a>", b"</a>"),
    b'<b target="a:b" style="url(   "/>': (b"<a>", b"</a>"),
    b"<!DOCTYPE a [": (b"", b""),
    b" ": (b"<a b='", b"'/>"),
    b"x": (b"<f>", b"</f>"),
    b"<t>a</t>": (b"<a>", b"</a>"),
}
PDF_TEXTS = [
    b"(",
    b")",
    b"<",
    b"<<",
    b"[",
    b"(a)",
    b"((a))",
    b"%a\n",
    b"% a ",
    b"/",
    b"/a",
    b"#4a",
    b"1 ",
    b"1 0 R ",
    b"1 0 obj ",
    b"stream\n",
    b"\\(",
    b" ",
    b"\n",
    b"<41>",
    b"1 % 1 % ",
]
LAYOUTS = [
    b"1 0 obj\n",
    b"1 0 obj\n1\nendobj\n",
    b"1 0 obj\n<<>>\nstream\n",
    b"endobj ",
    b"%%EOF\n",
    b"xref\n",
    b"xref 0 1\n",
    b"trailer\n<<>>\n",
    b"startxref\n0\n",
    b"1 0 obj\n<<>>\nstream\nendstream\nendobj\n",
    b"1 0 obj (\n",
]
TABLES = [
    b"=",
    b'"',
    b'""',
    b"a,",
    b"-1,",
    b";",
    b"\n",
    b"\r",
    b" ",
    b"$",
    b"1,1;1\t1|",
    b'"a"x,',
    b"-1" + b" " * 50 + b",",
]
BEGIN = '<w:fldChar fldCharType="begin"/><w:instrText>IF x</w:instrText>'
FIELDS = {
    '<w:fldChar fldCharType="begin"/><w:instrText>A a</w:instrText>': "",
    "<w:instrText>a </w:instrText><w:sym/>": BEGIN,
    '<w:instrText> </w:instrText><w:fldSimple instr="A a"/>': BEGIN,
    "<w:instrText> </w:instrText>": "",
    "<w:ins><w:instrText>D</w:instrText></w:ins>": BEGIN,
    "<w:t>a</w:t><w:AlternateContent/>": BEGIN,
}
TEXTS = {
    "instruction": (
        word_fields.check_instruction,
        [" ", "a", "INCLUDEPICTURE a.", "HYPERLINK  ", 'HYPERLINK "', "file ", "a.a-"],
    ),
    "formula": (formulas.check_formula, ['"', "a", "a.", "a (", "_xla.", "_xl", 'HYPERLINK ( "', "'", "(", " "]),
    "address": (safe_addresses.is_safe_address, [" ", "a", "a.", ":", "\\", "/"]),
}
CASES = {
    **{f"part {piece}": partial(check_part, piece, *ends) for piece, ends in PARTS.items()},
    **{f"PDF object {piece}": partial(check_pdf_text, piece) for piece in PDF_TEXTS},
    **{f"PDF layout {piece}": partial(read_layout, piece) for piece in LAYOUTS},
    **{f"table {piece}": partial(check_table, piece) for piece in TABLES},
    **{f"JPEG {piece}": partial(check_jpeg, piece) for piece in (b"\xff", b"\xff\x00", b"\xff\xd0", b"\xff\xe0\0\2")},
    **{f"field {piece}": partial(check_fields, piece, begin) for piece, begin in FIELDS.items()},
    **{
        f"{name} {piece}": partial(check_text, check, piece)
        for name, (check, pieces) in TEXTS.items()
        for piece in pieces
    },
    "PNG": lambda size: image_file.validate_png(png(1, 1, *[png()[-12:].replace(b"IEND", b"aaAa")] * (size // 12))),
    "PDF streams": lambda size: pdf_file.check_pdf(make_pdf(*[stream(b"x")] * (size // 100))),
    "PDF of zeros": lambda size: pdf_file.check_pdf(make_pdf(stream(bytes(size)))),
    "PDF packed objects": lambda size: pdf_file.check_pdf(make_pdf(pack_objects(*[b"<</A 1>>"] * (size // 40)))),
    "archive of parts": lambda size: office_file.check_office(
        archive({f"a{at}.xml": b"<a/>" for at in range(size // 400)})
    ),
}


def measure(check, size: int, runs: int) -> float:
    """Returns the shortest CPU time of some runs, in seconds."""
    times = []
    for _ in range(runs):
        begin = time.process_time()
        try:
            check(size)
        except InvalidFile:
            pass
        times.append(time.process_time() - begin)
    return min(times)


@pytest.mark.parametrize("name", CASES)
def test_ten_times_the_bytes_cost_about_ten_times_as_much(name):
    small, middle, large = (measure(CASES[name], size, runs) for size, runs in zip(SIZES, (3, 3, 2), strict=True))
    assert middle < MOST_GROWTH * max(small, FLOOR)
    assert large < MOST_GROWTH * max(middle, FLOOR)
    assert large < MOST_SECONDS
