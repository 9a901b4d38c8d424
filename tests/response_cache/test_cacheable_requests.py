"""Which requests and responses are cached, and what the cache answers."""

import pytest
from django.apps import apps
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from portal.response_cache.canonical_query import CACHEABLE_PREFIXES
from portal.response_cache.middleware import RESPONSE_STORE, ResponseCacheMiddleware
from tests.conftest import PASSWORD
from tests.factories import make_draft
from tests.public_addresses import routes
from tests.response_cache.conftest import get_content, get_uncached

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("response_cache")]
NEVER_CACHED = {
    "admin/": "the desk",
    "accounts/": "signing in and out",
    "official/": "depends on the person",
    "drafts/": "shows drafts, whose changes do not renew the stamp",
    "receipts/": "shows acts of officials, which do not renew the stamp",
    "attachments/": "streams files",
    "timegate/": "negotiates",
    ".well-known/": "expires, or leads to signing in",
    "favicon.ico": "streams a file",
    "apple-touch-icon.png": "streams a file",
    "healthz": "shows the state of the process",
    "readyz": "shows the state of the database",
}


def test_every_address_is_cached_or_has_a_reason_against_it():
    known = [part.strip("/") for part in CACHEABLE_PREFIXES]
    undecided = [
        route
        for _, route, _ in routes()
        if route and not route.startswith(tuple(known)) and not route.startswith(tuple(NEVER_CACHED))
    ]
    assert undecided == []
    assert not [start for start in NEVER_CACHED if start.startswith(tuple(known))]


@pytest.mark.parametrize(
    "address, sent",
    [
        ("/", {"HTTP_COOKIE": "sessionid=x"}),
        ("/", {"HTTP_COOKIE": "other=1; csrftoken=x"}),
        ("/", {"HTTP_COOKIE": "messages=x"}),
        ("/", {"HTTP_AUTHORIZATION": "Bearer x"}),
        ("/", {"HTTP_RANGE": "bytes=0-1"}),
        ("/", {"HTTP_IF_MATCH": '"x"'}),
        ("/", {"HTTP_HOST": "elsewhere.example.org"}),
        ("/", {"REQUEST_METHOD": "POST"}),
        *((f"/{start}", {}) for start in NEVER_CACHED),
    ],
)
def test_such_a_request_bypasses_the_cache(site, address, sent):
    requests = []
    middleware = ResponseCacheMiddleware(lambda request: requests.append(request) or HttpResponse("text"))
    middleware(RequestFactory().get("/"))
    for _ in range(2):
        middleware(RequestFactory().generic(sent.get("REQUEST_METHOD", "GET"), address, **sent))
    assert len(requests) == 3


def with_cookie() -> HttpResponse:
    response = HttpResponse("text")
    response.set_cookie("a", "b")
    return response


@pytest.mark.parametrize(
    "build_response",
    [
        with_cookie,
        lambda: HttpResponse("text", status=404),
        lambda: HttpResponse("text", headers={"Vary": "Cookie, Accept-Language"}),
        lambda: HttpResponse("text", headers={"Cache-Control": "private"}),
        lambda: HttpResponse("text", headers={"Cache-Control": "no-store"}),
        lambda: StreamingHttpResponse(["text"]),
    ],
)
def test_such_a_response_is_not_cached(site, build_response):
    requests = []
    middleware = ResponseCacheMiddleware(lambda request: requests.append(request) or build_response())
    for _ in range(2):
        middleware(RequestFactory().get("/"))
    assert len(requests) == 2


def test_schemes_and_query_strings_are_cached_separately(settings, site):
    settings.ALLOWED_HOSTS = ["one.example"]
    middleware = ResponseCacheMiddleware(lambda request: HttpResponse(request.build_absolute_uri()))
    addresses = [("/", False), ("/", True), ("/?on=2025-06-10", False), ("/?on=2025%2D06-10", False)]
    for _ in range(2):
        contents = {
            middleware(RequestFactory().get(path, headers={"host": "one.example"}, secure=is_secure)).content
            for path, is_secure in addresses
        }
        assert len(contents) == len(addresses)


def test_all_hosts_share_one_response(client, settings, site):
    """Otherwise ports and subdomains could fill the cache. No page names the host of its request."""
    settings.ALLOWED_HOSTS = [".example"]
    contents = {client.get("/", headers={"host": f"h{number}.example:{number}"}).content for number in range(1, 20)}
    assert len(contents) == len(RESPONSE_STORE.kept) == 1
    settings.SITE_URL = "https://moved.example"
    assert client.get("/", headers={"host": "h1.example"}).content not in contents


def test_responses_for_signed_in_people_bypass_the_cache(client, editor, site, django_assert_max_num_queries):
    client.get("/guidance/memo/")
    make_draft(site["memo"], title="Not out yet")
    client.login(username=editor.email, password=PASSWORD)
    assert b"Not out yet" in client.get("/guidance/memo/editions/2/").content
    client.logout()
    assert client.get("/guidance/memo/editions/2/").status_code == 404


@pytest.mark.parametrize("address", ["/guidance/memo/", "/api/v1/records", "/feeds/all.atom", "/calendar.ics"])
def test_the_cache_answers_conditional_requests(client, settings, site, address, django_assert_num_queries):
    complete = client.get(address)
    for headers in ({"if-none-match": complete["ETag"]}, {"if-none-match": '"other"'}, {"if-modified-since": "x"}):
        with django_assert_num_queries(1):
            content = get_content(client.get(address, headers=headers))
        assert content[0] == (304 if headers.get("if-none-match") == complete["ETag"] else 200)
        if address != "/guidance/memo/":  # without the cache, a page has no ETag
            assert content == get_uncached(client, settings, address, **headers)
    with django_assert_num_queries(1):
        head = client.head(address)
    assert head.content == b"" and dict(head.items()) == dict(complete.items())


def test_a_head_request_stores_no_response(client, site):
    client.head("/guidance/memo/")
    assert not RESPONSE_STORE.kept


def test_nothing_is_cached_without_a_stamp_or_when_the_cache_is_off(client, settings, site):
    settings.RESPONSE_CACHE_MB = 0
    client.get("/")
    settings.RESPONSE_CACHE_MB = 8
    apps.get_model("kept", "PublicState").objects.all().delete()
    client.get("/")
    assert not RESPONSE_STORE.kept
