"""Sends files: conditional requests and ranges of bytes (RFC 9110, sections 13 and 14)."""

import re
from http import HTTPStatus
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from portal.lib.conditional import evaluate_conditions

RANGE_PATTERN = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def build_file_response(
    request: HttpRequest, file: IO[bytes], *, etag: str, file_name: str, media_type: str, is_download: bool
) -> HttpResponseBase:
    """Returns the open file, the range of its bytes that the request asks for, or 304, 412 or 416. Several ranges in
    one request get the whole file, which section 14.2 allows."""
    response = evaluate_conditions(request, etag)
    if response is not None:
        response.headers["ETag"] = etag
        file.close()
        return response
    answer: HttpResponseBase = build_range_response(request, file, etag, media_type) or FileResponse(
        file, content_type=media_type
    )
    if not answer.streaming:
        file.close()
    answer.headers["ETag"], answer.headers["Accept-Ranges"] = etag, "bytes"
    if disposition := content_disposition_header(is_download, file_name):
        answer.headers["Content-Disposition"] = disposition
    return answer


def build_range_response(request: HttpRequest, file: IO[bytes], etag: str, media_type: str) -> HttpResponse | None:
    """Returns 206 or 416, or None if the request gets the whole file."""
    if request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    size = file.seek(0, 2)
    wanted = parse_range(request.headers.get("Range", ""), size)
    if wanted is None:
        file.seek(0)
        return None
    if not wanted:
        headers, status = {"Content-Range": f"bytes */{size}"}, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        return HttpResponse(status=status, content_type=media_type, headers=headers)
    file.seek(wanted.start)
    headers, status = {"Content-Range": f"bytes {wanted.start}-{wanted.stop - 1}/{size}"}, HTTPStatus.PARTIAL_CONTENT
    return HttpResponse(file.read(len(wanted)), status=status, content_type=media_type, headers=headers)


def parse_range(header: str, size: int) -> range | None:
    """Returns the places of the bytes that the header asks for, which are none if the file is shorter, or None if the
    header is to be ignored."""
    match = RANGE_PATTERN.fullmatch(header.strip())
    if not match or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return range(max(size - int(last), 0), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
