"""The register as a page and as data: what it shows of entries that are not public yet or no longer readable."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.register.hash_chain import hash_text
from tests.factories import make_draft, make_record, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return timezone.now() - timedelta(days=1)


def release(key: str, body: str):
    return make_draft(make_record(key=key, kind="press_release"), title=key.title(), body=body)


def entries(client) -> list[dict]:
    return client.get("/register.json").json()["entries"]


def test_the_content_of_an_entry_matches_its_digest(client, at):
    publish(release("open", "An open word."), at=at)
    [entry] = entries(client)
    assert "An open word." in entry["content"] and hash_text(entry["content"]) == entry["content_digest"]


def test_the_entry_of_a_scheduled_text_is_sealed(client):
    publish(release("later", "Not before tomorrow."), at=timezone.now() + timedelta(days=1))
    [entry] = entries(client)
    assert set(entry) == {"number", "hash", "previous", "is_sealed"} and entry["is_sealed"]
    page = client.get("/register/").content.decode()
    assert "not public" in page and "later" not in page.lower().replace("any later change", "")


def test_the_content_of_a_text_published_in_error_is_not_shown(client, at):
    edition = release("mistake", "A private number.")
    publish(edition, at=at)
    publish(release("other", "A public word."), at=at)
    edition.perform("withdraw", by=None, at=timezone.now(), note="Not for the public.", kind="published_in_error")
    first, second, third = entries(client)
    assert first["is_retracted"] and first["content"] is None and len(first["content_digest"]) == 64
    assert "A public word." in second["content"]
    assert "Not for the public." in third["content"]
    assert "A private number." not in client.get("/register.json").content.decode()
    assert "mistake" not in client.get("/sitemap-records.xml").content.decode()


def test_pages_are_linked_by_number(client, at, settings):
    settings.PAGE_SIZE = 2
    for number in range(5):
        publish(release(f"text-{number}", "Words."), at=at)
    first = client.get("/register.json").json()
    assert [entry["number"] for entry in first["entries"]] == [1, 2]
    assert [entry["number"] for entry in client.get(first["next"]).json()["entries"]] == [3, 4]
    assert client.get("/register.json?after=4").json()["next"] is None
    assert 'href="?before=4"' in client.get("/register/").content.decode()
