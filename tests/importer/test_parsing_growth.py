"""The time to read a document grows with its length and not with the square of it, for any input."""

import io
import time
import zipfile

import pytest

from portal.importer.parser import parse_documents
from portal.importer.parser.docx_text import extract_docx_text
from portal.importer.parser.errors import UnreadableFileError
from portal.importer.parser.file_decoder import decode_text
from portal.importer.parser.pdf_text import extract_pdf_text
from tests.importer.test_pdf import build_pdf

SIZES = (4_000, 40_000, 400_000)
FLOOR = 0.004
"""Seconds; shorter times are noise."""
MOST_GROWTH = 30
TEXTS = {
    "blank lines": "\n",
    "lines of a space": " \n",
    "open quotations": "“A b c said ",
    "quotations": "Governor A B said “c d e f g.” ",
    "contacts": "Contact: Press Office\n",
    "contact sentences": "Contact A B in" + " " * 90 + "at a@b.example.\n",
    "memo headers": "TO: x\nFROM: y\n",
    "release lines": "FOR IMMEDIATE RELEASE\n",
    "dashes": "- " * 60 + "\n",
    "questions": "Q: a? A: b\n",
    "brackets": "(((",
    "addresses": "a@",
    "bullets": "• closed until 6/5/20 - 6/5/20\n",
    "dates apart": "June 5, 2020" + " " * 90 + "June 7, 2020\n",
    "posted dates": "• closed for a day" + " " * 90 + "6/5/20\n",
    "capitals": "D-" * 40 + " ",
    "menus": "Home\nMenu\na\n",
    "comments": "Leave a Reply\na says:\n",
    "links": "[a](http://b.example/) HERE ",
    "tables": "| a | b |\n",
    "tables of contents": "Contents\na\nb\n",
    "datelines": "HARTFORD, CT – a b c d e f g h i j k l m n o p q r s t u v w x y z aaa bbb ccc\n",
}


def pack_docx(size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<a>" + "<p><t>a</t></p>" * (size // 15) + "</a>")
    return file.getvalue()


READERS = {
    **{
        f"text: {name}": lambda size, text=text: parse_documents(text * (size // len(text)))
        for name, text in TEXTS.items()
    },
    "one long line": lambda size: parse_documents("word " * (size // 5)),
    "one long word": lambda size: parse_documents("a" * size),
    "one run of spaces": lambda size: parse_documents("June 5, 2020" + " " * size + "June 7, 2020"),
    "Windows-1252": lambda size: decode_text(b"\xe9 " * (size // 2)),
    "DOCX": lambda size: extract_docx_text(pack_docx(size)),
    "PDF": lambda size: extract_pdf_text(build_pdf([["a"] * (size // 20)])),
}


def measure(name: str, size: int) -> float:
    """Returns the shorter CPU time of two runs, in seconds."""
    times = []
    for _ in range(2):
        begin = time.process_time()
        try:
            READERS[name](size)
        except UnreadableFileError:
            pass
        times.append(time.process_time() - begin)
    return min(times)


@pytest.mark.parametrize("name", READERS)
def test_the_time_grows_in_proportion_to_the_text(name):
    small, middle, large = (measure(name, size) for size in SIZES)
    assert middle < MOST_GROWTH * max(small, FLOOR)
    assert large < MOST_GROWTH * max(middle, FLOOR)
