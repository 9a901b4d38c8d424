"""The number of queries for a response: at most five, and not more for more records. The tests visit every public
address at two sizes (see tests/public_addresses.py), so they also measure new addresses."""

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
from tests.factories import (
    day,
    make_draft,
    make_post,
    make_published,
    make_record,
    make_service,
    make_source,
    moment,
    publish,
    withdraw,
)
from tests.public_addresses import Things, is_left_out, named, routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_response_cache")]
MOST = 5
KINDS = ("press_release", "service_notice", "memo", "questions")
BEGUN = day("2025-02-01")
MORE = {}
"""Names of addresses that may cost more queries, with the reason. There are none."""


def make_one_of_each(number: int) -> None:
    """Makes a record of each kind with `number` + 1 editions, points, files, references and citations, and another
    record of the kind that was withdrawn."""
    texts = [make_source(f"{name}-{number}", f"Words of {name} {number}.") for name in ("source", "copy")]
    texts[1].copy_of = texts[0]
    texts[1].copied_from = texts[1].original_from = 0
    texts[1].copied_until = texts[1].original_until = 5
    texts[1].save()
    for kind in KINDS:
        key = f"{kind}-{number}".replace("_", "-")
        record = make_record(kind, key=key, is_official=kind != "questions")
        for edition in range(1, number + 2):
            published = publish(draft(record, edition, number, texts[0]), at=moment(f"2025-02-0{edition}"))
        ended = make_record(kind, key=f"{kind}-over-{number}".replace("_", "-"), is_official=kind != "questions")
        withdraw(make_published(ended, at=moment("2025-02-01")), at=moment("2025-02-05"))
        if kind != "questions":
            published.perform("confirm", by=None, at=moment("2025-02-09"))
            published.perform("confirm", by=None, at=moment("2025-02-10"), points=["point-1"])
    Issuer.objects.update(publishes_totals=True)


def draft(record: Record, edition: int, number: int, source: SourceDocument) -> Edition:
    points = [{"text": f"Do {edition}.", "heading": f"Point {index}"} for index in range(number + 1)]
    if record.kind == "service_notice":
        services = [make_service(f"service-{index}", f"Service {index}") for index in range(number + 1)]
        points = [point | {"service": service} for point, service in zip(points, services, strict=True)]
    facts = {"effective_from": BEGUN} if record.is_official else {}
    row = make_draft(record, points=points, body=f"See [that](/announcements/press-release-{number}/).", **facts)
    Citation.objects.filter(edition=row).delete()
    Attachment.objects.filter(edition=row).delete()
    for index in range(1, number + 2):
        Citation.objects.create(edition=row, field="body", source=source, start=0, end=index)
        content = f"a,b\n{index},{number}\n".encode()
        table = Attachment(edition=row, title=f"Table {index}", sha256=hash_bytes(content), size=len(content))
        table.media_type = "text/csv"
        table.file.save("table.csv", ContentFile(content), save=True)
    return row


def receipt_of(number: int) -> str:
    """Returns the digest of the receipt for an acknowledgement of a memo's points."""
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


def visit_all(client, of: Things) -> list[tuple[str, str, int, int]]:
    """Returns name, address, status and number of queries for every address."""
    visits = []
    for name, address in named(of):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
            b"".join(response.streaming_content) if response.streaming else response.content
        visits.append((name, address, response.status_code, len(queries)))
    return visits


@pytest.mark.slow
def test_every_response_costs_at_most_five_queries_for_any_number_of_records(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.PAGE_SIZE = 4
    make_one_of_each(1)
    small = visit_all(client, things(1))
    make_one_of_each(2)
    make_one_of_each(3)
    large = visit_all(client, things(3))
    assert {address: cost for name, address, _, cost in small + large if cost > MOST and name not in MORE} == {}
    pairs = zip(small, large, strict=True)
    grown = {after[1]: (before[3], after[3]) for before, after in pairs if after[3] > before[3]}
    assert grown == {}
    answered = {name for name, _, status, _ in large if status < 400}
    assert {name for name, route, _ in routes() if not is_left_out(name, route)} - answered == set()
