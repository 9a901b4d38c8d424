"""Attachments are sent to everybody who may read a version that contains them, as downloads that no browser runs."""

import os
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.attachments.storage import hash_bytes
from portal.editorial.models import DraftLink
from portal.records import integrity
from portal.records.management.commands import sweep_attachments
from portal.records.models import Attachment
from tests.attachments.samples import pdf, png
from tests.factories import make_draft, make_record, publish, withdraw

TABLE = b"town,posts\nHartford,2\n"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def attach(edition, content: bytes = TABLE, media_type: str = "text/csv", title: str = "Posts by town") -> Attachment:
    facts = {"sha256": hash_bytes(content), "size": len(content), "media_type": media_type}
    return Attachment.objects.create(edition=edition, title=title, file=ContentFile(content, "any name"), **facts)


@pytest.fixture
def draft(editor):
    return make_draft(make_record("memo"), by=editor)


def test_equal_files_are_stored_once_and_never_overwritten(draft, tmp_path):
    one, other = attach(draft), attach(draft, title="The same")
    assert one.file.name == other.file.name == f"{one.sha256[:2]}/{one.sha256}"
    assert [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()] == [TABLE]


def test_a_truncated_file_is_replaced_by_the_next_upload(draft, tmp_path):
    place = tmp_path / attach(draft).file.name
    place.write_bytes(TABLE[:5])
    attach(draft)
    assert place.read_bytes() == TABLE


