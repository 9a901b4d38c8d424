"""Limits requests for the page of a link, which compares two texts and is open to everybody who has the link."""

from datetime import datetime
from http import HTTPStatus

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.editorial.models import DraftLink

MAX_PER_MINUTE = 60
"""Maximum number of requests for a link, from all who have it."""


def is_request_allowed(link: DraftLink, at: datetime) -> bool:
    """Counts the request. Two requests at the same moment can count as one, which is accurate enough for a limit."""
    key = f"draft-link-{link.pk}-{int(at.timestamp()) // 60}"
    cache.add(key, 0, 120)
    try:
        return cache.incr(key) <= MAX_PER_MINUTE
    except ValueError:  # The entry was removed in the meantime.
        return True


def render_limit_page(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = "60"
    response.headers["Cache-Control"] = "private, no-store"
    return response
