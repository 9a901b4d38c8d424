"""Cached responses equal newly rendered ones, are the same for everybody, and take limited memory."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from announcements.models import Service
from portal.records.models import Edition, Issuer, Record
from portal.register.models import RegisterEntry
from portal.response_cache import version
from portal.response_cache.canonical_query import CACHEABLE_PREFIXES
from portal.response_cache.checks import check_version_triggers
from portal.response_cache.middleware import RESPONSE_STORE, ResponseCacheMiddleware
from portal.response_cache.store import CachedResponse, ResponseStore
from portal.sources.models import SourceDocument
from tests.conftest import PASSWORD
from tests.factories import day, make_draft, make_published, make_record, moment, publish, withdraw
from tests.kinds import Kind
from tests.public_addresses import routes

pytestmark = pytest.mark.django_db
NEVER_CACHED = {
    "admin/": "the desk",
    "accounts/": "signing in and out",
    "official/": "depends on the person",
    "drafts/": "shows drafts, whose changes do not renew the stamp",
    "receipts/": "shows acts of officials, which do not renew the stamp",
    "attachments/": "streams files",
    "timegate/": "negotiates",
    "healthz": "shows the state of the process",
    "readyz": "shows the state of the database",
}
UNWATCHED = {
    "records_record": "does not change once it is public",
    "records_edition": "frozen once public; an entry of the register accompanies its publication",
    "records_recordchange": "no public page shows it",
    "records_sharedchange": "no public page shows it",
    "records_transition": "an entry of the register accompanies its public rows",
    "guidance_acknowledgement": "no public page shows it",
    "guidance_acknowledgedpoint": "no public page shows it",
    "guidance_response": "no public page shows it",
    "guidance_deadline": "no public page shows it",
    "guidance_reminder": "no public page shows it",
}
"""Tables whose changes do not renew the stamp, with the reason. Points and parts, which are frozen with their edition,
do not renew it either."""
ADDRESSES = (
    "/",
    "/?on=2025-06-10",
    "/announcements/",
    "/guidance/",
    "/guidance/?standing=withdrawn",
    "/archive/",
    "/register/",
    "/register.json",
    "/sources/",
    "/sources/found/",
    "/search/?q=matter",
    "/search/?q=fingerprint",
    "/guidance/memo/",
    "/guidance/memo/editions/1/",
    "/guidance/memo/editions/1.json",
    "/guidance/memo/history/",
    "/announcements/board/",
    "/guidance/memo/points/point-1/",
    "/feeds/all.atom",
    "/feeds/guidance.json",
    "/calendar.ics",
    "/sitemap-records.xml",
    "/api/v1/records",
    "/api/v1/services",
    "/api/v1/search?q=matter",
    "/timemap/link/guidance/memo/",
)


class Clock:
    def __init__(self):
        self.at = moment("2025-07-02 10:00")

    def __call__(self):
        return self.at


@pytest.fixture(autouse=True)
def response_cache(settings):
    settings.RESPONSE_CACHE_MB = 8
    RESPONSE_STORE.clear()
    yield
    RESPONSE_STORE.clear()


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock


@pytest.fixture
def site(clock) -> dict[str, Record]:
    records = {"memo": make_record(Kind.MEMO, key="memo"), "board": make_record(Kind.SERVICE_NOTICE, key="board")}
    for record in records.values():
        make_published(record, at=moment("2025-06-02"), effective_from=day("2025-06-02"))
    SourceDocument.objects.create(
        key="found", kind="page", title="Found", is_official=False, text="Words as found.", file_name="found.txt"
    )
    return records


def get_content(response) -> tuple:
    """Returns status, headers and body, without the ETag, which only cached pages have, and without the length of an
    empty body."""
    left_out = {"ETag"} | ({"Content-Length"} if response.status_code == 304 else set())
    headers = {name: value for name, value in response.items() if name not in left_out}
    return response.status_code, headers, b"".join(response) if response.streaming else response.content


def get_uncached(client, settings, address: str, **headers) -> tuple:
    size, settings.RESPONSE_CACHE_MB = settings.RESPONSE_CACHE_MB, 0
    try:
        return get_content(client.get(address, headers=headers))
    finally:
        settings.RESPONSE_CACHE_MB = size


def next_edition(record: Record, at, **facts) -> Edition:
    number = record.editions.count() + 1
    return make_published(record, at=at, title=f"The matter {number}", points=[f"Do this {number} times."], **facts)


# Events that change public pages. Each returns an address whose response changes at once, or None.
def correct(site, clock):
    next_edition(site["memo"], clock.at, change_kind="correction")
    return "/guidance/memo/"


def change_the_board(site, clock):
    next_edition(site["board"], clock.at, effective_from=day("2025-07-01"))
    return "/"


def withdraw_latest(site, clock):
    latest = site["memo"].editions.filter(status="published", published_at__lte=clock.at).order_by("-number").first()
    if latest is None:
        return correct(site, clock)
    withdraw(latest, at=clock.at)
    return "/register/"


def retract(site, clock):
    record = make_record(Kind.MEMO)
    mistaken = make_published(record, at=clock.at - timedelta(hours=1))
    withdraw(mistaken, at=clock.at, kind="published_in_error")
    return "/register/"


def confirm(site, clock):
    board = site["board"].editions.applying(day(str(clock.at.date())), clock.at).get()
    board.perform("confirm", by=None, at=clock.at)
    return "/register/"


def let_something_scheduled_pass(site, clock):
    publish(make_draft(site["memo"], title="The next matter", points=["Do that."]), at=clock.at + timedelta(minutes=5))
    list(request_all(clock))
    clock.at += timedelta(minutes=5)
    return "/guidance/memo/"


def let_the_day_end(site, clock):
    next_edition(site["board"], clock.at, effective_from=day(str(clock.at.date() + timedelta(1))))
    list(request_all(clock))
    clock.at += timedelta(days=1)
    return "/"


def rename_the_issuer(site, clock):
    Issuer.objects.update(name=f"Office {clock.at:%d%H%M}")
    return "/guidance/"


def move_the_service(site, clock):
    Service.objects.update(place=f"Hall {clock.at:%d%H%M}")
    return "/api/v1/services"


def note_on_a_source(site, clock):
    SourceDocument.objects.update(note=f"Read on {clock.at:%d%H%M}.")
    return "/sources/found/"


def rebuild(site, clock):
    call_command("rebuild_search", verbosity=0)
    return None


EVENTS = (
    correct,
    change_the_board,
    withdraw_latest,
    retract,
    confirm,
    let_something_scheduled_pass,
    let_the_day_end,
    rename_the_issuer,
    move_the_service,
    note_on_a_source,
    rebuild,
)
request_all = None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_cached_responses_equal_new_ones_after_every_event(client, settings, site, clock, seed, monkeypatch):
    """The events happen in random order. Before each of them, all addresses are requested; after it, some are."""
    monkeypatch.setattr(f"{__name__}.request_all", lambda clock: map(client.get, ADDRESSES))
    rng = Random(seed)
    for event in rng.sample(EVENTS, len(EVENTS)):
        before = {address: get_content(client.get(address)) for address in ADDRESSES}
        changed = event(site, clock)
        for address in rng.sample(ADDRESSES, 9):
            first, again = get_content(client.get(address)), get_content(client.get(address))
            assert first == again == get_uncached(client, settings, address), (event.__name__, address)
        assert changed is None or get_content(client.get(changed)) != before[changed], event.__name__
        clock.at += timedelta(minutes=rng.randrange(1, 5))


def test_a_cached_response_costs_one_query(client, settings, site, django_assert_num_queries):
    """A response that is not in the cache costs one query more than its page."""
    assert {client.get(address).status_code for address in ADDRESSES} == {200}
    for address in ADDRESSES:
        with django_assert_num_queries(1, info=address):
            client.get(address)
    for address in ADDRESSES:
        settings.RESPONSE_CACHE_MB = 0
        with CaptureQueriesContext(connection) as page:
            client.get(address)
        settings.RESPONSE_CACHE_MB = 8
        RESPONSE_STORE.clear()
        with django_assert_num_queries(len(page) + 1, info=address):
            client.get(address)


def test_a_page_rendered_during_a_publication_is_not_served_after_it(site, clock):
    """The change happens after the page has read the database and before the response is stored."""

    def slow_page(request):
        content = str(RegisterEntry.objects.count())
        if slow:
            slow.pop()
            next_edition(site["memo"], clock.at)
        return HttpResponse(content)

    slow, middleware = [True], ResponseCacheMiddleware(slow_page)
    before = middleware(RequestFactory().get("/")).content
    assert int(middleware(RequestFactory().get("/")).content) == int(before) + 1


def test_every_address_is_cached_or_has_a_reason_against_it():
    known = [part.strip("/") for part in CACHEABLE_PREFIXES]
    undecided = [
        route
        for _, route, _ in routes()
        if route and not route.startswith(tuple(known)) and not route.startswith(tuple(NEVER_CACHED))
    ]
    assert undecided == []
    assert not [start for start in NEVER_CACHED if start.startswith(tuple(known))]


def test_every_table_renews_the_stamp_or_has_a_reason_against_it():
    labels = ("register", "records", "sources", "search", "announcements", "guidance")
    models = [model for label in labels for model in apps.get_app_config(label).get_models() if not model._meta.proxy]
    changing = {model._meta.db_table for model in models if not getattr(model, "frozen_path", None)}
    assert changing - set(UNWATCHED) == set(version.WATCHED_TABLES)
    assert check_version_triggers(databases=["default"]) == []


def test_a_missing_trigger_is_reported(transactional_db):
    version.drop_before_migrate(plan=[1])
    missing = check_version_triggers(databases=["default"])
    version.install_version_triggers()
    assert (
        bool(missing) == (version.connection.vendor == "sqlite") and check_version_triggers(databases=["default"]) == []
    )


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


def build_response(size: int, stamp: str = "s") -> CachedResponse:
    return CachedResponse(stamp, moment("2025-07-02"), moment("2025-07-03"), b"x" * size, {})


def test_memory_is_limited_and_recently_requested_responses_stay():
    store, limit, at = ResponseStore(), 100_000, moment("2025-07-02")
    for number in range(50):
        store.put((str(number),), build_response(8000), limit)
        assert store.find(("0",), "s", at)
    assert store.size <= limit and not store.find(("10",), "s", at)
    store.put(("large",), build_response(limit // 2), limit)
    assert not store.find(("large",), "s", at)
    assert not store.find(("0",), "other", at) and not store.find(("0",), "s", moment("2025-07-03"))
    with ThreadPoolExecutor(8) as threads:
        jobs = [(f"{n % 37}", n % 5000) for n in range(4000)]
        list(threads.map(lambda job: store.put(job[:1], build_response(job[1]), limit), jobs))
    assert store.size == sum(response.size for response in store.kept.values()) <= limit
