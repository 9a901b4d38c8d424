"""Files are sent whole, in one range of bytes, or not at all (RFC 9110, sections 13 and 14)."""

import io

import pytest
from django.test import RequestFactory

from portal.lib.file_response import build_file_response

CONTENT = bytes(range(100))


def send(method: str = "GET", **headers: str):
    request = RequestFactory(headers=headers).generic(method, "/")
    names = {"file_name": "Příloha.pdf", "media_type": "application/pdf"}
    response = build_file_response(request, io.BytesIO(CONTENT), etag='"tag"', is_download=True, **names)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, body, response.headers.get("Content-Range")


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=90-", 90, 99),
        ("bytes=90-5000", 90, 99),
        ("bytes=-5", 95, 99),
        ("bytes=-5000", 0, 99),
    ],
)
def test_a_range_of_bytes_is_sent(header, first, last):
    assert send(Range=header) == (206, CONTENT[first : last + 1], f"bytes {first}-{last}/100")


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=200-300", "bytes=-0"])
def test_a_range_behind_the_end_is_refused(header):
    assert send(Range=header) == (416, b"", "bytes */100")


@pytest.mark.parametrize("header", ["", "bytes=-", "bytes=9-3", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=²-3"])
def test_a_header_that_is_no_single_range_gets_the_whole_file(header):
    assert send(Range=header) == (200, CONTENT, None)


def test_a_range_of_other_bytes_gets_the_whole_file():
    assert send(Range="bytes=0-9", **{"If-Range": '"tag"'})[0] == 206
    assert send(Range="bytes=0-9", **{"If-Range": '"older"'})[0] == 200
    assert send("HEAD", Range="bytes=0-9")[0] == 200


def test_an_unchanged_file_is_not_sent_again():
    assert send(**{"If-None-Match": '"tag"'}) == (304, b"", None)
