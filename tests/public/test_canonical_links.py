"""Each page for search engines has one canonical address, whatever the query string."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from announcements.models import Service
from guidance.models import Recommendation
from portal.records.models import Issuer
from tests.factories import make_published, make_record, moment, withdraw
from tests.public_addresses import Things, addresses

CANONICAL = re.compile(r'<link rel="canonical" href="http://testserver([^"]*)">')
NEXT = re.compile(r'rel="next" href="([^"]*)"')
pytestmark = pytest.mark.django_db


def keys(model) -> list[str]:
    return list(model.objects.values_list("key", flat=True))


def test_every_page_has_noindex_or_a_canonical_address(client, seeded):
    things = Things(keys(Recommendation)[:9], [], keys(Issuer), keys(Service), ["police_chiefs"], [1], ["school"])
    pages = {}
    for address in addresses(things):
        response = client.get(address)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            pages[address] = ("noindex" in response.text, CANONICAL.findall(response.text))
    indexed = {address: canonical_paths for address, (is_hidden, canonical_paths) in pages.items() if not is_hidden}
    assert {
        "/",
        "/announcements/",
        "/guidance/?kind=memo",
        "/register/",
        "/sources/",
        "/about/versions/",
    } <= indexed.keys()
    assert {
        address: canonical_paths
        for address, canonical_paths in indexed.items()
        if canonical_paths != [urlsplit(address).path]
    } == {}
    assert all(len(canonical_paths) <= 1 for _, canonical_paths in pages.values())


def test_later_pages_of_a_list_are_followed_and_not_indexed(client, settings):
    settings.PAGE_SIZE = 1
    for number in range(2):
        edition = make_published(make_record("press_release"), at=moment(f"2025-01-0{number + 1}"))
        withdraw(edition, at=moment("2025-02-01"))
    for address in ("/announcements/?standing=withdrawn", "/archive/", "/register/"):
        first = client.get(address).text
        assert CANONICAL.findall(first) == [urlsplit(address).path] and "noindex" not in first, address
        later = client.get(urljoin(address, unescape(NEXT.search(first)[1]))).text
        assert CANONICAL.findall(later) == [] and '<meta name="robots" content="noindex, follow">' in later, address
