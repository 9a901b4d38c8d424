"""Copies the whole public site to files. It requests pages as a visitor without an account, begins at the home page and
follows every link, so a copy contains what readers see and nothing else."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from posixpath import relpath
from urllib.parse import urljoin

from django.template.loader import render_to_string

from portal.lib import dates
from portal.lib.export_dir import ExportDir, ExportError
from portal.register.models import RegisterEntry
from portal.response_cache.version import get_content_version
from portal.static_site import link_rewriter, url_paths
from portal.static_site.client import SiteVisitor
from portal.static_site.crawl_state import CrawledPage, CrawlState
from portal.static_site.form_fallbacks import render_form_fallback

PURPOSE = "site"
STATE_FILE, MANIFEST_FILE = ".portal-export.sqlite3", ".portal-export.sha256"
START_PATHS = ("/", "/robots.txt", "/sitemap.xml", "/register.json", "/api/v1/", "/api/v1/openapi.json", "/search/")
SAVE_EVERY = 50


@dataclass
class SiteCopy:
    """One run. `site` is the address of the copy, without a slash at its end."""

    folder: ExportDir
    site: str
    at: datetime
    say: Callable[[int, int], None]
    is_continued: bool = False
    steps: int = 0
    pages: int = 0
    written: int = 0
    removed: int = 0

    def __post_init__(self):
        self.visitor = SiteVisitor(self.site)

    def run(self) -> None:
        """Updates the folder. After an ExportError the written files stay, and the next run continues."""
        self.visitor.require_home_page(self.put)
        self.folder.begin()
        self.state = CrawlState(self.folder.place(STATE_FILE))
        try:
            self.state.remember(self.listed())
            self.of = self.seen_at(self.at)
            self.is_continued = self.state.begin(self.of)
            for address in START_PATHS:
                self.page(address)
            while page := self.state.waiting():
                self.write(page)
            self.pages = self.state.done
            self.clear_away()
            self.state.finish()
        finally:
            self.state.save()
            self.state.close()

    def seen_at(self, at: datetime) -> str:
        """Identifies the state of the site that all pages of a copy share: address, day, and what is public."""
        public = RegisterEntry.objects.public(at).count()
        return f"{self.site} {get_content_version()} {public} {dates.get_local_date(at)}"

    def is_consistent(self, at: datetime) -> bool:
        """Returns whether the site at the moment `at` is in the same state as at the first request."""
        return self.of == self.seen_at(at)

    def page(self, address: str) -> CrawledPage:
        """Returns the answer of the site at an address, which is requested once in a run."""
        page = self.state.page(address)
        if page is None:
            page = self.visitor.page(address, self.put)
            self.state.keep(page)
            self.tell()
        return page

    def write(self, page: CrawledPage) -> None:
        text, content = "", page.body or b""
        rewritten = page.type == "text/html" or page.type.endswith(("json", "xml"))
        if rewritten:
            text = content.decode()
        if page.type == "text/html":
            foot = render_to_string("static_site/_footer.html", {"live": self.visitor.live()})
            link = self.links_of(page, is_relative=True)
            text = link_rewriter.rewrite_html(
                text, link, lambda form: render_form_fallback(form, page.address, link, self.at), foot
            )
        elif page.type.endswith("json"):
            text = link_rewriter.rewrite_json(text, self.site, self.links_of(page))
        elif page.type.endswith("xml"):
            text = link_rewriter.rewrite_xml(text, self.site, self.links_of(page))
        self.put(page.file, [text.encode() if rewritten else content], page.address)
        self.tell()

    def tell(self) -> None:
        """Reports progress. Requests count too, because a page may link to thousands of pages, which are all requested
        before it is written."""
        self.steps += 1
        if self.steps % SAVE_EVERY == 0:
            self.state.save()
        self.say(self.state.done, self.state.seen)

    def put(self, file: str, pieces: Iterable[bytes], address: str = "") -> None:
        if file in (STATE_FILE, MANIFEST_FILE):
            raise ExportError(f"The name “{file}” is reserved for the copy’s own data.")
        content = b"".join(pieces) if address else None
        if content is not None:
            digest, is_new = hashlib.sha256(content).hexdigest(), self.folder.write(file, content)
        else:
            digest, is_new = self.folder.write_pieces(file, pieces)
        self.written += is_new
        self.state.written(file, digest, address)

    def links_of(self, page: CrawledPage, *, is_relative: bool = False) -> link_rewriter.LinkResolver:
        """Returns a function that turns links of the page into links of the copy."""

        def link(url: str) -> str | None:
            whole = urljoin(f"{self.site}{page.address}", url)
            if url.startswith("#") or not f"{whole}/".startswith(f"{self.site}/"):
                return url
            path, hash_sign, fragment = whole.removeprefix(self.site).partition("#")
            target = self.target(path or "/")
            if target is None:
                return None
            address = url_paths.get_file_url(target.file)
            if is_relative and not url.startswith(self.site):
                address = get_relative_url(address, url_paths.get_file_url(page.file))
            else:
                address = f"{self.site}{address}"
            return f"{address}{hash_sign}{fragment}"

        return link

    def target(self, path: str, hops: int = 5) -> CrawledPage | None:
        address = url_paths.normalize_url(path)
        page = self.page(address) if address else None
        if page and page.leads_to and hops:
            leads_to = page.leads_to.removeprefix(self.site)
            return self.target(leads_to.partition("#")[0], hops - 1) if leads_to.startswith("/") else None
        return page if page and page.file else None

    def listed(self) -> list[tuple[str, str]]:
        """Returns the digest and name of each file of the existing copy, from its manifest."""
        manifest = self.folder.place(MANIFEST_FILE)
        lines = manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else []
        return [(digest, name) for digest, _, name in (line.partition("  ") for line in lines)]

    def clear_away(self) -> None:
        for name in self.state.stale():
            self.folder.remove(name)
            self.removed += 1
        lines = (f"{digest}  {name}\n".encode() for digest, name in self.state.files())
        self.folder.write_pieces(MANIFEST_FILE, lines)


def get_relative_url(address: str, here: str) -> str:
    """Returns a relative address, with which the copy works in any folder of a web server."""
    folder = here if here.endswith("/") else here.rpartition("/")[0] + "/"
    path = relpath(address, folder)
    return f"{path}/" if address.endswith("/") else path
