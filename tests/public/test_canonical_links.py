"""Each page for search engines has one address of its own, whatever else was asked with it."""

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


def test_every_page_is_kept_from_search_engines_or_names_its_address(client, seeded):
    things = Things(keys(Recommendation)[:9], [], keys(Issuer), keys(Service), ["police_chiefs"], [1], ["school"])
    told = {}
    for address in addresses(things):
        response = client.get(address)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            told[address] = ("noindex" in response.text, CANONICAL.findall(response.text))
    own = {address: found for address, (is_hidden, found) in told.items() if not is_hidden}
    assert {"/", "/announcements/", "/guidance/?kind=memo", "/register/", "/sources/", "/about/versions/"} <= own.keys()
    assert {address: found for address, found in own.items() if found != [urlsplit(address).path]} == {}
    assert all(len(found) <= 1 for _, found in told.values())


def test_later_pages_of_a_list_are_followed_and_not_kept(client, settings):
    settings.PAGE_SIZE = 1
    for number in range(2):
        edition = make_published(make_record("press_release"), at=moment(f"2025-01-0{number + 1}"))
        withdraw(edition, at=moment("2025-02-01"))
    for address in ("/announcements/?standing=withdrawn", "/archive/", "/register/"):
        first = client.get(address).text
        assert CANONICAL.findall(first) == [urlsplit(address).path] and "noindex" not in first, address
        later = client.get(urljoin(address, unescape(NEXT.search(first)[1]))).text
        assert CANONICAL.findall(later) == [] and '<meta name="robots" content="noindex, follow">' in later, address