def test_a_published_attachment_is_a_download_that_no_browser_runs(client, draft):
    attachment = attach(draft)
    publish(draft, at=timezone.now())
    answer = client.get(attachment.get_absolute_url())
    assert b"".join(answer.streaming_content) == TABLE
    assert {
        name: answer.headers[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")
    } == {
        "Content-Type": "text/csv",
        "Content-Disposition": 'attachment; filename="posts-by-town.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_cached_attachment_is_not_sent_again(client, draft):
    attachment = attach(draft)
    publish(draft, at=timezone.now())
    answer = client.get(attachment.get_absolute_url(), headers={"if-none-match": f'"{attachment.sha256}"'})
    assert answer.status_code == 304


def test_only_staff_can_download_an_attachment_before_publication(client, draft, editor, outsider):
    address = attach(draft).get_absolute_url()
    assert client.get(address).status_code == 404
    client.force_login(outsider)
    assert client.get(address).status_code == 404
    client.force_login(editor)
    assert client.get(address).headers["Cache-Control"] == "private, no-store"


def test_the_public_cannot_download_an_attachment_before_its_moment(client, draft):
    address = attach(draft).get_absolute_url()
    publish(draft, at=timezone.now() + timedelta(days=1))
    assert client.get(address).status_code == 404


def test_an_old_version_keeps_its_own_file(client, draft, now):
    first = attach(draft)
    publish(draft, at=now)
    second = make_draft(draft.record)
    second.attachments.all().delete()
    attach(second, png(), "image/png")
    publish(second, at=timezone.now())
    assert b"".join(client.get(first.get_absolute_url()).streaming_content) == TABLE
    assert first.sha256 in client.get(draft.url()).content.decode()
    assert first.sha256 not in client.get(second.url()).content.decode()


def test_the_next_version_starts_with_the_same_files(draft, now):
    attachment = attach(draft)
    publish(draft, at=now)
    copy = make_draft(draft.record).attachments.get()
    assert (copy.file.name, copy.sha256, copy.size) == (attachment.file.name, attachment.sha256, attachment.size)


def test_a_file_of_a_text_published_in_error_is_gone(client, draft, now):
    address = attach(draft).get_absolute_url()
    publish(draft, at=now)
    withdraw(draft, at=timezone.now(), kind="published_in_error")
    answer = client.get(address)
    assert answer.status_code == 410 and b"Hartford" not in answer.content


def test_a_file_of_a_text_published_in_error_stays_if_another_text_has_it(client, draft, now):
    address = attach(draft).get_absolute_url()
    publish(draft, at=now)
    withdraw(draft, at=timezone.now(), kind="published_in_error")
    other = make_draft(make_record("memo"))
    attach(other)
    publish(other, at=now)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["0" * 64, "0" * 63, "../secret-key", "A" * 64])
def test_other_addresses_are_not_found(client, draft, address):
    attach(draft)
    assert client.get(f"/attachments/{address}/").status_code == 404


def test_a_draft_link_gives_access_to_the_files_of_that_draft_only(client, draft, editor):
    at = timezone.now()
    facts = {"for_whom": "Counsel", "made_by": editor, "made_at": at, "expires_at": at + timedelta(1)}
    link = DraftLink.objects.create(edition=draft, **facts)
    attachment, other = attach(draft), attach(make_draft(make_record("memo")), pdf(), "application/pdf")
    page = f"/drafts/{link.token}/"
    assert f"{page}attachments/{attachment.sha256}/" in client.get(page).content.decode()
    assert client.get(f"{page}attachments/{attachment.sha256}/").status_code == 200
    assert client.get(f"{page}attachments/{other.sha256}/").status_code == 404
    assert link.openings.count() == 1, (
        "The page and its file are one opening, because they are requested within minutes."
    )


def test_two_titles_of_the_same_bytes_keep_their_names_in_a_shared_draft(client, draft, editor, now):
    facts = {"for_whom": "Counsel", "made_by": editor, "made_at": timezone.now()}
    link = DraftLink.objects.create(edition=draft, expires_at=timezone.now() + timedelta(1), **facts)
    attach(draft)
    attach(draft, title="Postes")
    addresses = re.findall(r'href="(/drafts/[^"]+/attachments/[^"]+)"', client.get(f"/drafts/{link.token}/").text)
    names = [client.get(address).headers["Content-Disposition"] for address in addresses]
    assert names == ['attachment; filename="posts-by-town.csv"', 'attachment; filename="postes.csv"']
    assert client.get(addresses[1].replace("postes", "others")).status_code == 404
    publish(draft, at=now)
    assert client.get(addresses[1], follow=True).headers["Content-Disposition"] == names[1]


def test_after_publication_the_draft_link_redirects_to_the_public_file(client, draft, editor, now):
    at = timezone.now()
    facts = {"for_whom": "Counsel", "made_by": editor, "made_at": at, "expires_at": at + timedelta(1)}
    page = f"/drafts/{DraftLink.objects.create(edition=draft, **facts).token}/attachments/{attach(draft).sha256}/"
    publish(draft, at=now)
    assert client.get(page, follow=True).status_code == 200
    withdraw(draft, at=timezone.now(), kind="published_in_error")
    assert client.get(page, follow=True).status_code == 410


def test_an_expired_draft_link_gives_access_to_no_file(client, draft, editor):
    at = timezone.now()
    facts = {"for_whom": "Counsel", "made_by": editor, "made_at": at - timedelta(2), "expires_at": at - timedelta(1)}
    link = DraftLink.objects.create(edition=draft, **facts)
    assert client.get(f"/drafts/{link.token}/attachments/{attach(draft).sha256}/").status_code == 404


@pytest.mark.parametrize("content, sentence", [(None, "is missing"), (b"other", "has other bytes than were stored")])
def test_the_integrity_check_reports_a_missing_or_changed_file(draft, now, tmp_path, content, sentence):
    attachment = attach(draft)
    publish(draft, at=now)
    assert list(integrity.find_record_problems()) == []
    place = tmp_path / attachment.file.name
    place.unlink() if content is None else place.write_bytes(content)
    assert list(integrity.find_record_problems()) == [f"The file of the attachment {attachment.sha256} {sentence}."]


def test_the_sweep_removes_only_files_without_an_attachment(draft, now, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("portal.records.management.commands.sweep_attachments.MIN_AGE", timedelta(0))
    kept, unused = attach(draft), attach(draft, png(), "image/png")
    unused.delete()
    call_command("sweep_attachments", "--dry-run")
    assert (tmp_path / unused.file.name).exists()
    call_command("sweep_attachments")
    assert not (tmp_path / unused.file.name).exists() and (tmp_path / kept.file.name).exists()
    assert "1 file(s) removed." in capsys.readouterr().out


def test_the_sweep_keeps_a_recent_file(draft, tmp_path):
    attachment = attach(draft)
    attachment.delete()
    call_command("sweep_attachments")
    assert (tmp_path / attachment.file.name).exists()


def test_published_pages_name_the_file_and_its_digest(client, draft, now):
    attachment = attach(draft)
    publish(draft, at=now)
    page = client.get(draft.url()).content.decode()
    assert attachment.get_absolute_url() in page and "CSV, 22" in page and attachment.sha256 in page


def test_two_titles_of_the_same_bytes_keep_their_names(client, draft, now):
    attach(draft)
    attach(draft, title="Postes por ciudad: año 2025")
    attach(draft, title="按城市划分的职位")
    publish(draft, at=now)
    page = client.get(draft.url()).content.decode()
    addresses = re.findall(r'href="(/attachments/[^"]+)"', page)
    names = [client.get(address).headers["Content-Disposition"].partition("; ")[2] for address in addresses]
    assert names == [
        'filename="posts-by-town.csv"',
        f"filename*=utf-8''{quote('postes-por-ciudad-año-2025.csv')}",
        f"filename*=utf-8''{quote('按城市划分的职位.csv')}",
    ]
    assert client.get(addresses[0].replace("posts", "others")).status_code == 404


def test_a_part_of_a_file_can_be_requested(client, draft, now):
    attachment = attach(draft)
    publish(draft, at=now)
    answer = client.get(attachment.get_absolute_url(), headers={"range": "bytes=5-9"})
    assert (answer.status_code, answer.content) == (206, TABLE[5:10])


def test_a_download_loads_one_edition_without_its_body(client, draft, now):
    attachment = attach(draft)
    publish(draft, at=now)
    with CaptureQueriesContext(connection) as queries:
        client.get(attachment.get_absolute_url())
    assert [query["sql"] for query in queries if '"body"' in query["sql"]] == []
    assert sum("LIMIT 1" in query["sql"] for query in queries) == 1


def test_a_file_gets_the_mode_of_the_settings(draft, settings, tmp_path):
    settings.FILE_UPLOAD_PERMISSIONS = 0o640
    assert (tmp_path / attach(draft).file.name).stat().st_mode & 0o777 == 0o640


def test_saving_the_same_bytes_again_protects_them_from_the_sweep(draft, tmp_path):
    attachment = attach(draft)
    attachment.delete()
    place = tmp_path / attachment.file.name
    os.utime(place, (0, 0))
    default_storage.save(attachment.file.name, ContentFile(TABLE))
    call_command("sweep_attachments")
    assert place.read_bytes() == TABLE


def test_a_file_that_is_saved_while_the_sweep_runs_stays(draft, tmp_path):
    place = tmp_path / attach(draft).file.name
    assert not sweep_attachments.remove_if_older(place, oldest=0)
    assert [file.name for file in place.parent.iterdir()] == [place.name]
