"""Requests public addresses with unusual headers and queries, through gunicorn's parser: some that are read most, and
one of every other public route. The next reader must get the usual page."""

from collections.abc import Iterator

from portal.response_cache.middleware import RESPONSE_STORE
from tests.deploy.test_gunicorn import HEADERS, get
from tests.trust.attempts import Attempt
from tests.trust.crawler import find_route
from tests.trust.world import World

ADDRESSES = (
    "/", "/announcements/", "/guidance/", "/archive/", "/register/", "/register.json", "/sources/", "/sources/source/",
    "/search/", "/search/?q=matter", "/search/opensearch.xml", "/guidance/known/", "/guidance/known/history/",
    "/guidance/known/editions/1/", "/guidance/known/editions/1.json", "/guidance/known/points/point-1/",
    "/announcements/open-press-release/", "/timemap/link/guidance/known/", "/calendar.ics", "/feeds/all.atom",
    "/feeds/all.rss", "/feeds/guidance.json", "/feeds/search.atom?q=matter", "/api/v1/", "/api/v1/records",
    "/api/v1/records/known", "/about/versions/", "/robots.txt",
)  # fmt: skip
MORE_HEADERS = (
    ("Cookie", "other=1"),
    ("Cookie", "sessionid=made-up"),
    ("Cookie", "csrftoken=made-up; messages=made-up"),
    ("Range", "bytes=0-1"),
    ("If-None-Match", '"made-up"'),
    ("If-Modified-Since", "Fri, 27 Nov 2026 00:00:00 GMT"),
    ("Authorization", "Bearer made-up"),
    ("Accept", "application/json"),
    ("Accept-Encoding", "br;q=1, gzip"),
    ("Origin", "https://evil.example"),
    ("Cache-Control", "no-store"),
    ("X-Cache-Key", "/admin/"),
)
QUERIES = ("x=1", "utm_source=x", "on=2025-01-01&x=1", "%00=1", "q=%3Cscript%3E", "a" * 3000)
Variant = tuple[str, tuple[tuple[str, str], ...]]


def iter_cache_variants(world: World, seed: int) -> Iterator[Attempt]:
    """Every header and every query at every address."""
    RESPONSE_STORE.clear()
    addresses = list_addresses(world)
    plain = {address: get(address) for address in addresses}
    headers = [(address, (header,)) for header in (*HEADERS, *MORE_HEADERS) for address in addresses]
    queries = [(f"{address}{'&' if '?' in address else '?'}{query}", ()) for query in QUERIES for address in addresses]
    for variant in (*headers, *queries):
        yield lambda variant=variant: try_variant(plain, variant)


def list_addresses(world: World) -> list[str]:
    known = {find_route(address) for address in ADDRESSES}
    others: dict[str | None, str] = {}
    for address in world.public:
        if (route := find_route(address)) not in known and is_stored(*get(address)):
            others.setdefault(route, address)
    return [*ADDRESSES, *others.values()]


def is_stored(status: str, fields: dict[str, str], content: bytes) -> bool:
    """Whether the answer is a page that a cache may keep. Others differ each time, by the time in a header."""
    return status == "200 OK" and "no-store" not in fields.get("Cache-Control", "")


def try_variant(plain: dict, variant: Variant) -> str:
    """Tries one variant, then the plain address. Both answers must be sound, and the second must be the usual one."""
    address, headers = variant
    changed = get(address, headers)
    base = next(
        plain_address for plain_address in sorted(plain, key=len, reverse=True) if address.startswith(plain_address)
    )
    after = get(base)
    if changed[0].startswith("5"):
        return f"{address} with {headers}: {changed[0]}"
    if b"evil.example" in changed[2]:
        return f"{address} with {headers}: names another host"
    return "" if after == plain[base] else f"{address} with {headers}: the next reader gets something else"
