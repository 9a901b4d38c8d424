"""Conditional requests (RFC 9110, section 13)."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response


def evaluate_conditions(
    request: HttpRequest, etag: str, last_modified: int | None = None, response: HttpResponse | None = None
) -> HttpResponse | None:
    """Returns the response, or 304 or 412 in its place. `last_modified` is in seconds since 1970. Without it, a server
    must ignore If-Unmodified-Since (section 13.1.4), but Django would return 412."""
    if last_modified is None:
        request.META.pop("HTTP_IF_UNMODIFIED_SINCE", None)
    return get_conditional_response(request, etag=etag, last_modified=last_modified, response=response)
