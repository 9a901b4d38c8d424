"""Markup that staff type into a draft is escaped on every page that shows the draft before its publication."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.editorial.models import DraftLink
from portal.lib import dates
from tests.editorial.edition_forms import MODELS, screen
from tests.factories import make_draft, make_published, make_record

EVIL = "<script>alert(1)</script> [x](javascript:alert(2)) <img src=x onerror=alert(3)>"
RUNS = ("<script>alert", 'href="javascript:', "<img src=x")
NOW = timezone.now()


@pytest.fixture
def draft(editor):
    record = make_record("memo", key="memo")
    make_published(record, at=NOW - timedelta(days=9), points=["Do this."])
    return make_draft(
        record,
        by=editor,
        title=EVIL,
        subtitle=EVIL,
        body=EVIL,
        provenance=EVIL,
        change_note=EVIL,
        points=[{"heading": EVIL, "text": f"Now {EVIL}"}],
    )


def list_desk_pages(draft) -> list[str]:
    record = draft.record
    return [
        screen(draft),
        screen(draft, "delete"),
        f"/admin/{draft.kind.section}/",
        reverse("site-preview"),
        "/admin/",
        reverse(f"admin:{MODELS[draft.kind.section]}_change", args=[record.pk]),
        reverse(f"admin:{MODELS[draft.kind.section]}_changelist"),
        reverse("overview-section", args=["all"]),
        reverse("draft-links", args=[draft.pk]),
        reverse("record-log", args=[record.pk]),
    ]


def assert_is_escaped(client, addresses, *, shown: str) -> None:
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert [markup for markup in RUNS if markup in response.text] == [], address
    assert shown in response.text


def test_markup_is_escaped_on_the_desk(client, draft, editor):
    draft.perform("edit", by=editor, at=NOW, note=EVIL)
    client.force_login(editor)
    assert_is_escaped(client, list_desk_pages(draft), shown="&lt;script&gt;")


def test_markup_is_escaped_in_a_preview_of_the_site(client, draft, editor):
    client.force_login(editor)
    options = {"reader": "resident", "on": str(dates.get_local_date(NOW)), "editions": [draft.pk]}
    assert client.post(reverse("site-preview"), options).status_code == 302
    record = draft.record
    pages = ["/", "/guidance/", record.url("history"), record.url("compare", old=1, new=2), draft.url()]
    assert_is_escaped(client, [*pages, record.get_absolute_url()], shown="&lt;script&gt;")


def test_markup_is_escaped_on_the_page_of_a_link_and_in_its_log(client, draft, editor):
    link = DraftLink.objects.create(
        edition=draft, for_whom=EVIL, made_by=editor, made_at=NOW, expires_at=NOW + timedelta(days=3)
    )
    link.replies.create(kind="comment", name=EVIL, text=EVIL, at=NOW, content_digest="a" * 64)
    assert_is_escaped(client, [reverse("shared-draft", args=[link.token])], shown="&lt;script&gt;")
    client.force_login(editor)
    pages = [reverse("draft-links", args=[draft.pk]), reverse("record-log", args=[draft.record_id])]
    assert_is_escaped(client, pages, shown="&lt;script&gt;")
