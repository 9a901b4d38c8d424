"""Which addresses a copy of the site has, and the name of the file at each.

An address keeps its name. One that ends in a slash is index.html in that folder; what has a query string gets a folder
for it, and what the API answers gets .json, so that a list and the things in it do not fight over one name:

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

EXCLUDED_PATHS = ("/admin/", "/accounts/", "/drafts/", "/official/", "/timegate/", "/timemap/", "/healthz", "/readyz")
"""What asks who somebody is, or cannot be answered by a file."""
DYNAMIC_PATHS = ("/search/opensearch.xml", "/feeds/search.", "/api/v1/search", "/preview/")
FILTER_PARAMETERS = ("kind", "issuer", "audience", "year", "standing")
PAGE_PARAMETERS = ("after", "before", "page", "p")
DAY_PARAMETERS = ("on", "known")
VALUE_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,120}")


def normalize_url(address: str) -> str | None:
    """The address, without its fragment, as the copy has it; None for what a copy cannot have."""
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
    if path.startswith("/api/") or path in ("/archive/", "/register.json"):
        return ("after",)
    if path == "/register/":
        return ("before",)
    if path.startswith("/sitemap-"):
        return ("p",)
    return ("known",) if "/on/" in path else ()


def get_register_page(before: str) -> str:
    """The page of the register that holds the entry before this number. Pages link to the place of any entry, so they
    are cut at fixed numbers: otherwise each entry had a page of its own, and every new one would change them all."""
    number, size = int(before) if before.isdigit() and len(before) < 18 else 0, settings.PAGE_SIZE
    return str((number - 2) // size * size + size + 1) if number > 1 else "1"


def get_file_path(address: str, file_name: str = "") -> str:
    """The file of an address that asked() returned; `file_name` is what a download calls itself."""
    parts = urlsplit(address)
    path, query = unquote(parts.path).lstrip("/"), parse_qsl(parts.query)
    folders = [f"list/{name}/{value}/" for name, value in query if name in FILTER_PARAMETERS]
    folders += [f"{name}/{value}/" for name, value in query if name in DAY_PARAMETERS]
    folders += [f"page/{value}/" for name, value in query if name in PAGE_PARAMETERS]
    if path.startswith("attachments/") and file_name:
        return f"{path}{file_name}"
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
    """Where a web server has the file."""
    return quote("/" + file.removesuffix("index.html"))
