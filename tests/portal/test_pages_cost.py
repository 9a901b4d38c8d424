"""What a page costs the database: at most five queries, and not more for more records."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.sources.models import Citation, SourceDocument
from tests.factories import day, make_published, make_record, make_service, moment, withdraw

MOST = 5
KINDS = ("service_notice", "press_release", "memo", "questions")
WHOLE = [
    "/",
    "/?on=2025-06-10",
    "/announcements/",
    "/announcements/?kind=service_notice&year=2025&standing=in_effect",
    "/guidance/",
    "/guidance/?audience=police_chiefs",
    "/register/",
    "/register.json",
    "/archive/",
    "/sources/",
    "/sources/source-1/",
    "/sources/copy-1/",
    "/sources/source-1/beside/copy-1/",
    "/about/versions/",
    "/feeds/all.atom",
    "/feeds/announcements.rss",
    "/feeds/audiences/police_chiefs.json",
    "/feeds/search.atom?q=matter",
    "/calendar.ics",
    "/calendar/governor.ics",
    "/calendar/services/service-1.ics",
]
RECORDS = [
    "/announcements/service-notice-1/",
    "/announcements/press-release-1/",
    "/guidance/memo-1/",
    "/guidance/questions-1/",
]
OF_A_RECORD = [
    "",
    "on/2025-06-10/",
    "on/2025-06-10/?known=2025-06-10",
    "on/2000-01-01/",
    "editions/1/",
    "editions/1.json",
    "editions/1.md",
    "editions/1.txt",
    "editions/1.bib",
    "editions/1.csl.json",
    "editions/1/points/point-1.bib",
    "history/",
    "compare/1..2/",
]


def make_one_of_each(number: int) -> None:
    """A record of each kind with as many editions, points, relations and citations as `number` and one more."""
    texts = [make_source(f"{name}-{number}") for name in ("source", "copy")]
    texts[1].copy_of = texts[0]
    texts[1].copied_from = texts[1].original_from = 0
    texts[1].copied_until = texts[1].original_until = 5
    texts[1].save()
    for kind in KINDS:
        record = make_record(kind, key=f"{kind}-{number}".replace("_", "-"), is_official=kind != "questions")
        points = [{"text": "Do this.", "heading": f"Point {one}"} for one in range(number + 1)]
        if kind == "service_notice":
            points = [p | {"service": make_service(f"service-{one}", f"Service {one}")} for one, p in enumerate(points)]
        for edition in range(number + 1):
            published = make_published(
                record, at=moment(f"2025-06-0{edition + 1}"), points=[p | {"text": f"Do {edition}."} for p in points]
            )
        cite(texts[0], number)
        over = make_record(kind, key=f"{kind}-over-{number}".replace("_", "-"), is_official=kind != "questions")
        withdraw(make_published(over, at=moment("2025-06-01")), at=moment("2025-06-05"))
        if kind != "questions":
            published.perform("confirm", by=None, at=moment("2025-06-09"))


def make_source(key: str) -> SourceDocument:
    return SourceDocument.objects.create(
        key=key, kind="page", title=key, is_official=False, file_name=f"{key}.txt", text=f"Words of {key}."
    )


def cite(source: SourceDocument, number: int) -> None:
    """Citations stand beside drafts, so a draft is made, cited and published."""
    record = make_record("memo", key=f"cited-{source.key}-{SourceDocument.objects.count()}-{make_record().key}")
    draft = record.draft(by=None, title="Cited", body="Words", effective_from=day("2025-06-01"))
    for end in range(1, number + 2):
        Citation.objects.create(edition=draft, field="body", source=source, start=0, end=end)
    draft.perform("submit", by=None, at=moment("2025-06-01"))
    draft.perform("publish", by=None, at=moment("2025-06-01"))


def costs(client, addresses: list[str]) -> dict[str, int]:
    found = {}
    for address in addresses:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        found[address] = len(queries)
    return found


@pytest.mark.django_db
def test_pages_cost_at_most_five_queries_whatever_there_is(client):
    make_one_of_each(1)
    addresses = WHOLE + [f"{record}{page}" for record in RECORDS for page in OF_A_RECORD]
    addresses += [f"{record}points/point-1/" for record in RECORDS]
    of_one = costs(client, addresses)
    make_one_of_each(2)
    make_one_of_each(3)
    bigger = [address.replace("-1/", "-3/") for address in addresses]
    of_three = costs(client, bigger)
    assert {address: cost for address, cost in {**of_one, **of_three}.items() if cost > MOST} == {}
    assert list(of_three.values()) == list(of_one.values())
