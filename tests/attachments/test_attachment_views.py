"""Attachments are served to anyone who may read a version that has them, and in no way that a browser would run."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from portal.attachments.storage import hash_bytes
from portal.editorial.models import DraftLink
from portal.records import integrity
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


def test_the_same_bytes_lie_in_one_place_and_are_never_written_over(draft, tmp_path):
    one, other = attach(draft), attach(draft, title="The same")
    assert one.file.name == other.file.name == f"{one.sha256[:2]}/{one.sha256}"
    assert [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()] == [TABLE]


def test_a_file_that_was_cut_off_is_mended_by_the_next_one(draft, tmp_path):
    place = tmp_path / attach(draft).file.name
    place.write_bytes(TABLE[:5])
    attach(draft)
    assert place.read_bytes() == TABLE


def test_a_published_attachment_is_a_download_that_nothing_runs(client, draft):
    held = attach(draft)
    publish(draft, at=timezone.now())
    answer = client.get(held.get_absolute_url())
    assert b"".join(answer.streaming_content) == TABLE
    assert {
        name: answer.headers[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")
    } == {
        "Content-Type": "text/csv",
        "Content-Disposition": 'attachment; filename="posts-by-town.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_one_that_is_known_is_not_sent_again(client, draft):
    held = attach(draft)
    publish(draft, at=timezone.now())
    answer = client.get(held.get_absolute_url(), headers={"if-none-match": f'"{held.sha256}"'})
    assert answer.status_code == 304


def test_before_publication_staff_alone_may_have_it(client, draft, editor, outsider):
    address = attach(draft).get_absolute_url()
    assert client.get(address).status_code == 404
    client.force_login(outsider)
    assert client.get(address).status_code == 404
    client.force_login(editor)
    assert client.get(address).headers["Cache-Control"] == "private, no-store"


def test_before_its_scheduled_moment_nobody_else_may_have_it(client, draft):
    address = attach(draft).get_absolute_url()
    publish(draft, at=timezone.now() + timedelta(days=1))
    assert client.get(address).status_code == 404


def test_an_old_version_has_its_own_bytes_for_ever(client, draft, now):
    first = attach(draft)
    publish(draft, at=now)
    second = make_draft(draft.record)
    second.attachments.all().delete()
    attach(second, png(), "image/png")
    publish(second, at=timezone.now())
    assert b"".join(client.get(first.get_absolute_url()).streaming_content) == TABLE
    assert first.sha256 in client.get(draft.url()).content.decode()
    assert first.sha256 not in client.get(second.url()).content.decode()


def test_the_next_version_begins_with_the_same_files(draft, now):
    held = attach(draft)
    publish(draft, at=now)
    copy = make_draft(draft.record).attachments.get()
    assert (copy.file.name, copy.sha256, copy.size) == (held.file.name, held.sha256, held.size)


def test_what_was_published_in_error_is_not_handed_out(client, draft, now):
    address = attach(draft).get_absolute_url()
    publish(draft, at=now)
    withdraw(draft, at=timezone.now(), kind="published_in_error")
    answer = client.get(address)
    assert answer.status_code == 410 and b"Hartford" not in answer.content


def test_bytes_of_a_text_in_error_are_handed_out_where_another_text_has_them_too(client, draft, now):
    address = attach(draft).get_absolute_url()
    publish(draft, at=now)
    withdraw(draft, at=timezone.now(), kind="published_in_error")
    other = make_draft(make_record("memo"))
    attach(other)
    publish(other, at=now)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["0" * 64, "0" * 63, "../secret-key", "A" * 64])
def test_no_other_address_hands_out_anything(client, draft, address):
    attach(draft)
    assert client.get(f"/attachments/{address}/").status_code == 404


def test_a_link_to_a_draft_hands_out_the_files_of_that_draft(client, draft, editor):
    at = timezone.now()
    facts = {"for_whom": "Counsel", "made_by": editor, "made_at": at, "expires_at": at + timedelta(1)}
    link = DraftLink.objects.create(edition=draft, **facts)
    held, other = attach(draft), attach(make_draft(make_record("memo")), pdf(), "application/pdf")
    page = f"/drafts/{link.token}/"
    assert f"{page}attachments/{held.sha256}/" in client.get(page).content.decode()
    assert client.get(f"{page}attachments/{held.sha256}/").status_code == 200
    assert client.get(f"{page}attachments/{other.sha256}/").status_code == 404
    assert len({opening.content_digest for opening in link.openings.all()}) == 1 and link.openings.count() == 2


def test_after_publication_the_link_leads_to_the_public_address_of_a_file(client, draft, editor, now):
    at = timezone.now()
    facts = {"for_whom": "Counsel", "made_by": editor, "made_at": at, "expires_at": at + timedelta(1)}
    page = f"/drafts/{DraftLink.objects.create(edition=draft, **facts).token}/attachments/{attach(draft).sha256}/"
    publish(draft, at=now)
    assert client.get(page, follow=True).status_code == 200
    withdraw(draft, at=timezone.now(), kind="published_in_error")
    assert client.get(page, follow=True).status_code == 410


def test_the_link_hands_out_nothing_after_its_end(client, draft, editor):
    at = timezone.now()
    facts = {"for_whom": "Counsel", "made_by": editor, "made_at": at - timedelta(2), "expires_at": at - timedelta(1)}
    link = DraftLink.objects.create(edition=draft, **facts)
    assert client.get(f"/drafts/{link.token}/attachments/{attach(draft).sha256}/").status_code == 404


@pytest.mark.parametrize("content, sentence", [(None, "is missing"), (b"other", "has other bytes than were published")])
def test_verify_names_a_file_that_is_gone_or_differs(draft, now, tmp_path, content, sentence):
    held = attach(draft)
    publish(draft, at=now)
    assert list(integrity.find_record_problems()) == []
    place = tmp_path / held.file.name
    place.unlink() if content is None else place.write_bytes(content)
    assert list(integrity.find_record_problems()) == [f"The file of the attachment {held.sha256} {sentence}."]


def test_files_that_nobody_has_are_swept_away_and_no_others(draft, now, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("portal.records.management.commands.sweep_attachments.MIN_AGE", timedelta(0))
    kept, left = attach(draft), attach(draft, png(), "image/png")
    left.delete()
    call_command("sweep_attachments", "--dry-run")
    assert (tmp_path / left.file.name).exists()
    call_command("sweep_attachments")
    assert not (tmp_path / left.file.name).exists() and (tmp_path / kept.file.name).exists()
    assert "1 file(s) removed." in capsys.readouterr().out


def test_a_young_file_is_not_swept_away(draft, tmp_path):
    held = attach(draft)
    held.delete()
    call_command("sweep_attachments")
    assert (tmp_path / held.file.name).exists()


def test_published_pages_name_the_file_and_its_digest(client, draft, now):
    held = attach(draft)
    publish(draft, at=now)
    page = client.get(draft.url()).content.decode()
    assert held.get_absolute_url() in page and "CSV, 22" in page and held.sha256 in page
