"""Middleware of the whole site: its address, entity tags, security headers, cache control, and limits on addresses and
searches."""

import re

from django.conf import settings
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest

from portal.lib.log_redaction import has_token
from portal.lib.site_url import build_url_builder
from portal.lib.text import parse_number

ENTITY_TAG_HEADERS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_RANGE")
CODING_SUFFIX_PATTERN = re.compile(r'(?:(?:--?|[;:+])(?:gzip|br|zstd|deflate)){1,3}(?=")')
"""What each server that compresses adds to an entity tag: Apache -gzip and -br, Jetty --gzip, others ;br."""

MAX_ADMIN_SEARCH = 300
"""Number of characters, enough for a title. SQLite refuses expressions of more than a thousand levels."""


class ConfiguredSiteMiddleware:
    """Makes complete addresses begin with `SITE_URL`, in views and in every library that calls
    `request.build_absolute_uri`. The host of a request, which its sender chooses, must not appear in a letter, a feed
    or a cached page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.build_absolute_uri = build_url_builder(request.get_full_path())
        return self.get_response(request)


class EntityTagMiddleware:
    """Removes from the entity tags of a request what a server in front added when it compressed the response, so that
    a tag that comes back through it still matches."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        for name in ENTITY_TAG_HEADERS:
            if name in request.META:
                request.META[name] = CODING_SUFFIX_PATTERN.sub("", request.META[name])
        return self.get_response(request)


class SecurityHeadersMiddleware:
    """Sets headers on every response that does not set them itself: the policy in `SECURE_CSP` (named as in Django 6),
    the permitted features of the browser, and the sites that may load the response. Comes first, so that redirects and
    errors have them too.

    Any site may load what scripts of any site may read (`Access-Control-Allow-Origin: *`: the API and static files);
    only this site may load pages, files and drafts (Cross-Origin-Resource-Policy, Fetch standard, section 3.7).

    A page whose address contains a secret does not pass it on in the header Referer, which proxies log."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = format_policy_header(settings.SECURE_CSP)

    def __call__(self, request):
        response = self.get_response(request)
        # A 304 for a static file has few headers, and a browser replaces its stored policy by that of the 304.
        is_static = request.path_info.startswith(settings.STATIC_URL)
        is_for_all = is_static or response.headers.get("Access-Control-Allow-Origin") == "*"
        if has_token(request.get_full_path()):
            response.headers["Referrer-Policy"] = "strict-origin"
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_for_all else "same-origin")
        return response


def format_policy_header(policy: dict[str, list[str]]) -> str:
    """Returns the value of the header Content-Security-Policy (CSP Level 3, section 2.2)."""
    return "; ".join(" ".join([directive, *sources]) for directive, sources in policy.items())


class CacheControlMiddleware:
    """Makes caches revalidate every response that does not set Cache-Control itself (RFC 9111, section 5.2.2.4).

    A text can turn out to have been published in error. Without the header, caches guess how long they may reuse a
    response (section 4.2.2)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_personal = settings.SESSION_COOKIE_NAME in request.COOKIES
        response.headers.setdefault("Cache-Control", "private, no-cache" if is_personal else "no-cache")
        return response


class RejectInvalidAdminInputMiddleware:
    """Refuses what the admin would hand to the database unchecked: a very long search, in which each word becomes a
    condition on each column, and a chosen row that is not a number."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_admin = "admin" in request.resolver_match.namespaces
        if is_admin and any(len(request.GET.get(name, "")) > MAX_ADMIN_SEARCH for name in ("q", "term")):
            raise BadRequest(f"A search has at most {MAX_ADMIN_SEARCH} characters.")
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME) if is_admin else []
        if any(parse_number(word) is None for word in chosen):
            raise BadRequest("A chosen row is named by a number.")


class RejectNulBytesMiddleware:
    """Refuses U+0000 in a path or a query string, because PostgreSQL cannot store it.

    For a view with the attribute `takes_any_text`, such as the search, a space replaces U+0000 in the query string."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if getattr(view, "takes_any_text", False):
            request.GET = replace_nul_bytes(request.GET)
        has_nul = any("\0" in word for name, values in request.GET.lists() for word in (name, *values))
        if has_nul or "\0" in request.path_info:
            raise BadRequest("The address contains a NUL character.")


def replace_nul_bytes(query_dict):
    """Returns a copy of the QueryDict with a space for each U+0000."""
    copy = query_dict.copy()
    copy.clear()
    for name, values in query_dict.lists():
        copy.setlist(name.replace("\0", " "), [value.replace("\0", " ") for value in values])
    return copy
