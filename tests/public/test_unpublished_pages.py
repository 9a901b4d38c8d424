"""Only staff see drafts and scheduled editions. Each test first creates the text that could leak."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_draft, make_published, make_record, moment

WORD = "xylophone"
PUBLIC = [
    "/",
    "/?on=2999-01-01",
    "/announcements/",
    "/announcements/?standing=upcoming",
    "/guidance/",
    "/archive/",
    "/register/",
    "/register.json",
    "/sources/",
    "/sitemap.xml",
    "/sitemap-records.xml",
    "/feeds/all.atom",
    "/feeds/all.rss",
    "/feeds/all.json",
    "/feeds/issuers/governor.json",
    "/calendar.ics",
    "/calendar/governor.ics",
]
OF_A_RECORD = ["", "history/", "on/2999-01-01/", "on/2999-01-01/?known=2999-01-01", "points/point-1/"]
HIDDEN = ["editions/{}/", "editions/{}.json", "editions/{}.md", "editions/{}.txt", "editions/{}.bib", "compare/1..{}/"]


def secret(record, **facts):
    """Makes a draft that contains the word in every text."""
    facts |= {"title": f"The {WORD}", "subtitle": WORD, "body": WORD, "provenance": WORD}
    if record.editions.exists():
        facts |= {"change_note": f"All points: {WORD}"}
    return make_draft(record, points=[f"Play the {WORD}.", {"key": f"the-{WORD}", "text": WORD}], **facts)


def scheduled(edition):
    edition.perform("submit", by=None, at=timezone.now())
    edition.perform("publish", by=None, at=timezone.now() + timedelta(days=400))


def draft(edition):
    """Leaves the edition a draft."""


def in_review(edition):
    edition.perform("submit", by=None, at=timezone.now())


@pytest.mark.django_db
@pytest.mark.parametrize("step", [draft, in_review, scheduled])
@pytest.mark.parametrize("kind", ["press_release", "service_notice", "memo"])
def test_an_unpublished_text_appears_on_no_public_page(client, kind, step):
    record, hidden = make_record(kind, key="known"), make_record(kind, key="hidden")
    make_published(record, at=moment("2025-01-01"))
    step(secret(record))
    step(secret(hidden))
    section = f"/{record.section}"
    for address in [*PUBLIC, *(f"{section}/known/{page}" for page in OF_A_RECORD)]:
        response = client.get(address)
        assert response.status_code == 200, address
        assert WORD not in response.text, address
        assert "/hidden/" not in response.text, address
    gone = [f"{section}/known/{page.format(2)}" for page in HIDDEN]
    gone += [f"{section}/hidden/{page.format(1)}" for page in [*HIDDEN[:5], *OF_A_RECORD]]
    for address in [*gone, f"{section}/known/points/the-{WORD}/"]:
        response = client.get(address)
        assert response.status_code == 404, address
        assert WORD not in response.text.replace(f"the-{WORD}", ""), address


@pytest.mark.django_db
@pytest.mark.parametrize("step", [draft, scheduled])
def test_staff_read_an_unpublished_text_with_a_warning(client, editor, step):
    record = make_record(key="known")
    make_published(record, at=moment("2025-01-01"))
    step(secret(record))
    client.force_login(editor)
    response = client.get("/announcements/known/editions/2/")
    assert response.status_code == 200
    assert WORD in response.text and "Only staff can see this version." in response.text
    assert client.get("/announcements/known/compare/1..2/").status_code == 200


@pytest.mark.django_db
def test_an_account_without_a_role_reads_no_drafts(client, outsider):
    secret(make_record(key="known"))
    client.force_login(outsider)
    assert client.get("/announcements/known/editions/1/").status_code == 404


@pytest.mark.django_db
def test_a_sealed_register_entry_shows_its_chain_and_nothing_else(client):
    scheduled(secret(make_record(key="known")))
    assert "Entry 1: not public" in client.get("/register/").text
    [entry] = client.get("/register.json").json()["entries"]
    assert set(entry) == {"number", "hash", "previous", "is_sealed"}
