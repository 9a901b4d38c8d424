"""Cached responses equal newly rendered ones after every event that changes public pages."""

from datetime import timedelta
from random import Random

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from announcements.models import Service
from guidance.models import Inquiry, InquiryAnswer, InquiryPlacement, Response
from portal.lib import sql_triggers
from portal.records.models import Edition, Issuer, Record
from portal.register.models import RegisterEntry
from portal.response_cache import version
from portal.response_cache.checks import check_version_triggers
from portal.response_cache.middleware import RESPONSE_STORE, ResponseCacheMiddleware
from portal.sources.models import SourceDocument
from tests.conftest import account
from tests.factories import day, make_draft, make_post, make_published, make_record, publish, withdraw
from tests.kinds import Kind
from tests.response_cache.conftest import get_content, get_uncached

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("response_cache")]
UNWATCHED = {
    "records_record": "does not change once it is public",
    "records_edition": "frozen once public; an entry of the register accompanies its publication",
    "records_recordchange": "no public page shows it",
    "records_sharedchange": "no public page shows it",
    "records_confirmation": "an entry of the register accompanies it",
    "records_transition": "no public page shows it",
    "guidance_acknowledgement": "no public page shows it",
    "guidance_acknowledgedpoint": "no public page shows it",
    "guidance_response": "no public page shows it",
    "guidance_deadline": "no public page shows it",
    "guidance_inquiry": "no public page shows it, and an official's question must not hold up a publication",
    "guidance_inquiryanswer": "only the post that asked reads it; a published answer is a version of a text",
    "guidance_answerreading": "no public page shows it",
    "guidance_inquiryplacement": "no public page shows it",
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


def test_every_table_renews_the_stamp_or_has_a_reason_against_it():
    labels = ("register", "records", "sources", "search", "announcements", "guidance")
    models = [model for label in labels for model in apps.get_app_config(label).get_models() if not model._meta.proxy]
    changing = {model._meta.db_table for model in models if not getattr(model, "frozen_path", None)}
    assert changing - set(UNWATCHED) == set(version.WATCHED_TABLES)
    assert check_version_triggers(databases=["default"]) == []


def test_private_questions_answers_and_decisions_keep_the_cache_and_wait_for_no_publication(site, now):
    """The lock of the writers would make them wait; only a watched table takes it."""
    edition, at, stamp = site["memo"].editions.first(), now, version.get_content_version()
    facts = {"post": make_post(), "person": account("chief"), "edition": edition, "point_key": "point-1", "at": at}
    with CaptureQueriesContext(connection) as queries:
        inquiry = Inquiry.objects.create(**facts, text="When?", text_digest="1" * 64, text_hash="0" * 64)
        answer = InquiryAnswer.objects.create(inquiry=inquiry, text="Now.", by=facts["person"], at=at)
        place = {"record": site["memo"], "number": 9, "point_key": "when", "by": answer.by, "at": at}
        InquiryPlacement.objects.create(inquiry=inquiry, **place)
        Response.objects.create(**facts, text_hash="0" * 64, decision="adopted")
    assert version.get_content_version() == stamp and len(queries) == 4
    private = ("guidance_inquiry", "guidance_inquiryanswer", "guidance_inquiryplacement", "guidance_response")
    installed = sql_triggers.get_installed_triggers()
    assert not [name for table in private for name in version.get_trigger_names(table) if name in installed]


def test_an_upgrade_drops_the_triggers_of_tables_that_are_not_watched_now(transactional_db, monkeypatch):
    watched = version.WATCHED_TABLES
    monkeypatch.setattr(version, "WATCHED_TABLES", (*watched, "guidance_inquiry"))
    version.install_version_triggers()
    old = set(version.get_trigger_names("guidance_inquiry"))
    assert old <= sql_triggers.get_installed_triggers()
    monkeypatch.setattr(version, "WATCHED_TABLES", watched)
    version.install_version_triggers()
    assert not old & sql_triggers.get_installed_triggers()
    assert check_version_triggers(databases=["default"]) == []


def test_a_missing_trigger_is_reported(transactional_db):
    version.drop_before_migrate(plan=[1])
    missing = check_version_triggers(databases=["default"])
    version.install_version_triggers()
    assert (
        bool(missing) == (version.connection.vendor == "sqlite") and check_version_triggers(databases=["default"]) == []
    )
