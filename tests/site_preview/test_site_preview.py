"""The preview of the whole site: only staff see it, and nothing of it is stored."""

import re

import pytest
from django.test import Client

from guidance.models import Acknowledgement
from portal.accounts.models import Post, User
from portal.records.models import Edition
from portal.security_log.models import SecurityEvent
from tests.factories import day, everything, make_draft, make_published, make_record, publish

PREVIEW = "/admin/site-preview/"


@pytest.fixture
def preview(client):
    """Returns a function that signs in, starts a preview with these options, and returns the client."""

    def start(user: User, *, editions=(), on="2025-07-02", reader="resident", query=""):
        client.force_login(user)
        facts = {"on": on, "reader": reader, "editions": [edition.pk for edition in editions]}
        response = client.post(PREVIEW + query, facts)
        assert response.status_code == 302, response.content.decode()
        client.start_address = response.url
        return client

    return start


@pytest.fixture
def memo(db, now):
    """A published memo and a draft of its next version, to apply from July 10, 2025."""
    record = make_record("memo", key="memo-to-chiefs")
    make_published(record, title="To the chiefs", points=["Read it."], at=now)
    return make_draft(record, title="To the chiefs", points=["Read it twice."], effective_from=day("2025-07-10"))


def read_page(client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_draft_is_shown_as_published_on_its_first_day_in_effect(preview, editor, memo):
    client = preview(editor, editions=[memo], on="2025-07-10")
    page = read_page(client, "/guidance/memo-to-chiefs/")
    assert "Read it twice." in page and "In effect" in page
    assert "a resident on July 10, 2025, with 1 draft as if published" in page


def test_before_its_first_day_in_effect_the_draft_is_upcoming(preview, editor, memo):
    client = preview(editor, editions=[memo], on="2025-07-09")
    assert "Read it twice." not in read_page(client, "/guidance/memo-to-chiefs/")
    assert "Upcoming" in read_page(client, "/guidance/memo-to-chiefs/editions/2/")


@pytest.mark.parametrize(
    "address", ["/", "/guidance/", "/guidance/memo-to-chiefs/history/", "/register/", "/search/?q=twice"]
)
def test_every_page_of_the_site_shows_the_draft(preview, editor, memo, address):
    Edition.objects.filter(pk=memo.pk).update(title="To all the chiefs")
    client = preview(editor, editions=[memo], on="2025-07-10")
    assert "To all the chiefs" in read_page(client, address).replace("<mark>", "").replace("</mark>", "")


def test_a_preview_changes_no_row(preview, editor, memo):
    before = everything()
    assert "Read it twice." in read_page(preview(editor, editions=[memo], on="2025-07-10"), "/guidance/memo-to-chiefs/")
    User.objects.update(last_login=None)  # Signing in is not part of the preview.
    assert everything() == before


def test_an_incomplete_first_draft_can_be_previewed(preview, editor):
    edition = make_draft(make_record("memo", key="new-one"), title="", effective_from=None)
    client = preview(editor, editions=[edition], on="2025-07-05")
    assert client.get("/guidance/new-one/").status_code == 200


def test_a_version_without_a_change_note_shows_a_placeholder(preview, editor, memo):
    Edition.objects.filter(pk=memo.pk).update(change_note="", change_kind="", effective_from=None)
    client = preview(editor, editions=[memo], on="2025-07-10")
    assert "The change note is not written yet." in read_page(client, "/guidance/memo-to-chiefs/history/")


@pytest.mark.parametrize("reader, is_addressed", [("police_chiefs", True), ("school_superintendents", False)])
def test_an_official_starts_with_what_is_addressed_to_the_post(preview, editor, memo, reader, is_addressed):
    client = preview(editor, editions=[memo], on="2025-07-10", reader=reader)
    assert client.start_address == "/official/"
    desk = read_page(client, "/official/")
    assert ("To the chiefs" in desk) == is_addressed
    addresses = re.findall(r"/official/posts/\d+/memo-to-chiefs/", desk)
    assert (
        all("Read it twice." in read_page(client, address) for address in addresses) and bool(addresses) == is_addressed
    )


def test_the_official_of_a_preview_exists_only_during_one_request(preview, editor, memo):
    before = User.objects.count(), Post.objects.count()
    preview(editor, editions=[memo], reader="police_chiefs").get("/official/")
    assert (User.objects.count(), Post.objects.count()) == before


def test_nothing_can_be_acknowledged_in_a_preview(preview, editor, memo):
    client = preview(editor, editions=[memo], on="2025-07-10", reader="police_chiefs")
    client.post(f"/official/posts/{2**62}/memo-to-chiefs/acknowledge/", {"edition": memo.pk})
    assert not Acknowledgement.objects.exists()


def test_a_resident_cannot_open_the_officials_desk(preview, editor, memo):
    assert preview(editor, editions=[memo]).get("/official/").url == "/admin/site-preview/"


def test_a_residents_preview_of_one_draft_starts_at_its_record(preview, editor, memo):
    assert preview(editor, editions=[memo], query=f"?edition={memo.pk}").start_address == "/guidance/memo-to-chiefs/"


def test_a_draft_that_was_not_chosen_is_hidden(preview, editor, memo):
    assert preview(editor).get("/guidance/memo-to-chiefs/editions/2/").status_code == 404


def test_other_readers_do_not_see_the_preview(preview, editor, memo):
    address = "/guidance/memo-to-chiefs/editions/2/"
    assert preview(editor, editions=[memo], on="2025-07-10").get(address).status_code == 200
    assert Client().get(address).status_code == 404


def test_a_preview_is_not_cached(preview, editor, memo):
    answer = preview(editor, editions=[memo]).get("/", headers={"if-modified-since": "Wed, 01 Jan 2031 00:00:00 GMT"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store" and answer.headers["X-Robots-Tag"] == "noindex"


def test_leaving_ends_the_preview(preview, editor, memo):
    client = preview(editor, editions=[memo], on="2025-07-10")
    assert client.get("/admin/site-preview/leave/").status_code == 405
    client.post("/admin/site-preview/leave/")
    assert "Preview:" not in read_page(client, "/")


def test_a_draft_published_in_the_meantime_is_ignored(preview, editor, memo, now):
    client = preview(editor, editions=[memo], on="2025-07-10")
    publish(memo, at=now)
    page = read_page(client, "/guidance/memo-to-chiefs/")
    assert "Read it twice." in page and "with 1 draft" not in page


@pytest.mark.parametrize("facts", [{"on": "2025-13-01"}, {"reader": "governor"}, {"editions": ["999999"]}])
def test_invalid_options_are_refused_with_a_sentence(client, editor, facts):
    client.force_login(editor)
    answer = client.post(PREVIEW, {"on": "2025-07-02", "reader": "resident"} | facts)
    assert answer.status_code == 200 and "errorlist" in answer.content.decode()
    assert "Preview:" not in read_page(client, "/")


def test_people_who_are_not_staff_cannot_start_a_preview(client, outsider):
    client.force_login(outsider)
    assert client.get(PREVIEW).status_code == 302
    assert client.post(PREVIEW, {"on": "2025-07-02", "reader": "resident"}).url.startswith("/admin/login/")


def test_the_preview_ends_for_staff_who_lose_their_role(preview, editor, memo):
    client = preview(editor, editions=[memo], on="2025-07-10")
    editor.groups.clear()
    assert "Preview:" not in read_page(client, "/")


@pytest.mark.usefixtures("without_response_cache")
def test_a_visitor_without_a_session_costs_no_query(client, memo, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/about/versions/")


def test_a_post_is_not_previewed_and_publishes_nothing(preview, editor, memo):
    assert preview(editor, editions=[memo]).post("/guidance/memo-to-chiefs/").status_code == 405


@pytest.mark.parametrize("reader", ["police_chiefs", "school_superintendents"])
def test_the_security_log_names_the_member_of_staff_who_downloads_in_a_preview(preview, editor, memo, reader):
    client = preview(editor, editions=[memo], on="2025-07-10", reader=reader)
    pack = client.get(f"/official/packs/{2**62}.pdf")
    assert pack.status_code == 200 and pack["Content-Type"] == "application/pdf"
    assert SecurityEvent.objects.get(kind=SecurityEvent.Kind.EXPORTED).person == editor
