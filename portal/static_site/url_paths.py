"""Decides which addresses a copy of the site has, and names the file of each.

An address keeps its name. An address that ends in a slash becomes index.html in that folder; a query string becomes
folders, and an answer of the API gets .json, so that the names of a list and of its items do not collide:

    /guidance/                      guidance/index.html
    /guidance/?kind=memo&after=1-2  guidance/list/kind/memo/page/1-2/index.html
    /?on=2020-06-10                 on/2020-06-10/index.html
    /register.json?after=20         register/page/20.json
    /api/v1/records?after=1-2       api/v1/records/page/1-2.json
    /attachments/3f…/               attachments/3f…/the-form.pdf
"""

import re
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from django.conf import settings

from portal.lib.text import parse_number

EXCLUDED_PATHS = ("/admin/", "/accounts/", "/drafts/", "/official/", "/timegate/", "/timemap/", "/healthz", "/readyz")
"""Addresses for signed-in users, and addresses that a file cannot answer."""
DYNAMIC_PATHS = ("/search/opensearch.xml", "/feeds/search.", "/api/v1/search", "/preview/")
FILTER_PARAMETERS = ("kind", "issuer", "audience", "year", "standing")
PAGE_PARAMETERS = ("after", "before", "page", "p")
DAY_PARAMETERS = ("on", "known")
VALUE_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,120}")


def normalize_url(address: str) -> str | None:
    """Returns the address as the copy has it, without its fragment, or None if a copy cannot have it."""
    parts = urlsplit(address)
    if (
        parts.path.startswith((*EXCLUDED_PATHS, *DYNAMIC_PATHS))
        or not parts.path.startswith("/")
        or ".." in parts.path.split("/")
    ):
        return None
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if value]
    if any(
        name not in get_allowed_parameters(parts.path) or not VALUE_PATTERN.fullmatch(value) for name, value in query
    ):
        return None
    if len({name for name, _ in query}) < len(query):
        return None
    if parts.path == "/register/":
        query = [(name, get_register_page(value)) for name, value in query]
    return parts.path + ("?" + "&".join(f"{name}={value}" for name, value in sorted(query)) if query else "")


def get_allowed_parameters(path: str) -> tuple[str, ...]:
    if path == "/":
        return ("on",)
    if path in ("/announcements/", "/guidance/"):
        return (*FILTER_PARAMETERS, "after")
    if path.startswith("/api/") or path in ("/archive/", "/register.json", "/sources/"):
        return ("after",)
    if path == "/register/":
        return ("before",)
    if path.startswith("/sitemap-"):
        return ("p",)
    return ("known",) if "/on/" in path else ()


def get_register_page(before: str) -> str:
    """Returns the page of the register that holds the entry before this number. Links lead to the place of any entry,
    so pages are cut at fixed numbers; otherwise each entry would have a page, and each new entry would change all."""
    number, size = parse_number(before) or 0, settings.PAGE_SIZE
    return str((number - 2) // size * size + size + 1) if number > 1 else "1"


def get_file_path(address: str, file_name: str = "") -> str:
    """Returns the file of an address from normalize_url(); `file_name` is the name of a download."""
    parts = urlsplit(address)
    path, query = unquote(parts.path).lstrip("/"), parse_qsl(parts.query)
    folders = [f"list/{name}/{value}/" for name, value in query if name in FILTER_PARAMETERS]
    folders += [f"{name}/{value}/" for name, value in query if name in DAY_PARAMETERS]
    folders += [f"page/{value}/" for name, value in query if name in PAGE_PARAMETERS]
    if path.startswith("attachments/") and file_name:
        return f"{path}{file_name}" if path.endswith("/") else path
    if path.startswith("api/"):
        return insert_folders(
            f"{path}index.json" if path.endswith("/") else f"{path.removesuffix('.json')}.json", folders
        )
    return f"{path}{''.join(folders)}index.html" if path.endswith("/") or not path else insert_folders(path, folders)


def insert_folders(path: str, folders: list[str]) -> str:
    if not folders:
        return path
    stem, dot, end = path.rpartition(".")
    return f"{stem}/{''.join(folders).rstrip('/')}{dot}{end}"


def get_file_url(file: str) -> str:
    """Returns the address at which a web server serves the file."""
    return quote("/" + file.removesuffix("index.html"))
