"""Brings the query string of a public address into one spelling, so that nobody fills or passes the cache with words
that no view reads. Comes before the cache."""

from django.http import QueryDict
from django.urls import Resolver404, resolve

from portal.lib.query_params import build_canonical_query

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


def is_cacheable_path(path: str) -> bool:
    return path == "/" or path.startswith(CACHEABLE_PREFIXES)


class CanonicalQueryMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.META.get("QUERY_STRING") and is_cacheable_path(request.path_info):
            set_canonical_query(request)
        return self.get_response(request)


def set_canonical_query(request) -> None:
    """What the view does not read (`reads_query`) is left out, as if it had not been sent. A name with a NUL character
    stays, to be refused."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return
    names = getattr(view, "get_query_names", tuple)()
    is_refused = not set(request.GET) <= set(names) or any(len(values) > 1 for _, values in request.GET.lists())
    if is_refused and getattr(view, "is_query_strict", False) or any("\0" in name for name in request.GET):
        return
    request.META["QUERY_STRING"] = build_canonical_query(request.GET, names)
    request.GET = QueryDict(request.META["QUERY_STRING"])
