"""Neither an answer nor its queries reveal that a hidden record exists."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.attachments.storage import hash_bytes
from portal.records.models import Attachment, Record
from tests.factories import make_draft, make_issuer, make_published, make_record, make_service, moment, publish
from tests.kinds import Kind
from tests.public_addresses import Things, named

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_response_cache")]
STATES = ("draft", "submitted", "waiting", "officials")
KINDS = {"guidance": Kind.MEMO, "announcements": Kind.PRESS_RELEASE}


def hide_record(section: str, state: str) -> str:
    """Makes a record that the public cannot read and returns its key, which has the length of the other keys."""
    key = f"{section[:3]}-{state:x<10}"
    record = make_record(KINDS[section], key=key)
    if state == "officials":
        Record.objects.filter(pk=record.pk).update(readers="officials")
        publish(make_draft(Record.objects.get(pk=record.pk)), at=moment("2025-01-01"))
        return key
    draft = make_draft(record)
    if state != "draft":
        draft.perform("submit", by=None, at=moment("2025-01-01"))
    if state == "waiting":
        draft.perform("publish", by=None, at=timezone.now() + timedelta(days=9))
    return key


def list_addresses(key: str, section: str) -> list[str]:
    """Returns every public address that contains the key, as that of a record, an issuer or a service."""
    things = Things(
        points=["point-1"],
        attachments=[],
        issuers=[key],
        services=[key],
        audiences=[],
        entries=[],
        words=[],
        records=[Record(key=key, kind=KINDS[section])],
        sources=[key, "other-text"],
    )
    return sorted({address for _, address in named(things) if key in address})


def ask(client, address: str, key: str) -> tuple:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    shapes = [re.sub(r"\d+", "0", query["sql"].replace(key, "KEY")) for query in queries]
    return response.status_code, response.getvalue().replace(key.encode(), b"KEY"), shapes


@pytest.mark.parametrize(
    "section, state",
    [(section, state) for section in KINDS for state in STATES if (section, state) != ("announcements", "officials")],
)
def test_a_hidden_record_costs_the_same_queries_as_a_missing_one(client, section, state):
    hidden = hide_record(section, state)
    missing = f"{section[:3]}-{'nothing':x<10}"
    assert len(hidden) == len(missing)
    differing, count = {}, 0
    for address in list_addresses(hidden, section):
        hidden_answer = ask(client, address, hidden)
        missing_answer = ask(client, address.replace(hidden, missing), missing)
        count += 1
        if hidden_answer != missing_answer:
            differing[address] = (
                [len(answer[2]) for answer in (hidden_answer, missing_answer)],
                hidden_answer[0],
                missing_answer[0],
            )
    assert differing == {} and count > 30


def test_a_hidden_issuer_and_a_hidden_service_cost_the_same_as_missing_ones(client):
    make_issuer("hidden-one")
    make_service("hidden-one")
    for address in list_addresses("hidden-one", "guidance"):
        if "/issuers/" in address or "/services/" in address or "/calendar/" in address or "issuer=" in address:
            assert ask(client, address, "hidden-one") == ask(
                client, address.replace("hidden-one", "missing-on"), "missing-on"
            ), address


def test_a_hidden_file_costs_the_same_as_a_missing_one(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sha256 = hash_bytes(b"a,b")
    draft = make_draft(make_record(Kind.MEMO))
    held = Attachment(edition=draft, title="A table", sha256=sha256, size=3, media_type="text/csv")
    held.file.save("table.csv", ContentFile(b"a,b"), save=True)
    assert ask(client, f"/attachments/{sha256}/", sha256) == ask(client, f"/attachments/{'0' * 64}/", "0" * 64)


def test_a_public_record_costs_more_than_a_missing_one(client):
    """Proves that the comparison in the other tests can fail."""
    make_published(make_record(Kind.MEMO, key="public-one"), at=moment("2025-01-01"))
    there = ask(client, "/guidance/public-one/", "public-one")
    nowhere = ask(client, "/guidance/missing-on/", "missing-on")
    assert there[0] == 200 and nowhere[0] == 404 and len(there[2]) > len(nowhere[2])
