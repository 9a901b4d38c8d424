"""The whole site as it would be: nobody but the desk sees it, and nothing of it remains."""

import re

import pytest
from django.test import Client

from guidance.models import Acknowledgement
from portal.accounts.models import Post, User
from portal.records.models import Edition
from tests.factories import day, everything, make_draft, make_published, make_record, publish

PREVIEW = "/admin/site-preview/"


@pytest.fixture
def look(client):
    """look(user, on=…, reader=…, editions=[…]) signs in, begins a preview, and gives the client to read with."""

    def look_(user: User, *, editions=(), on="2025-07-02", reader="resident", query=""):
        client.force_login(user)
        facts = {"on": on, "reader": reader, "editions": [edition.pk for edition in editions]}
        answer = client.post(PREVIEW + query, facts)
        assert answer.status_code == 302, answer.content.decode()
        client.begins_at = answer.url
        return client

    return look_


@pytest.fixture
def memo(db, now):
    """A published memo and a draft of its next version, to apply from July 10, 2025."""
    record = make_record("memo", key="memo-to-chiefs")
    make_published(record, title="To the chiefs", points=["Read it."], at=now)
    return make_draft(record, title="To the chiefs", points=["Read it twice."], effective_from=day("2025-07-10"))


def text(client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_draft_reads_as_if_published_on_the_day_it_is_to_apply(look, editor, memo):
    client = look(editor, editions=[memo], on="2025-07-10")
    page = text(client, "/guidance/memo-to-chiefs/")
    assert "Read it twice." in page and "In effect" in page
    assert "a resident on July 10, 2025, with 1 draft as if published" in page


def test_before_its_day_the_draft_is_upcoming(look, editor, memo):
    client = look(editor, editions=[memo], on="2025-07-09")
    assert "Read it twice." not in text(client, "/guidance/memo-to-chiefs/")
    assert "Upcoming" in text(client, "/guidance/memo-to-chiefs/editions/2/")


@pytest.mark.parametrize(
    "address", ["/", "/guidance/", "/guidance/memo-to-chiefs/history/", "/register/", "/search/?q=twice"]
)
def test_the_whole_site_knows_of_the_draft(look, editor, memo, address):
    Edition.objects.filter(pk=memo.pk).update(title="To all the chiefs")
    client = look(editor, editions=[memo], on="2025-07-10")
    assert "To all the chiefs" in text(client, address).replace("<mark>", "").replace("</mark>", "")


def test_nothing_of_a_preview_remains(look, editor, memo):
    before = everything()
    assert "Read it twice." in text(look(editor, editions=[memo], on="2025-07-10"), "/guidance/memo-to-chiefs/")
    User.objects.update(last_login=None)  # signing in was no part of it
    assert everything() == before


def test_an_incomplete_first_draft_can_be_looked_at(look, editor):
    edition = make_draft(make_record("memo", key="new-one"), title="", effective_from=None)
    client = look(editor, editions=[edition], on="2025-07-05")
    assert client.get("/guidance/new-one/").status_code == 200


def test_a_next_version_without_change_note_says_so(look, editor, memo):
    Edition.objects.filter(pk=memo.pk).update(change_note="", change_kind="", effective_from=None)
    client = look(editor, editions=[memo], on="2025-07-10")
    assert "The change note is not written yet." in text(client, "/guidance/memo-to-chiefs/history/")


@pytest.mark.parametrize("reader, is_addressed", [("police_chiefs", True), ("school_superintendents", False)])
def test_an_official_begins_with_what_is_addressed_to_the_post(look, editor, memo, reader, is_addressed):
    client = look(editor, editions=[memo], on="2025-07-10", reader=reader)
    assert client.begins_at == "/official/"
    desk = text(client, "/official/")
    assert ("To the chiefs" in desk) == is_addressed
    addresses = re.findall(r"/official/posts/\d+/memo-to-chiefs/", desk)
    assert all("Read it twice." in text(client, address) for address in addresses) and bool(addresses) == is_addressed


def test_an_official_of_a_preview_exists_for_one_request_only(look, editor, memo):
    before = User.objects.count(), Post.objects.count()
    look(editor, editions=[memo], reader="police_chiefs").get("/official/")
    assert (User.objects.count(), Post.objects.count()) == before


def test_nothing_is_acknowledged_in_a_preview(look, editor, memo):
    client = look(editor, editions=[memo], on="2025-07-10", reader="police_chiefs")
    client.post(f"/official/posts/{2**62}/memo-to-chiefs/acknowledge/", {"edition": memo.pk})
    assert not Acknowledgement.objects.exists()


def test_a_resident_reads_no_desk_of_officials(look, editor, memo):
    assert look(editor, editions=[memo]).get("/official/").url.startswith("/accounts/login/")


def test_a_resident_begins_at_the_draft_looked_at(look, editor, memo):
    assert look(editor, editions=[memo], query=f"?edition={memo.pk}").begins_at == "/guidance/memo-to-chiefs/"


def test_a_draft_that_was_not_chosen_is_hidden_as_from_readers(look, editor, memo):
    assert look(editor).get("/guidance/memo-to-chiefs/editions/2/").status_code == 404


def test_other_readers_see_the_site_as_it_is(look, editor, memo):
    address = "/guidance/memo-to-chiefs/editions/2/"
    assert look(editor, editions=[memo], on="2025-07-10").get(address).status_code == 200
    assert Client().get(address).status_code == 404


def test_a_preview_is_kept_nowhere(look, editor, memo):
    answer = look(editor, editions=[memo]).get("/", headers={"if-modified-since": "Wed, 01 Jan 2031 00:00:00 GMT"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store" and answer.headers["X-Robots-Tag"] == "noindex"


def test_leaving_ends_it(look, editor, memo):
    client = look(editor, editions=[memo], on="2025-07-10")
    assert client.get("/admin/site-preview/leave/").status_code == 405
    client.post("/admin/site-preview/leave/")
    assert "Preview:" not in text(client, "/")


def test_a_draft_published_meanwhile_is_passed_over(look, editor, memo, now):
    client = look(editor, editions=[memo], on="2025-07-10")
    publish(memo, at=now)
    page = text(client, "/guidance/memo-to-chiefs/")
    assert "Read it twice." in page and "with 1 draft" not in page


@pytest.mark.parametrize("facts", [{"on": "2025-13-01"}, {"reader": "governor"}, {"editions": ["999999"]}])
def test_nonsense_is_refused_with_a_sentence(client, editor, facts):
    client.force_login(editor)
    answer = client.post(PREVIEW, {"on": "2025-07-02", "reader": "resident"} | facts)
    assert answer.status_code == 200 and "errorlist" in answer.content.decode()
    assert "Preview:" not in text(client, "/")


def test_somebody_outside_the_desk_cannot_begin_one(client, outsider):
    client.force_login(outsider)
    assert client.get(PREVIEW).status_code == 302
    assert client.post(PREVIEW, {"on": "2025-07-02", "reader": "resident"}).url.startswith("/admin/login/")


def test_who_has_left_the_desk_sees_no_preview_any_more(look, editor, memo):
    client = look(editor, editions=[memo], on="2025-07-10")
    editor.groups.clear()
    assert "Preview:" not in text(client, "/")


@pytest.mark.usefixtures("without_response_cache")
def test_a_visitor_costs_no_query_more(client, memo, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/about/versions/")


def test_a_draft_is_not_published_by_a_post(look, editor, memo):
    assert look(editor, editions=[memo]).post("/guidance/memo-to-chiefs/").status_code == 405
