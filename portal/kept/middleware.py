"""Gives a public answer a second time without making it again. Comes before every other middleware."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from portal.kept import state
from portal.kept.answers import Answer, Answers, Key
from portal.records.asked import asked_moment

PUBLIC = (
    "/announcements/", "/guidance/", "/register/", "/register.json", "/archive/", "/search/", "/sources/", "/api/",
    "/timemap/", "/calendar", "/feeds/", "/about/", "/robots.txt", "/sitemap",
)  # fmt: skip
"""How the addresses begin whose answers depend on nothing but the address, the moment and what is public; beside the
home page. Any other address is never kept."""
MEGABYTE = 2**20
PERSONAL = ("HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
"""Headers with which a request is answered anew."""
NOT_OF_THE_CONTENT = ("content-type", "content-length", "content-disposition")

ANSWERS = Answers()


class KeptAnswers:
    def __init__(self, get_response):
        self.get_response = get_response
        self.span: tuple[str, datetime, datetime] | None = None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = key_of(request)
        stamp = state.stamp() if key else None
        if stamp is None:
            return self.get_response(request)
        at = asked_moment(request)
        found = ANSWERS.find(key, stamp, at)
        if found is None:
            response = self.get_response(request)
            if request.method != "GET" or not may_keep(response):
                return response
            response.headers.setdefault("ETag", f'"{hashlib.sha256(response.content).hexdigest()[:32]}"')
            found = Answer(stamp, at, self.until(stamp, at), response.content, dict(response.items()))
            ANSWERS.put(key, found, settings.RESPONSE_CACHE_MB * MEGABYTE)
        return again(request, found)

    def until(self, stamp: str, at: datetime) -> datetime:
        """How long what is public stays as it is; asked once for each state, so that an answer costs one query more
        than its page, the stamp's."""
        if self.span and self.span[0] == stamp and self.span[1] <= at < self.span[2]:
            return self.span[2]
        until = state.next_change(at)
        self.span = stamp, at, until
        return until


def key_of(request: HttpRequest) -> Key | None:
    """What the answer depends on; None where it is not one for everybody."""
    if not settings.RESPONSE_CACHE_MB or request.method not in ("GET", "HEAD"):
        return None
    if request.path_info != "/" and not request.path_info.startswith(PUBLIC):
        return None
    cookies = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages")
    if any(name in request.COOKIES for name in cookies) or any(name in request.META for name in PERSONAL):
        return None
    try:
        return request.scheme, request.get_host(), request.path_info, request.META.get("QUERY_STRING", "")
    except DisallowedHost:
        return None


def may_keep(response: HttpResponseBase) -> bool:
    """Whole answers that are the same for everybody without a session: no cookie set, nothing private or negotiated."""
    control = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.get("Vary", "Cookie") == "Cookie"
        and not any(word in control for word in ("private", "no-store"))
    )


def again(request: HttpRequest, found: Answer) -> HttpResponse:
    """The answer, or 304 to a reader who has it (RFC 9110, section 13)."""
    modified = found.headers.get("Last-Modified")
    whole = HttpResponse(found.content, headers=found.headers)
    last_modified = parse_http_date_safe(modified) if modified else None
    answer = get_conditional_response(request, found.headers["ETag"], last_modified, whole)
    if answer is not whole and isinstance(answer, HttpResponseNotModified):
        for name, value in found.headers.items():
            if name.lower() not in NOT_OF_THE_CONTENT:
                answer.headers[name] = value
    return answer
