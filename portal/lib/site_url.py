"""The configured address of the site. Every complete link begins with it, regardless of the host in a request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.encoding import iri_to_uri

_other_site: ContextVar[str] = ContextVar("other_site", default="")


def get_site_url() -> str:
    """Returns the scheme and host of `SITE_URL`, or the address set by `use_site_url`, without a slash at the end."""
    return _other_site.get() or settings.SITE_URL


@contextmanager
def use_site_url(site: str) -> Iterator[None]:
    """Makes complete links begin with `site` inside the block: a static copy can have an address of its own."""
    token = _other_site.set(site)
    try:
        yield
    finally:
        _other_site.reset(token)


def build_url_builder(full_path: str) -> Callable[[str | None], str]:
    """Returns a replacement for `request.build_absolute_uri` of the page at `full_path`. It completes an address, which
    may be relative to the page; without an argument it returns the address of the page."""
    site = get_site_url()

    def build_absolute_uri(location: str | None = None) -> str:
        location = full_path if location is None else str(location)
        if location.startswith("/"):
            return iri_to_uri(f"{site}{location}")
        return iri_to_uri(urljoin(f"{site}{full_path}", location))

    return build_absolute_uri


def is_own_host(netloc: str) -> bool:
    """Whether the host is that of `SITE_URL` or one of `ALLOWED_HOSTS`."""
    if netloc.lower() == urlsplit(get_site_url()).netloc.lower():
        return True
    domain, _ = split_domain_port(netloc)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
