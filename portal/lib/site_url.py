"""The configured address of the site. Every complete link begins with it, whatever host a request names."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.encoding import iri_to_uri

_other_site: ContextVar[str] = ContextVar("other_site", default="")


def get_site_url() -> str:
    """Scheme and host of `SITE_URL`, without a slash at the end."""
    return _other_site.get() or settings.SITE_URL


@contextmanager
def use_site_url(site: str) -> Iterator[None]:
    """Links name `site` meanwhile: a static copy can have another address than the site."""
    token = _other_site.set(site)
    try:
        yield
    finally:
        _other_site.reset(token)


def build_url_builder(full_path: str) -> Callable[[str | None], str]:
    """What `request.build_absolute_uri` is at a page: completes an address, or a part that is relative to the page;
    without one it is the address of the page itself."""
    site = get_site_url()

    def build_absolute_uri(location: str | None = None) -> str:
        location = full_path if location is None else str(location)
        if location.startswith("/"):
            return iri_to_uri(f"{site}{location}")
        return iri_to_uri(urljoin(f"{site}{full_path}", location))

    return build_absolute_uri


def is_own_host(netloc: str) -> bool:
    """Whether the site has addresses at this host: that of `SITE_URL`, or one of `ALLOWED_HOSTS`."""
    if netloc.lower() == urlsplit(get_site_url()).netloc.lower():
        return True
    domain, _ = split_domain_port(netloc)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
