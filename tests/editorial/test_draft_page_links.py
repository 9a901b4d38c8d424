"""Every link of a page that shows an unpublished text leads to a page, and one leads back to the desk."""

from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from portal.attachments.storage import hash_bytes
from portal.editorial.models import DraftLink
from portal.records.models import Attachment, Record
from tests.editorial.edition_forms import MODELS, screen
from tests.factories import day, make_draft, make_published, make_record, moment, publish

pytestmark = pytest.mark.django_db
TABLE = b"a,b\n1,2\n"


def list_broken_links(client, address: str) -> list[str]:
    """Follows every link, form with GET, and link of the head."""
    response = client.get(address)
    assert response.status_code == 200, address
    page = html.fromstring(response.content.decode())
    found = {link.get("href") for link in page.xpath("//a[@href] | //link[@href]")}
    found |= {f"{form.get('action') or ''}?on=2025-07-01" for form in page.xpath("//form[@method='get']")}
    targets = {urljoin(f"http://testserver{address}", target).partition("#")[0] for target in found}
    own = [target for target in sorted(targets) if urlsplit(target).netloc == "testserver"]
    paths = [target.removeprefix("http://testserver") for target in own if "/static/" not in target]
    return [path for path in paths if client.get(path, follow=True).status_code >= 400]


@pytest.fixture
def staff(client, editor, settings, tmp_path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(editor)
    return client


def draft_with_file(record, editor):
    draft = make_draft(record, by=editor, points=["Do this."], body="Text.")
    draft.attachments.all().delete()
    row = Attachment(edition=draft, title="Table", sha256=hash_bytes(TABLE), size=8, media_type="text/csv")
    row.file.save("table.csv", ContentFile(TABLE), save=True)
    return draft


def make_texts(editor) -> list:
    """A draft of a new record, one after a published version, a scheduled text, and texts for officials only."""
    first = draft_with_file(make_record("service_notice"), editor)
    record = make_record("memo")
    make_published(record, at=moment("2025-06-01"))
    scheduled = publish(draft_with_file(make_record("memo"), editor), at=timezone.now() + timedelta(days=9))
    sealed = make_record("memo", key="sealed")
    Record.objects.filter(pk=sealed.pk).update(readers="officials")
    sealed = Record.objects.get(pk=sealed.pk)
    for_officials = make_published(sealed, at=moment("2025-06-01"), effective_from=day("2025-06-01"))
    return [first, draft_with_file(record, editor), scheduled, for_officials, draft_with_file(sealed, editor)]


def test_on_the_pages_of_the_desk_and_the_page_that_readers_will_see(staff, editor):
    for edition in make_texts(editor):
        record = reverse(f"admin:{MODELS[edition.kind.section]}_change", args=[edition.record_id])
        for address in (edition.url(), screen(edition), record):
            assert list_broken_links(staff, address) == [], address
        if edition.record.key != "sealed":
            assert f'<a href="{screen(edition)}">Back to the desk</a>' in staff.get(edition.url()).text


def test_on_the_page_of_a_link(staff, editor):
    now = timezone.now()
    for edition in make_texts(editor)[:3]:
        facts = {"made_by": editor, "made_at": now, "expires_at": now + timedelta(days=3)}
        link = DraftLink.objects.create(edition=edition, for_whom="Counsel", **facts)
        address = reverse("shared-draft", args=[link.token])
        assert list_broken_links(Client(), address) == [], edition
        assert "Back to the desk" not in Client().get(address).text
        assert f'<a href="{screen(edition)}">Back to the desk</a>' in staff.get(address).text


def test_in_a_preview_of_the_site(staff, editor):
    first, second, *_ = make_texts(editor)
    options = {"reader": "resident", "on": str(timezone.localdate()), "editions": [first.pk, second.pk]}
    assert staff.post(reverse("site-preview"), options).status_code == 302
    for edition in (first, second):
        for address in (edition.record.get_absolute_url(), edition.url(), edition.record.url("history"), "/"):
            assert list_broken_links(staff, address) == [], address
        assert f'<a href="{screen(edition)}">Back to the draft of “{edition.record.key}”' in staff.get("/").text
