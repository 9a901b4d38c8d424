"""Sends stored public responses again instead of rendering them. Comes after only the security headers and the
canonical query."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from portal.lib.query_params import get_now
from portal.lib.site_url import get_site_url
from portal.response_cache import version
from portal.response_cache.canonical_query import is_cacheable_path
from portal.response_cache.store import CachedResponse, CacheKey, ResponseStore

MEGABYTE = 2**20
UNCACHED_HEADERS = ("HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
"""Request headers that bypass the cache."""
CONTENT_HEADERS = ("content-type", "content-length", "content-disposition")

RESPONSE_STORE = ResponseStore()


class ResponseCacheMiddleware:
    """Sends the stored response of a public address, or stores the response that the view returns."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.span: tuple[str, datetime, datetime] | None = None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = build_cache_key(request)
        stamp = version.get_content_version() if key else None
        if stamp is None:
            return self.get_response(request)
        at = get_now(request)
        cached = RESPONSE_STORE.find(key, stamp, at)
        if cached is None:
            response = self.get_response(request)
            if request.method != "GET" or not is_cacheable(response):
                return response
            response.headers.setdefault("ETag", f'"{hashlib.sha256(response.content).hexdigest()[:32]}"')
            cached = CachedResponse(stamp, at, self.until(stamp, at), response.content, dict(response.items()))
            RESPONSE_STORE.put(key, cached, settings.RESPONSE_CACHE_MB * MEGABYTE)
        return build_cached_response(request, cached)

    def until(self, stamp: str, at: datetime) -> datetime:
        """Returns the time of the next scheduled change. It is cached for each content version, so a miss costs one
        extra query."""
        if self.span and self.span[0] == stamp and self.span[1] <= at < self.span[2]:
            return self.span[2]
        until = version.get_next_change(at)
        self.span = stamp, at, until
        return until


def build_cache_key(request: HttpRequest) -> CacheKey | None:
    """Returns the cache key of the request, or None if the response is not the same for everybody."""
    if not settings.RESPONSE_CACHE_MB or request.method not in ("GET", "HEAD"):
        return None
    if not is_cacheable_path(request.path_info):
        return None
    cookies = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.MESSAGE_COOKIE_NAME)
    if any(name in request.COOKIES for name in cookies) or any(name in request.META for name in UNCACHED_HEADERS):
        return None
    try:
        request.get_host()  # raises DisallowedHost for a foreign host
        return request.scheme, get_site_url(), request.path_info, request.META.get("QUERY_STRING", "")
    except DisallowedHost:
        return None


def is_cacheable(response: HttpResponseBase) -> bool:
    """Whether the response is complete and the same for everybody without a session: no cookies, not private, and no
    negotiation. A view refuses with `may_be_stored` what it also sends at another spelling of the address."""
    control = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and getattr(response, "may_be_stored", True)
        and not response.streaming
        and not response.cookies
        and response.get("Vary", "Cookie") == "Cookie"
        and not any(word in control for word in ("private", "no-store"))
    )


def build_cached_response(request: HttpRequest, cached: CachedResponse) -> HttpResponse:
    """Returns the stored response, or 304 if the reader's copy is current (RFC 9110, section 13)."""
    modified = cached.headers.get("Last-Modified")
    complete = HttpResponse(cached.content, headers=cached.headers)
    last_modified = parse_http_date_safe(modified) if modified else None
    response = get_conditional_response(request, cached.headers["ETag"], last_modified, complete)
    if response is not complete and isinstance(response, HttpResponseNotModified):
        for name, value in cached.headers.items():
            if name.lower() not in CONTENT_HEADERS:
                response.headers[name] = value
    return response
