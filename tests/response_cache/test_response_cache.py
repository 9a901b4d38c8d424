"""Answers that are kept: always those that would be made again, for everybody alike, within bounds."""

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
from portal.response_cache.checks import check_version_triggers
from portal.response_cache.middleware import CACHEABLE_PREFIXES, RESPONSE_STORE, ResponseCacheMiddleware
from portal.response_cache.store import CachedResponse, ResponseStore
from portal.sources.models import SourceDocument
from tests.conftest import PASSWORD
from tests.factories import day, make_draft, make_published, make_record, moment, publish, withdraw
from tests.kinds import Kind
from tests.public_addresses import routes

pytestmark = pytest.mark.django_db
NEVER_KEPT = {
    "admin/": "the desk",
    "accounts/": "signing in and out",
    "official/": "asks who somebody is",
    "drafts/": "shows drafts, of which the stamp knows nothing",
    "receipts/": "shows what officials did, of which the stamp knows nothing",
    "attachments/": "files that are streamed",
    "timegate/": "negotiates",
    "healthz": "says how the process is",
    "readyz": "says how the database is",
}
LASTING = {
    "records_record": "does not change once it is public",
    "records_edition": "frozen once public, and becomes so with an entry of the register",
    "records_recordchange": "no public page shows it",
    "records_sharedchange": "no public page shows it",
    "records_transition": "what of it is public comes with an entry of the register",
    "guidance_acknowledgement": "no public page shows it",
    "guidance_acknowledgedpoint": "no public page shows it",
    "guidance_response": "no public page shows it",
    "guidance_deadline": "no public page shows it",
    "guidance_reminder": "no public page shows it",
}
"""Tables that renew no stamp, beside those of points and parts, which are frozen with their edition."""
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
def kept(settings):
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
    made = {"memo": make_record(Kind.MEMO, key="memo"), "board": make_record(Kind.SERVICE_NOTICE, key="board")}
    for record in made.values():
        make_published(record, at=moment("2025-06-02"), effective_from=day("2025-06-02"))
    SourceDocument.objects.create(
        key="found", kind="page", title="Found", is_official=False, text="Words as found.", file_name="found.txt"
    )
    return made


def told(response) -> tuple:
    """Without the tag, which pages made again have not, and without the length of no content."""
    left_out = {"ETag"} | ({"Content-Length"} if response.status_code == 304 else set())
    headers = {name: value for name, value in response.items() if name not in left_out}
    return response.status_code, headers, b"".join(response) if response.streaming else response.content


def anew(client, settings, address: str, **headers) -> tuple:
    size, settings.RESPONSE_CACHE_MB = settings.RESPONSE_CACHE_MB, 0
    try:
        return told(client.get(address, headers=headers))
    finally:
        settings.RESPONSE_CACHE_MB = size


def next_edition(record: Record, at, **facts) -> Edition:
    number = record.editions.count() + 1
    return make_published(record, at=at, title=f"The matter {number}", points=[f"Do this {number} times."], **facts)


# What may happen, and an address on which it shows at once.
def correct(site, clock):
    next_edition(site["memo"], clock.at, change_kind="correction")
    return "/guidance/memo/"


def change_the_board(site, clock):
    next_edition(site["board"], clock.at, effective_from=day("2025-07-01"))
    return "/"


def take_back(site, clock):
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
    list(asked_before(clock))
    clock.at += timedelta(minutes=5)
    return "/guidance/memo/"


def let_the_day_end(site, clock):
    next_edition(site["board"], clock.at, effective_from=day(str(clock.at.date() + timedelta(1))))
    list(asked_before(clock))
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


HAPPENINGS = (
    correct,
    change_the_board,
    take_back,
    retract,
    confirm,
    let_something_scheduled_pass,
    let_the_day_end,
    rename_the_issuer,
    move_the_service,
    note_on_a_source,
    rebuild,
)
asked_before = None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_kept_answers_are_those_made_anew(client, settings, site, clock, seed, monkeypatch):
    """Each happening in random order, each time with all addresses asked before it and some again after it."""
    monkeypatch.setattr(f"{__name__}.asked_before", lambda clock: map(client.get, ADDRESSES))
    rng = Random(seed)
    for happening in rng.sample(HAPPENINGS, len(HAPPENINGS)):
        before = {address: told(client.get(address)) for address in ADDRESSES}
        shows = happening(site, clock)
        for address in rng.sample(ADDRESSES, 9):
            first, again = told(client.get(address)), told(client.get(address))
            assert first == again == anew(client, settings, address), (happening.__name__, address)
        assert shows is None or told(client.get(shows)) != before[shows], happening.__name__
        clock.at += timedelta(minutes=rng.randrange(1, 5))


def test_an_answer_is_given_again_for_one_query(client, settings, site, django_assert_num_queries):
    """And made again for one more than its page costs."""
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


def test_what_is_made_while_something_is_published_is_not_kept_as_made_after_it(site, clock):
    """The change comes after the page has read the database and before it is kept."""

    def slow_page(request):
        content = str(RegisterEntry.objects.count())
        if slow:
            slow.pop()
            next_edition(site["memo"], clock.at)
        return HttpResponse(content)

    slow, middleware = [True], ResponseCacheMiddleware(slow_page)
    before = middleware(RequestFactory().get("/")).content
    assert int(middleware(RequestFactory().get("/")).content) == int(before) + 1


