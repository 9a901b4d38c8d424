"""Brings the query string of a public address into canonical form, so that parameters which no view reads neither fill
nor bypass the cache. Comes before the cache."""

from urllib.parse import urlencode

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
"""Beginnings of addresses whose responses depend only on the address, the moment and the public content. The home page
is also cached; no other address is."""


def is_cacheable_path(path: str) -> bool:
    return path == "/" or path.startswith(CACHEABLE_PREFIXES)


class CanonicalQueryMiddleware:
    """Removes from public addresses the parameters that the view does not read."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.META.get("QUERY_STRING") and is_cacheable_path(request.path_info):
            set_canonical_query(request)
        return self.get_response(request)


def set_canonical_query(request) -> None:
    """Removes the parameters that the view does not declare with `reads_query`. A strict view receives an invalid query
    unchanged and refuses it; so does any view if a name contains a NUL character."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return
    names = getattr(view, "get_query_names", tuple)()
    is_refused = not set(request.GET) <= set(names) or any(len(values) > 1 for _, values in request.GET.lists())
    if is_refused and getattr(view, "is_query_strict", False) or any("\0" in name for name in request.GET):
        return
    if not getattr(view, "is_query_strict", False):
        request.META["QUERY_STRING"] = build_canonical_query(request.GET, names)
    else:
        request.META["QUERY_STRING"] = urlencode([(name, request.GET[name]) for name in names if name in request.GET])
    request.GET = QueryDict(request.META["QUERY_STRING"])
