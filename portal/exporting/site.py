"""A copy of the whole public site as files. Every page is asked for as a visitor would, without an account, beginning
at the home page and following every link; so what the copy holds is what readers see, and nothing else."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from posixpath import relpath
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http.request import validate_host
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.urls import Resolver404, resolve, reverse

from portal.exporting import names, rewriting
from portal.exporting.folder import Folder, Refused, pieces_of
from portal.exporting.state import Page, State
from portal.kept.state import stamp
from portal.records import days
from portal.records.models import Edition
from portal.register.models import RegisterEntry

PURPOSE = "site"
STATE, MANIFEST = ".portal-export.sqlite3", ".portal-export.sha256"
BEGIN = ("/", "/robots.txt", "/sitemap.xml", "/register.json", "/api/v1/", "/api/v1/openapi.json", "/search/")
SAVE_EVERY = 50
MOST_DAYS = 24


class Visitor(RequestFactory):
    """Asks the portal itself and gets the answer, as django.test.Client does, which keeps something of every request
    as long as it lives."""

    def __init__(self, **defaults):
        super().__init__(**defaults)
        self.handler = ClientHandler()

    def request(self, **facts):
        return self.handler(self._base_environ(**facts))


@dataclass
class Copy:
    """One run. `site` is the address that the copy will have, without a slash at its end."""

    folder: Folder
    site: str
    at: datetime
    say: Callable[[int, int], None]
    is_continued: bool = False
    steps: int = 0
    pages: int = 0
    written: int = 0
    removed: int = 0

    def __post_init__(self):
        parts = place_of(self.site)
        host = parts.hostname or ""
        allowed = settings.ALLOWED_HOSTS or (["localhost", "127.0.0.1"] if settings.DEBUG else [])
        if not validate_host(host, allowed):
            raise Refused(f"The portal does not answer as {host}: add it to ALLOWED_HOSTS, or name another --address.")
        self.visitor = Visitor(headers={"host": parts.netloc})
        self.is_secure = parts.scheme == "https"

    def run(self) -> None:
        """Brings the folder up to date. Raises Refused and keeps what is written: the next run goes on."""
        self.refuse_nothing()
        self.folder.begin()
        self.state = State(self.folder.place(STATE))
        try:
            self.state.remember(self.listed())
            self.of = self.seen_at(self.at)
            self.is_continued = self.state.begin(self.of)
            for address in BEGIN:
                self.page(address)
            while page := self.state.waiting():
                self.write(page)
            self.pages = self.state.done
            self.clear_away()
            self.state.finish()
        finally:
            self.state.save()
            self.state.close()

    def refuse_nothing(self) -> None:
        """A copy of nothing would take the place of the one that is there. The answer is not kept: it is asked for
        again when the settings are right."""
        home = self.answer("/")
        if home.leads_to:
            raise Refused(f"The portal leads whoever asks for {self.site} to {home.leads_to}: name that as --address.")
        if not home.file:
            raise Refused(f"The home page answered {home.status} at {self.site}, so there is nothing to copy.")

    def seen_at(self, at: datetime) -> str:
        """What all answers of one copy have in common: the address, the day, and the state of what is public."""
        public = RegisterEntry.objects.filter(public_at__lte=at).count()
        return f"{self.site} {stamp()} {public} {days.day_of(at)}"

    def is_of_one_state(self, at: datetime) -> bool:
        """Whether the site is still, at the moment `at`, what it was when the first page was asked for."""
        return self.of == self.seen_at(at)

    # What the site answers

    def page(self, address: str) -> Page:
        """What the site has at an address; asked for once in a run."""
        page = self.state.page(address)
        if page is None:
            page = self.asset(address) if address.startswith(settings.STATIC_URL) else self.answer(address)
            self.state.keep(page)
            self.tell()
        return page

    def answer(self, address: str) -> Page:
        if address == "/search/":
            return Page(address, 200, "text/html", names.file_of(address), body=self.search_page())
        response = self.visitor.get(address, secure=self.is_secure)
        media_type = response.get("Content-Type", "").partition(";")[0]
        if response.status_code >= 500:
            raise Refused(
                f"{address} answered {response.status_code}: the log says why. The next run goes on from here."
            )
        if response.status_code in (301, 302):
            return Page(address, response.status_code, media_type, leads_to=urljoin(address, response["Location"]))
        # A text published in error left a page that says so; its data is gone.
        is_told = response.status_code == 200 or response.status_code == 410 and media_type == "text/html"
        if not is_told:
            return Page(address, response.status_code, media_type)
        if response.streaming:
            file = names.file_of(address, download_name(response))
            # Read to its end it closes itself as the handler's other answers do: without the database connection.
            self.put(file, response.streaming_content)
            return Page(address, response.status_code, media_type, file)
        return Page(address, response.status_code, media_type, names.file_of(address), body=response.content)

    def asset(self, address: str) -> Page:
        name = unquote(address.removeprefix(settings.STATIC_URL))
        gathered = Path(settings.STATIC_ROOT) / name
        found = gathered if gathered.is_file() else finders.find(name)
        if not found:
            return Page(address, 404, "")
        with open(found, "rb") as file:
            self.put(address.lstrip("/"), pieces_of(file))
        return Page(address, 200, "", address.lstrip("/"))

    def search_page(self) -> bytes:
        request = RequestFactory(headers={"host": urlsplit(self.site).netloc}).get("/search/", secure=self.is_secure)
        request.resolver_match = resolve("/search/")
        return render_to_string("exporting/search.html", {"live": self.live()}, request).encode()

    # What the copy says

    def live(self) -> str:
        """The site itself, where the copy has another address."""
        return settings.SITE_ADDRESS if settings.SITE_ADDRESS != self.site else ""

    def write(self, page: Page) -> None:
        text, content = "", page.body or b""
        rewritten = page.type == "text/html" or page.type.endswith(("json", "xml"))
        if rewritten:
            text = content.decode()
        if page.type == "text/html":
            foot = render_to_string("exporting/_foot.html", {"live": self.live()})
            link = self.links_of(page, is_relative=True)
            text = rewriting.html(text, link, lambda form: self.in_place_of(form, page, link), foot)
        elif page.type.endswith("json"):
            text = rewriting.data(text, self.site, self.links_of(page))
        elif page.type.endswith("xml"):
            text = rewriting.xml(text, self.site, self.links_of(page))
        self.put(page.file, [text.encode() if rewritten else content], page.address)
        self.tell()

    def tell(self) -> None:
        """A page may link to thousands, which are all asked for before it is written; so both count."""
        self.steps += 1
        if self.steps % SAVE_EVERY == 0:
            self.state.save()
        self.say(self.state.done, self.state.seen)

    def put(self, file: str, pieces: Iterable[bytes], address: str = "") -> None:
        if file in (STATE, MANIFEST):
            raise Refused(f"“{file}” is a name that the copy keeps for itself.")
        content = b"".join(pieces) if address else None
        if content is not None:
            digest, is_new = hashlib.sha256(content).hexdigest(), self.folder.write(file, content)
        else:
            digest, is_new = self.folder.write_pieces(file, pieces)
        self.written += is_new
        self.state.written(file, digest, address)

    def links_of(self, page: Page, *, is_relative: bool = False) -> rewriting.Resolve:
        """Turns links of the page into links of the copy."""

        def link(found: str) -> str | None:
            whole = urljoin(f"{self.site}{page.address}", found)
            if found.startswith("#") or not f"{whole}/".startswith(f"{self.site}/"):
                return found
            path, hash_sign, fragment = whole.removeprefix(self.site).partition("#")
            target = self.target(path or "/")
            if target is None:
                return None
            address = names.address_of(target.file)
            if is_relative and not found.startswith(self.site):
                address = relative(address, names.address_of(page.file))
            else:
                address = f"{self.site}{address}"
            return f"{address}{hash_sign}{fragment}"

        return link

    def target(self, path: str, hops: int = 5) -> Page | None:
        address = names.asked(path)
        page = self.page(address) if address else None
        if page and page.leads_to and hops:
            leads_to = page.leads_to.removeprefix(self.site)
            return self.target(leads_to.partition("#")[0], hops - 1) if leads_to.startswith("/") else None
        return page if page and page.file else None

    def in_place_of(self, form: rewriting.Form, page: Page, link: rewriting.Resolve) -> str:
        path = urljoin(page.address, form.action).partition("?")[0]
        groups: list[tuple[str, list[tuple[str, str]]]] = []
        match = matched(path)
        if match == "choose-beside":
            wanted = [(f"{path}{value}/", words) for _, _, options in form.choices for value, words in options]
            groups = [("Beside it:", wanted)]
        elif match == "list":
            groups = [
                (f"{label}:", [(f"{path}?{name}={value}", words) for value, words in options if value])
                for name, label, options in form.choices
            ]
        elif match in ("home", "detail"):
            groups = [
                (
                    "Days on which something changed:",
                    [(day_address(path, on), days.spelled(on)) for on in self.days(path)],
                )
            ]
        links = [(label, [(found, words) for one, words in wanted if (found := link(one))]) for label, wanted in groups]
        facts = {"groups": [group for group in links if group[1]], "match": match}
        return render_to_string("exporting/_form.html", facts)

    def days(self, path: str) -> list[date]:
        """The newest days on which a record, or on the home page anything, changed."""
        editions = Edition.objects.public(self.at).exclude(withdrawal_kind="published_in_error")
        if path != "/":
            editions = editions.filter(record__key=path.strip("/").split("/")[1])
        found: set[date] = set()
        for name in ("published_at", "effective_from", "effective_until", "withdrawn_from"):
            rows = editions.filter(**{f"{name}__isnull": False}).order_by(f"-{name}").values_list(name, flat=True)
            found |= {days.day_of(one) if isinstance(one, datetime) else one for one in rows[: 4 * MOST_DAYS]}
        return sorted((on for on in found if on <= days.day_of(self.at)), reverse=True)[:MOST_DAYS]

    def listed(self) -> list[tuple[str, str]]:
        """Digest and name of each file of the copy that is there, from its manifest."""
        manifest = self.folder.place(MANIFEST)
        lines = manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else []
        return [(digest, name) for digest, _, name in (line.partition("  ") for line in lines)]

    def clear_away(self) -> None:
        for name in self.state.stale():
            self.folder.remove(name)
            self.removed += 1
        lines = (f"{digest}  {name}\n".encode() for digest, name in self.state.files())
        self.folder.write_pieces(MANIFEST, lines)


def place_of(site: str) -> SplitResult:
    """Of an address that is a scheme, a host and perhaps a port. Raises Refused for any other."""
    try:
        parts = urlsplit(site)
        is_whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or "@" in site or site != f"{parts.scheme}://{parts.netloc}":
        raise Refused(f"“{site}” is not an address such as https://guidance.example.org.")
    return parts


def matched(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def day_address(path: str, on: date) -> str:
    return f"{reverse('home')}?on={on}" if path == "/" else f"{path}on/{on}/"


def relative(address: str, here: str) -> str:
    """From one place of the copy to another, so that it can stand in any folder of a web server."""
    folder = here if here.endswith("/") else here.rpartition("/")[0] + "/"
    found = relpath(address, folder)
    return f"{found}/" if address.endswith("/") else found


def download_name(response) -> str:
    """What a download calls itself; the views make such names from letters, digits and hyphens."""
    name = response.get("Content-Disposition", "").partition('filename="')[2].partition('"')[0]
    return name if name and "/" not in name and not name.startswith(".") else "file"
