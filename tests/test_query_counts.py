"""What an answer costs the database: at most five queries, and not more for more records. Every public address is
walked at two sizes (see tests/public_addresses.py), so a new one is measured by itself."""

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidance.models import Acknowledgement
from portal.attachments.storage import hash_bytes
from portal.records.models import Attachment, Edition, Issuer, Record
from portal.sources.models import Citation, SourceDocument
from tests.conftest import account
from tests.factories import day, make_draft, make_post, make_published, make_record, make_service, moment, publish
from tests.factories import withdraw as withdrawn
from tests.public_addresses import Things, is_left_out, named, routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_response_cache")]
MOST = 5
KINDS = ("press_release", "service_notice", "memo", "questions")
BEGUN = day("2025-02-01")
MORE = {}
"""Names of addresses that may cost more, with the reason. There are none."""


def make_one_of_each(number: int) -> None:
    """A record of each kind with as many editions, points, files, references and citations as `number` and one more,
    and beside it one that is over."""
    texts = [make_source(f"{name}-{number}") for name in ("source", "copy")]
    texts[1].copy_of = texts[0]
    texts[1].copied_from = texts[1].original_from = 0
    texts[1].copied_until = texts[1].original_until = 5
    texts[1].save()
    for kind in KINDS:
        key = f"{kind}-{number}".replace("_", "-")
        record = make_record(kind, key=key, is_official=kind != "questions")
        for edition in range(1, number + 2):
            published = publish(draft(record, edition, number, texts[0]), at=moment(f"2025-02-0{edition}"))
        over = make_record(kind, key=f"{kind}-over-{number}".replace("_", "-"), is_official=kind != "questions")
        withdrawn(make_published(over, at=moment("2025-02-01")), at=moment("2025-02-05"))
        if kind != "questions":
            published.perform("confirm", by=None, at=moment("2025-02-09"))
    Issuer.objects.update(publishes_totals=True)


def draft(record: Record, edition: int, number: int, source: SourceDocument) -> Edition:
    points = [{"text": f"Do {edition}.", "heading": f"Point {one}"} for one in range(number + 1)]
    if record.kind == "service_notice":
        points = [p | {"service": make_service(f"service-{one}", f"Service {one}")} for one, p in enumerate(points)]
    facts = {"effective_from": BEGUN} if record.is_official else {}
    made = make_draft(record, points=points, body=f"See [that](/announcements/press-release-{number}/).", **facts)
    Citation.objects.filter(edition=made).delete()
    Attachment.objects.filter(edition=made).delete()
    for one in range(1, number + 2):
        Citation.objects.create(edition=made, field="body", source=source, start=0, end=one)
        content = f"a,b\n{one},{number}\n".encode()
        row = Attachment(edition=made, title=f"Table {one}", sha256=hash_bytes(content), size=len(content))
        row.media_type = "text/csv"
        row.file.save("table.csv", ContentFile(content), save=True)
    return made


def make_source(key: str) -> SourceDocument:
    return SourceDocument.objects.create(
        key=key, kind="page", title=key, is_official=False, file_name=f"{key}.txt", text=f"Words of {key}."
    )


def receipt_of(number: int) -> str:
    """The digest of the receipt of a memo's points, acknowledged for a post."""
    edition = Edition.objects.get(record__key=f"memo-{number}", number=1)
    points = [{"key": p.key, "number": p.number, "text_hash": p.text_hash} for p in edition.points.all()]
    person = account(f"chief-{number}")
    facts = {"by": person, "at": moment("2025-02-10"), "method": "web"}
    return Acknowledgement.objects.enter(make_post(), edition, points, **facts).digest


def things(number: int) -> Things:
    keys = [f"{kind}-{number}".replace("_", "-") for kind in KINDS]
    return Things(
        points=["point-1"],
        issuers=["governor"],
        services=["service-1"],
        audiences=["police_chiefs"],
        entries=[1],
        attachments=[hash_bytes(f"a,b\n1,{number}\n".encode())],
        words=["that", "dothat"],
        records=list(Record.objects.filter(key__in=keys).order_by("key")),
        sources=[f"source-{number}", f"copy-{number}"],
        digests=(receipt_of(number),),
    )


def walk(client, of: Things) -> list[tuple[str, str, int, int]]:
    """Name, address, status and number of queries of every answer."""
    found = []
    for name, address in named(of):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
            b"".join(response.streaming_content) if response.streaming else response.content
        found.append((name, address, response.status_code, len(queries)))
    return found


@pytest.mark.slow
def test_every_answer_costs_at_most_five_queries_whatever_there_is(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.PAGE_SIZE = 4
    make_one_of_each(1)
    of_one = walk(client, things(1))
    make_one_of_each(2)
    make_one_of_each(3)
    of_three = walk(client, things(3))
    assert {address: cost for name, address, _, cost in of_one + of_three if cost > MOST and name not in MORE} == {}
    grown = {big[1]: (one[3], big[3]) for one, big in zip(of_one, of_three, strict=True) if big[3] > one[3]}
    assert grown == {}
    answered = {name for name, _, status, _ in of_three if status < 400}
    assert {name for name, route, _ in routes() if not is_left_out(name, route)} - answered == set()