def test_every_address_is_kept_or_has_a_reason_why_not():
    known = [part.strip("/") for part in CACHEABLE_PREFIXES]
    undecided = [
        route
        for _, route, _ in routes()
        if route and not route.startswith(tuple(known)) and not route.startswith(tuple(NEVER_KEPT))
    ]
    assert undecided == []
    assert not [start for start in NEVER_KEPT if start.startswith(tuple(known))]


def test_every_table_renews_the_stamp_or_has_a_reason_why_not():
    labels = ("register", "records", "sources", "search", "announcements", "guidance")
    models = [model for label in labels for model in apps.get_app_config(label).get_models() if not model._meta.proxy]
    changing = {model._meta.db_table for model in models if not getattr(model, "frozen_path", None)}
    assert changing - set(LASTING) == set(version.WATCHED_TABLES)
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
        *((f"/{start}", {}) for start in NEVER_KEPT),
    ],
)
def test_such_a_request_is_neither_kept_nor_given_what_was_kept(site, address, sent):
    made = []
    middleware = ResponseCacheMiddleware(lambda request: made.append(request) or HttpResponse("made"))
    middleware(RequestFactory().get("/"))
    for _ in range(2):
        middleware(RequestFactory().generic(sent.get("REQUEST_METHOD", "GET"), address, **sent))
    assert len(made) == 3


def with_cookie() -> HttpResponse:
    response = HttpResponse("made")
    response.set_cookie("a", "b")
    return response


@pytest.mark.parametrize(
    "answer",
    [
        with_cookie,
        lambda: HttpResponse("made", status=404),
        lambda: HttpResponse("made", headers={"Vary": "Cookie, Accept-Language"}),
        lambda: HttpResponse("made", headers={"Cache-Control": "private"}),
        lambda: HttpResponse("made", headers={"Cache-Control": "no-store"}),
        lambda: StreamingHttpResponse(["made"]),
    ],
)
def test_such_an_answer_is_not_kept(site, answer):
    made = []
    middleware = ResponseCacheMiddleware(lambda request: made.append(request) or answer())
    for _ in range(2):
        middleware(RequestFactory().get("/"))
    assert len(made) == 2


def test_other_hosts_schemes_and_questions_have_their_own_answers(settings, site):
    settings.ALLOWED_HOSTS = ["*"]
    middleware = ResponseCacheMiddleware(lambda request: HttpResponse(request.build_absolute_uri()))
    asked = [("/", "one.example", False), ("/", "two.example", False), ("/", "one.example", True)]
    asked += [("/?on=2025-06-10", "one.example", False), ("/?on=2025%2D06-10", "one.example", False)]
    for _ in range(2):
        found = {
            middleware(RequestFactory().get(path, headers={"host": host}, secure=s)).content for path, host, s in asked
        }
        assert len(found) == len(asked)


def test_signed_in_people_are_answered_anew(client, editor, site, django_assert_max_num_queries):
    client.get("/guidance/memo/")
    make_draft(site["memo"], title="Not out yet")
    client.login(username=editor.email, password=PASSWORD)
    assert b"Not out yet" in client.get("/guidance/memo/editions/2/").content
    client.logout()
    assert client.get("/guidance/memo/editions/2/").status_code == 404


@pytest.mark.parametrize("address", ["/guidance/memo/", "/api/v1/records", "/feeds/all.atom", "/calendar.ics"])
def test_conditional_requests_are_answered_from_what_is_kept(
    client, settings, site, address, django_assert_num_queries
):
    whole = client.get(address)
    for headers in ({"if-none-match": whole["ETag"]}, {"if-none-match": '"other"'}, {"if-modified-since": "x"}):
        with django_assert_num_queries(1):
            found = told(client.get(address, headers=headers))
        assert found[0] == (304 if headers.get("if-none-match") == whole["ETag"] else 200)
        if address != "/guidance/memo/":  # made again, a page has no tag
            assert found == anew(client, settings, address, **headers)
    with django_assert_num_queries(1):
        head = client.head(address)
    assert head.content == b"" and dict(head.items()) == dict(whole.items())


def test_head_alone_keeps_nothing(client, site):
    client.head("/guidance/memo/")
    assert not RESPONSE_STORE.kept


def test_nothing_is_kept_without_a_stamp_or_when_turned_off(client, settings, site):
    settings.RESPONSE_CACHE_MB = 0
    client.get("/")
    settings.RESPONSE_CACHE_MB = 8
    apps.get_model("kept", "PublicState").objects.all().delete()
    client.get("/")
    assert not RESPONSE_STORE.kept


def an_answer(size: int, stamp: str = "s") -> CachedResponse:
    return CachedResponse(stamp, moment("2025-07-02"), moment("2025-07-03"), b"x" * size, {})


def test_memory_is_bounded_and_what_was_asked_last_stays():
    answers, limit, at = ResponseStore(), 100_000, moment("2025-07-02")
    for number in range(50):
        answers.put((str(number),), an_answer(8000), limit)
        assert answers.find(("0",), "s", at)
    assert answers.size <= limit and not answers.find(("10",), "s", at)
    answers.put(("large",), an_answer(limit // 2), limit)
    assert not answers.find(("large",), "s", at)
    assert not answers.find(("0",), "other", at) and not answers.find(("0",), "s", moment("2025-07-03"))
    with ThreadPoolExecutor(8) as threads:
        jobs = [(f"{n % 37}", n % 5000) for n in range(4000)]
        list(threads.map(lambda job: answers.put(job[:1], an_answer(job[1]), limit), jobs))
    assert answers.size == sum(one.size for one in answers.kept.values()) <= limit
