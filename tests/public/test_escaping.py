"""Pages show whatever staff type as text, never as markup."""

from html.parser import HTMLParser

import pytest

from announcements.models import Service
from tests.factories import day, make_draft, make_record, moment, publish

EVIL = """<script>alert("1")</script> & 'quoted' "twice" <img src=x onerror=alert(2)>"""
PAGES = ["", "history/", "compare/1..2/", "compare/1..3/", "points/point-1/", "editions/1/", "on/2025-06-10/"]


def evil_edition(record, number: int, at: str):
    words = f"{EVIL} {number}"
    draft = make_draft(
        record,
        title=words,
        subtitle=words,
        body=f"{words}\n\n{{points}}\n\n[{words}](javascript:alert(3))",
        provenance=words,
        change_note=words,
        change_kind="minor",
        effective_from=day("2025-06-01"),
        points=[{"heading": words, "text": f"{words} [HERE](lost:) <b>{number}</b>"}],
    )
    for related in ("contacts", "signers", "attachments", "releases"):
        getattr(draft, related).all().delete()
    draft.contacts.create(name=words, office=words, office_phone=f"203-555-0134 {words}"[:40])
    draft.signers.create(name=words, office=words)
    draft.attachments.create(title=words)
    draft.releases.create(dateline=words[:100], release_line=words)
    return publish(draft, at=moment(at))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["press_release", "service_notice", "memo", "questions"])
def test_typed_markup_is_escaped_on_every_page(client, kind):
    record = make_record(kind, key="evil")
    record.issuer.name = EVIL[:200]
    record.issuer.save(is_confirmed=True)
    Service.objects.create(key="fingerprints", name=EVIL, place=EVIL)
    for number, at in enumerate(("2025-06-01", "2025-06-02", "2025-06-03"), 1):
        evil_edition(record, number, at)
    record.editions.get(number=3).perform(
        "withdraw", by=None, at=moment("2025-06-20"), note=EVIL, kind="no_longer_applies"
    )
    record.editions.get(number=1).perform(
        "withdraw", by=None, at=moment("2025-06-21"), note=EVIL, kind="published_in_error"
    )
    addresses = [f"/{record.section}/evil/{page}" for page in PAGES]
    for address in [*addresses, "/", "/archive/", f"/{record.section}/", "/register/", f"/?on=2025-06-10&x={EVIL}"]:
        response = client.get(address)
        assert response.status_code in (200, 410), address
        assert bad_markup(response.text) == [], address
    feed_items = client.get("/feeds/all.json").json()["items"]
    assert len(feed_items) == 5 and [bad_markup(item["content_html"]) for item in feed_items] == [[]] * 5
    assert "&lt;script&gt;alert(" in client.get(f"/{record.section}/evil/").text


class Markup(HTMLParser):
    """Collects the tags and attributes that only typed markup could produce."""

    def __init__(self, html: str):
        super().__init__()
        self.bad: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        is_data = tag == "script" and attrs == [("type", "application/ld+json")]
        if tag in ("script", "img", "b") and not is_data:
            self.bad.append(tag)
        self.bad += [name for name, _ in attrs if name.startswith("on")]
        self.bad += [value for name, value in attrs if name == "href" and value.lower().startswith("javascript:")]


def bad_markup(html: str) -> list[str]:
    return Markup(html).bad


@pytest.mark.django_db
def test_an_error_page_escapes_the_address_that_it_quotes(client):
    in_paths = ["/announcements/x/on/<script>/", "/<script>alert(1)</script>"]
    for address in [f"/?on={EVIL}", f"/guidance/?kind={EVIL}", *in_paths]:
        response = client.get(address)
        assert response.status_code == 404
        assert bad_markup(response.text) == [], address
