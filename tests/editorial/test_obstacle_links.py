"""Each reason against a step leads to the field of the draft in which a person can mend it."""

import re

import pytest

from announcements.models import Contact
from portal.records.models import Edition, Point
from portal.records.models.parts import Relation
from tests.editorial.edition_forms import screen
from tests.factories import make_draft, make_published, make_record, make_service, moment
from tests.kinds import Kind

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\s+href="([^"#]*)#([^"]+)"\s*>([^<]+)</a>')
FAULTS = [
    ("id_title", {"title": " "}),
    ("id_body", {"body": "## Two"}),
    ("id_body", {"body": "", "points": []}),
    ("id_body", {"body": "[x](/nothing/)"}),
    ("id_effective_from", {"effective_from": None}),
    ("id_provenance", {"provenance": "![](https://example.org/a.png)"}),
    ("id_provenance", {"signed_on": "2025-06-09"}),
    ("id_change_kind", {"change_kind": ""}),
    ("id_change_kind", {"change_kind": "minor", "points": ["Do this.", "And that."]}),
    ("id_change_note", {"change_note": ""}),
    ("id_change_note", {"change_note": "Updated."}),
    ("id_points-1-text", {"points": ["Do this.", "[that](/nothing/)"], "change_kind": "major"}),
    ("points-group", {"points": [{"number": 4}]}),
]


def step_page(edition: Edition, step: str) -> str:
    return screen(edition).replace("/change/", f"/step/{step}/")


@pytest.fixture
def read_links(client, editor):
    def read(edition: Edition, step: str = "submit") -> list[tuple[str, str]]:
        """Returns the page and the id of each link among the reasons on the page of the step, posted or not."""
        client.force_login(editor)
        page = client.get(step_page(edition, step))
        form = {"seen": page.context["form"].initial["seen"], "note": "…"}
        refused = client.post(page.request["PATH_INFO"], form)
        before, after = (LINK.findall(text.split("step-days")[0]) for text in (page.text, refused.text))
        assert [link[:2] for link in before] == [link[:2] for link in after] and refused.status_code == 200
        return [link[:2] for link in before]

    return read


def assert_leads_to(client, links: list[tuple[str, str]], anchor: str, edition: Edition) -> None:
    assert (screen(edition), anchor) in links
    ids = re.findall(r'\bid="([^"]+)"', client.get(screen(edition)).text)
    assert [link for link in links if link[0] != screen(edition) or link[1] not in ids] == []


@pytest.mark.parametrize("anchor, facts", FAULTS)
def test_a_reason_leads_to_its_field(client, editor, read_links, anchor, facts):
    record = make_record(Kind.MEMO)
    make_published(record, at=moment("2025-06-01"))
    draft = make_draft(record, by=editor, **facts)
    assert_leads_to(client, read_links(draft), anchor, draft)


def test_a_reason_about_a_row_leads_to_its_rows(client, editor, read_links):
    release = make_draft(make_record(Kind.PRESS_RELEASE), by=editor)
    Contact.objects.filter(edition=release).update(office_phone="call me")
    assert_leads_to(client, read_links(release), "contacts-group", release)
    sealed = make_record(Kind.MEMO)
    type(sealed).objects.filter(pk=sealed.pk).update(readers="officials")
    Relation.objects.create(edition=release, to_record=sealed, kind="follows")
    assert_leads_to(client, read_links(release), "relations-group", release)


def test_a_reason_about_an_item_leads_to_the_item(client, editor, read_links):
    points = [{"service": make_service()}, {"service": make_service(), "review_on": None, "key": "second"}]
    notice = make_draft(make_record(Kind.SERVICE_NOTICE), by=editor, points=points)
    assert_leads_to(client, read_links(notice), "id_points-1-text", notice)
    Point.objects.filter(edition=notice, number=1).update(text="Hidden\x07.")
    assert_leads_to(client, read_links(notice), "id_points-0-text", notice)


def test_nothing_leads_to_a_text_that_cannot_be_edited(client, reviewer, editor):
    draft = make_draft(make_record(Kind.MEMO), by=editor)
    draft.perform("submit", by=editor, at=moment("2025-06-01"))
    Edition.objects.filter(pk=draft.pk).update(title="")
    client.force_login(reviewer)
    page = client.get(step_page(draft, "publish"))
    assert "The version has no title." in page.text and LINK.findall(page.text.split("step-days")[0]) == []
