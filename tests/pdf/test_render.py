"""The content of a PDF, read with another library than the one that wrote it."""

import io
import socket
import threading

import pytest
from pypdf import PdfReader

from portal.pdf.pdf_renderer import render_edition_pdf
from tests.factories import day, make_published, make_record, moment

pytestmark = pytest.mark.django_db


def read(edition) -> PdfReader:
    return PdfReader(io.BytesIO(render_edition_pdf(edition)))


def one_line(text: str) -> str:
    return "".join(text.split())


def long_memo(**facts):
    points = [f"Paragraph.\n\n{'Word after word. ' * 120}" for _ in range(8)]
    return make_published(
        make_record("memo", key="a-memo"),
        at=moment("2025-06-01"),
        effective_until=day("2025-12-01"),
        points=points,
        **facts,
    )


def test_every_page_names_its_text():
    edition = long_memo()
    pages = read(edition).pages
    assert len(pages) > 2
    for page in pages:
        words = one_line(page.extract_text())
        assert "Version1" in words
        assert "ineffectfromJune1,2025" in words and "lastdayNovember30,2025" in words
        assert "https://guidance.example.org/guidance/a-memo/editions/1/" in words
        assert edition.publication.content_digest in words


def test_the_pdf_is_tagged():
    document = read(long_memo()).trailer["/Root"]
    assert document["/MarkInfo"]["/Marked"] is True or document["/MarkInfo"]["/Marked"].value
    assert document["/StructTreeRoot"]
    assert document["/Lang"] == "en"
    assert document["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = document["/Metadata"].get_data()
    assert b"pdfuaid" in metadata


def tags(node, names) -> list[str]:
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            tags(child, names)
    elif hasattr(node, "get"):
        names.append(str(node.get("/S")))
        tags(node.get("/K", []), names) if hasattr(node.get("/K", []), "get_object") else None
    return names


def test_headings_lists_and_tables_are_tagged():
    edition = long_memo(body="# A heading\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    names = tags(read(edition).trailer["/Root"]["/StructTreeRoot"]["/K"], [])
    assert {"/H1", "/H2", "/L", "/LI", "/Table", "/TH", "/P"} <= set(names)


def test_the_text_is_complete():
    edition = long_memo(title="On <b>the</b> matter", subtitle="A & B", body="Before.\n\n{points}\n\nAfter.")
    words = " ".join(page.extract_text() for page in read(edition).pages)
    assert "On <b>the</b> matter" in " ".join(words.split())
    assert "A & B" in words and words.index("Before.") < words.index("Paragraph.") < words.index("After.")


def test_numbers_are_as_written_and_words_of_a_wide_table_stay_on_the_page():
    table = "|".join(f"Heading{number} and long words" for number in range(12))
    body = f"23. three\n27. seven\n\n1) one\n4) four\n\n|{table}|\n|{'---|' * 12}\n|{table}|"
    places = []
    for page in read(long_memo(body=body)).pages:
        page.extract_text(visitor_text=lambda text, _, matrix, *rest: places.append((text.strip(), matrix[4])))
    words = "".join("".join(text for text, _ in places).split())
    assert all(mark in words for mark in ("23.", "27.", "1)", "4)")), words
    # The positions are in CSS pixels.
    assert max(x for text, x in places if text) < (8.5 - 20 / 25.4) * 96


def test_a_third_party_text_is_labeled_on_every_page():
    edition = make_published(make_record("questions", is_official=False), at=moment("2025-06-01"))
    for page in read(edition).pages:
        assert "third-party text, never in effect" in page.extract_text()


def test_the_same_text_makes_the_same_bytes():
    edition = long_memo()
    assert render_edition_pdf(edition) == render_edition_pdf(edition)


@pytest.fixture
def trap():
    """A server that records every connection."""
    visits = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        def listen():
            while not done.is_set():
                try:
                    visits.append(server.accept())
                except TimeoutError:
                    pass

        done = threading.Event()
        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", visits
        done.set()
        thread.join()


def test_nothing_is_fetched_for_a_text(trap, tmp_path):
    address, visits = trap
    (tmp_path / "secret.txt").write_text("xylophone")
    links = [f"{address}/a.png", f"file://{tmp_path}/secret.txt", "//127.0.0.1/x", "/static/../portal/settings.py"]
    hostile = "\n\n".join(f"![here]({link}) <img src='{link}'> [there]({link})" for link in links)
    edition = make_published(make_record("questions", is_official=False), at=moment("2025-06-01"))
    # The editorial desk refuses such links. If an import or another release lets them through, the PDF omits them.
    edition.document["edition"]["body"] = hostile
    assert b"xylophone" not in render_edition_pdf(edition)
    assert visits == []
