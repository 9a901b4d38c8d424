"""Canonical query strings: parameters that no view reads neither fill nor bypass the cache, and change nothing."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from portal.response_cache.canonical_query import CanonicalQueryMiddleware, is_cacheable_path
from portal.response_cache.middleware import RESPONSE_STORE, ResponseCacheMiddleware
from portal.response_cache.store import CachedResponse, ResponseStore
from tests.factories import make_issuer, make_published, make_record, moment
from tests.kinds import Kind
from tests.public_addresses import Things, named

pytestmark = pytest.mark.django_db
FLOOD = 10_000


@pytest.fixture(autouse=True)
def size_of_cache(settings):
    settings.RESPONSE_CACHE_MB = 8


@pytest.fixture
def memo():
    return make_published(make_record(Kind.MEMO, key="memo"), at=moment("2025-06-02"))


def make_stack(rendered: list):
    def view(request):
        rendered.append(request.get_full_path())
        return HttpResponse(f"{request.get_full_path()} {'x' * 5000}")

    return CanonicalQueryMiddleware(ResponseCacheMiddleware(view))


def test_a_flood_of_unknown_parameters_does_not_change_the_cache():
    rendered: list[str] = []
    stack, get = make_stack(rendered), RequestFactory().get
    stack(get("/"))
    size = RESPONSE_STORE.size
    for number in range(FLOOD):
        stack(get(f"/?x{number}={number}&utm_source={number}", headers={"host": f"testserver:{number}"}))
    assert (RESPONSE_STORE.size, rendered) == (size, ["/"])


def test_a_flood_of_values_that_a_view_reads_evicts_only_its_own_kind():
    rendered: list[str] = []
    stack, get = make_stack(rendered), RequestFactory().get
    for address in ("/", "/guidance/") * 2:
        stack(get(address))
    for number in range(3000):
        stack(get(f"/register/?before={number}"))
    assert 0 < len(rendered) - 3000 < 3 and RESPONSE_STORE.size <= 8 * 2**20
    for address in ("/", "/guidance/"):
        stack(get(address))
    assert len(rendered) == 3002
    stack(get("/register/?before=0"))
    assert len(rendered) == 3003, "the responses of the flood were not evicted"


def test_responses_that_were_requested_once_may_use_free_memory():
    store, at = ResponseStore(), moment("2025-07-02")
    for number in range(9):
        store.put((str(number),), CachedResponse("s", at, at + timedelta(1), b"x" * 8500, {}), 100_000)
    assert len(store.kept) == 9 and all(store.find((str(number),), "s", at) for number in range(9))
    for number in range(9, 40):
        store.put((str(number),), CachedResponse("s", at, at + timedelta(1), b"x" * 8500, {}), 100_000)
    assert len(store.again.responses) == 8 and store.size <= 100_000


def test_other_spellings_of_an_address_in_a_timemap_do_not_fill_the_cache(client, memo):
    begin = "/timemap/link/http://testserver"
    assert client.get(f"{begin}/guidance/memo/").status_code == 200
    size = RESPONSE_STORE.size
    for address in ("%3Fx=1", "%23x"):
        assert client.get(f"{begin}/guidance/memo/{address}").status_code == 200
    for host in ("TestServer", "testserver:80", "testserver:443"):
        client.get(f"/timemap/link/http://{host}/guidance/memo/")
    assert RESPONSE_STORE.size == size > 0


def list_cacheable_addresses() -> list[tuple[str, str]]:
    make_issuer()
    things = Things(["point-1"], ["0" * 64], ["governor"], [], ["police_chiefs"], [1], ["matter"])
    return [(name, address) for name, address in named(things) if is_cacheable_path(address.partition("?")[0])]


def test_no_public_page_differs_by_an_unknown_parameter(client, memo, settings):
    settings.RESPONSE_CACHE_MB = 0
    differing, count = [], 0
    for name, address in list_cacheable_addresses():
        plain = client.get(address)
        extended = client.get(f"{address}{'&' if '?' in address else '?'}x=1&utm_source=zqz")
        if name.startswith("api:"):
            assert extended.status_code == 400 or plain.status_code == 404, address
        elif (plain.status_code, plain.getvalue()) != (extended.status_code, extended.getvalue()):
            differing.append(address)
        count += 1
    assert differing == [] and count > 60


def test_views_read_every_parameter_of_the_public_addresses(memo):
    """Otherwise other tests would request addresses whose parameters have no effect. The home page and announcements
    read fewer parameters than the other pages."""
    for _name, address in list_cacheable_addresses():
        path, _, query = address.partition("?")
        names = {part.partition("=")[0] for part in query.split("&")} - {"", "audience", "known"}
        assert names <= set(getattr(resolve(path).func, "get_query_names", tuple)()), address


@pytest.mark.parametrize(
    "sent, canonical",
    [
        ("/?x=1", "/"),
        ("/?on=2025%2D06-10&x=1", "/?on=2025-06-10"),
        ("/?on=2025-06-09&on=2025-06-10", "/?on=2025-06-10"),
        ("/?on", "/"),
        ("/?on=%20%20", "/"),
        ("/?on=+2025-06-10%09", "/?on=2025-06-10"),
        ("/guidance/?year=&audience=police_chiefs&after=", "/guidance/?audience=police_chiefs"),
        ("/search/?q=%20a&q=+b+a+", "/search/?q=b+a"),
        ("/api/v1/records?kind=", "/api/v1/records?kind="),
        ("/search/?page=2&q=a+b&x=1", "/search/?q=a+b&page=2"),
        (
            "/guidance/?after=1-2&year=2025&audience=police_chiefs",
            "/guidance/?audience=police_chiefs&year=2025&after=1-2",
        ),
        ("/announcements/?audience=police_chiefs", "/announcements/"),
        ("/feeds/all.atom?q=a", "/feeds/all.atom"),
        ("/nothing/?x=1", "/nothing/?x=1"),
        ("/admin/?x=1", "/admin/?x=1"),
        ("/api/v1/records?kind=memo&after=1-2", "/api/v1/records?kind=memo&after=1-2"),
        ("/api/v1/records?after=1-2&kind=memo", "/api/v1/records?kind=memo&after=1-2"),
        ("/api/v1/records?kind=memo&x=1", "/api/v1/records?kind=memo&x=1"),
        ("/api/v1/records?kind=memo&kind=memo", "/api/v1/records?kind=memo&kind=memo"),
    ],
)
def test_a_view_receives_the_canonical_query_string(sent, canonical):
    request = RequestFactory().get(sent)
    received = CanonicalQueryMiddleware(lambda request: (request.get_full_path(), request.GET.urlencode()))(request)
    assert received == (canonical, canonical.partition("?")[2])
