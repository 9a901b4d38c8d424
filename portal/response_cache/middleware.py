"""Gives a public answer a second time without making it again. Comes before every other middleware."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from portal.lib.query_params import get_now
from portal.response_cache import version
from portal.response_cache.store import CachedResponse, CacheKey, ResponseStore

CACHEABLE_PREFIXES = (
    "/announcements/",
    "/guidance/",
    "/register/",
    "/register.json",
    "/archive/",
    "/search/",
    "/sources/",
    "/api/",
    "/timemap/",
    "/calendar",
    "/feeds/",
    "/about/",
    "/robots.txt",
    "/sitemap",
)
"""How the addresses begin whose answers depend on nothing but the address, the moment and what is public; beside the
home page. Any other address is never kept."""
MEGABYTE = 2**20
UNCACHED_HEADERS = ("HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
"""Request headers that bypass the cache."""
CONTENT_HEADERS = ("content-type", "content-length", "content-disposition")

RESPONSE_STORE = ResponseStore()


class ResponseCacheMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        self.span: tuple[str, datetime, datetime] | None = None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = build_cache_key(request)
        stamp = version.get_content_version() if key else None
        if stamp is None:
            return self.get_response(request)
        at = get_now(request)
        found = RESPONSE_STORE.find(key, stamp, at)
        if found is None:
            response = self.get_response(request)
            if request.method != "GET" or not is_cacheable(response):
                return response
            response.headers.setdefault("ETag", f'"{hashlib.sha256(response.content).hexdigest()[:32]}"')
            found = CachedResponse(stamp, at, self.until(stamp, at), response.content, dict(response.items()))
            RESPONSE_STORE.put(key, found, settings.RESPONSE_CACHE_MB * MEGABYTE)
        return build_cached_response(request, found)

    def until(self, stamp: str, at: datetime) -> datetime:
        """Time of the next scheduled change. Cached for each content version, so a miss costs one extra query."""
        if self.span and self.span[0] == stamp and self.span[1] <= at < self.span[2]:
            return self.span[2]
        until = version.get_next_change(at)
        self.span = stamp, at, until
        return until


def build_cache_key(request: HttpRequest) -> CacheKey | None:
    """Cache key of the request; None if the response is not the same for everybody."""
    if not settings.RESPONSE_CACHE_MB or request.method not in ("GET", "HEAD"):
        return None
    if request.path_info != "/" and not request.path_info.startswith(CACHEABLE_PREFIXES):
        return None
    cookies = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages")
    if any(name in request.COOKIES for name in cookies) or any(name in request.META for name in UNCACHED_HEADERS):
        return None
    try:
        return request.scheme, request.get_host(), request.path_info, request.META.get("QUERY_STRING", "")
    except DisallowedHost:
        return None


def is_cacheable(response: HttpResponseBase) -> bool:
    """Complete responses that are the same for everybody without a session: no cookies, nothing private or
    negotiated."""
    control = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.get("Vary", "Cookie") == "Cookie"
        and not any(word in control for word in ("private", "no-store"))
    )


def build_cached_response(request: HttpRequest, found: CachedResponse) -> HttpResponse:
    """The response, or 304 if the reader's copy is current (RFC 9110, section 13)."""
    modified = found.headers.get("Last-Modified")
    whole = HttpResponse(found.content, headers=found.headers)
    last_modified = parse_http_date_safe(modified) if modified else None
    answer = get_conditional_response(request, found.headers["ETag"], last_modified, whole)
    if answer is not whole and isinstance(answer, HttpResponseNotModified):
        for name, value in found.headers.items():
            if name.lower() not in CONTENT_HEADERS:
                answer.headers[name] = value
    return answer
