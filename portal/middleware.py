"""Middleware of the whole site: its address, security headers, cache control, and the refusal of NUL characters."""

from django.conf import settings
from django.core.exceptions import BadRequest

from portal.lib.site_url import build_url_builder

MAX_ADMIN_SEARCH = 300
"""Characters. A title fits; SQLite refuses expressions of more than a thousand levels."""


class ConfiguredSiteMiddleware:
    """Complete addresses begin with `SITE_URL`: `request.build_absolute_uri` of our views and of every library. A host
    that somebody else chose must not come into a letter, a feed or a cached page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.build_absolute_uri = build_url_builder(request.get_full_path())
        return self.get_response(request)


class SecurityHeadersMiddleware:
    """Sets on every response that has none of its own: the policy of `SECURE_CSP` (named as in Django 6), the features
    of the browser that it may use, and the sites that may load it. Comes first, so that redirects and errors have them.

    What scripts of any site may read (`Access-Control-Allow-Origin: *`: the API and static files), any site may load;
    pages, files and drafts are for this site (Cross-Origin-Resource-Policy, Fetch standard, section 3.7)."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = format_policy_header(settings.SECURE_CSP)

    def __call__(self, request):
        response = self.get_response(request)
        # A 304 for a static file has few headers, and its policy replaces the stored one.
        is_static = request.path_info.startswith(settings.STATIC_URL)
        is_for_all = is_static or response.headers.get("Access-Control-Allow-Origin") == "*"
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_for_all else "same-origin")
        return response


def format_policy_header(policy: dict[str, list[str]]) -> str:
    """The value of the header: CSP Level 3, section 2.2."""
    return "; ".join(" ".join([directive, *sources]) for directive, sources in policy.items())


class CacheControlMiddleware:
    """Makes caches revalidate every response that has no Cache-Control of its own (RFC 9111, section 5.2.2.4).

    A published text can turn out to have been published in error, and without the header caches guess how long to
    reuse a response (section 4.2.2)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_personal = settings.SESSION_COOKIE_NAME in request.COOKIES
        response.headers.setdefault("Cache-Control", "private, no-cache" if is_personal else "no-cache")
        return response


class RejectLongAdminSearchMiddleware:
    """Refuses a search in the admin that is too long for a database: each word becomes a condition for each column."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_admin = "admin" in request.resolver_match.namespaces
        if is_admin and any(len(request.GET.get(name, "")) > MAX_ADMIN_SEARCH for name in ("q", "term")):
            raise BadRequest(f"A search has at most {MAX_ADMIN_SEARCH} characters.")


class RejectNulBytesMiddleware:
    """Refuses U+0000 in an address or a query string, because PostgreSQL cannot store it.

    For a view with the attribute `takes_any_text`, such as the search, U+0000 becomes a space instead."""

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
    """A copy of the QueryDict with a space for each U+0000."""
    copy = query_dict.copy()
    copy.clear()
    for name, values in query_dict.lists():
        copy.setlist(name.replace("\0", " "), [value.replace("\0", " ") for value in values])
    return copy
