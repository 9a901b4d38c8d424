"""Requests addresses of the public site as a visitor without an account."""

from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http.request import validate_host
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.urls import resolve

from portal.lib.export_dir import ExportError, iter_chunks
from portal.lib.site_url import use_site_url
from portal.static_site import url_paths
from portal.static_site.crawl_state import CrawledPage

WriteFile = Callable[[str, Iterable[bytes]], None]
"""Writes a file of the copy at once, for content that is too long to hold as the body of a page."""


class SiteClient(RequestFactory):
    """Sends requests to the portal in this process, as django.test.Client does, without the data that Client keeps of
    every request."""

    def __init__(self, **defaults):
        super().__init__(**defaults)
        self.handler = ClientHandler()

    def request(self, **facts):
        return self.handler(self._base_environ(**facts))


class SiteVisitor:
    """`site` is the address of the copy, without a slash at its end. Raises ExportError if the portal does not answer
    requests for its host."""

    def __init__(self, site: str):
        self.site = site
        parts = parse_site_url(site)
        host = parts.hostname or ""
        allowed = settings.ALLOWED_HOSTS or (["localhost", "127.0.0.1"] if settings.DEBUG else [])
        if not validate_host(host, allowed):
            raise ExportError(
                f"The portal does not answer requests for {host}: add it to ALLOWED_HOSTS, or pass another --address."
            )
        self.asking = SiteClient(headers={"host": parts.netloc})
        self.is_secure = parts.scheme == "https"

    def require_home_page(self, put: WriteFile) -> None:
        """Raises ExportError if there is no home page, because an empty copy would replace the existing one. The answer
        is not stored: the next run requests the page again."""
        home = self.page("/", put)
        if home.leads_to:
            raise ExportError(
                f"The portal redirects requests for {self.site} to {home.leads_to}: pass that as --address."
            )
        if not home.file:
            raise ExportError(f"The home page answered {home.status} at {self.site}, so there is nothing to copy.")

    def page(self, address: str, put: WriteFile) -> CrawledPage:
        with use_site_url(self.site):
            return self.asset(address, put) if address.startswith(settings.STATIC_URL) else self.answer(address, put)

    def answer(self, address: str, put: WriteFile) -> CrawledPage:
        if address == "/search/":
            return CrawledPage(address, 200, "text/html", url_paths.get_file_path(address), body=self.search_page())
        response = self.asking.get(address, secure=self.is_secure)
        media_type = response.get("Content-Type", "").partition(";")[0]
        if response.status_code >= 500:
            raise ExportError(
                f"{address} answered {response.status_code}: the log has the reason. The next run continues from here."
            )
        if response.status_code in (301, 302):
            return CrawledPage(
                address, response.status_code, media_type, leads_to=urljoin(address, response["Location"])
            )
        # A text published in error has only a page with that note, which answers 410; its data are gone.
        is_copied = response.status_code == 200 or response.status_code == 410 and media_type == "text/html"
        if not is_copied:
            return CrawledPage(address, response.status_code, media_type)
        if response.streaming:
            file = url_paths.get_file_path(address, get_download_name(response))
            # At its end the response closes itself as the handler closes others: the database connection stays open.
            put(file, response.streaming_content)
            return CrawledPage(address, response.status_code, media_type, file)
        return CrawledPage(
            address, response.status_code, media_type, url_paths.get_file_path(address), body=response.content
        )

    def asset(self, address: str, put: WriteFile) -> CrawledPage:
        name = unquote(address.removeprefix(settings.STATIC_URL))
        collected = Path(settings.STATIC_ROOT) / name
        path = collected if collected.is_file() else finders.find(name)
        if not path:
            return CrawledPage(address, 404, "")
        with open(path, "rb") as file:
            put(address.lstrip("/"), iter_chunks(file))
        return CrawledPage(address, 200, "", address.lstrip("/"))

    def search_page(self) -> bytes:
        request = RequestFactory(headers={"host": urlsplit(self.site).netloc}).get("/search/", secure=self.is_secure)
        request.resolver_match = resolve("/search/")
        return render_to_string("static_site/search.html", {"live": self.live()}, request).encode()

    def live(self) -> str:
        """Returns the address of the site itself if the copy has another one."""
        return settings.SITE_URL if settings.SITE_URL != self.site else ""


def parse_site_url(site: str) -> SplitResult:
    """Splits an address of a scheme, a host and an optional port. Raises ExportError for any other address."""
    try:
        parts = urlsplit(site)
        is_whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or "@" in site or site != f"{parts.scheme}://{parts.netloc}":
        raise ExportError(f"“{site}” is not an address such as https://guidance.example.org.")
    return parts


def get_download_name(response) -> str:
    """Returns the file name of a download. The views make such names of letters, digits and hyphens."""
    name = response.get("Content-Disposition", "").partition('filename="')[2].partition('"')[0]
    return name if name and "/" not in name and not name.startswith(".") else "file"
