"""The notice that other people have a draft open."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.editorial.draft_state import Presence
from tests.editorial.edition_forms import opened, screen
from tests.factories import make_draft, make_record
from tests.kinds import Kind


@pytest.fixture
def draft(db, editor):
    return make_draft(make_record(Kind.PRESS_RELEASE), by=editor)


@pytest.fixture
def other(client, second_editor):
    other = type(client)()
    other.force_login(second_editor)
    return other


def test_the_screen_of_a_draft_shows_who_has_it_open(client, other, draft, editor):
    other.get(screen(draft))
    client.force_login(editor)
    page = client.get(screen(draft)).content.decode()
    assert "Second editor (second-editor@example.org) has had this draft open since" in page
    assert "Editor (editor@example.org) has" not in page


def test_an_open_screen_receives_the_names_of_newcomers(client, other, draft, editor):
    client.force_login(editor)
    assert client.post(screen(draft, "presence")).json() == {"others": []}
    other.post(screen(draft, "presence"))
    [sentence] = client.post(screen(draft, "presence")).json()["others"]
    assert sentence.startswith("Second editor (second-editor@example.org) has had this draft open since ")


def test_people_without_a_heartbeat_for_two_minutes_have_left(client, other, draft, editor):
    other.get(screen(draft))
    Presence.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    client.force_login(editor)
    assert client.get(screen(draft)).context["others"] == []


def test_saving_and_leaving_ends_presence(client, other, draft, editor):
    data = opened(other, draft)
    data.pop("_continue")
    other.post(screen(draft), data)
    client.force_login(editor)
    assert client.get(screen(draft)).context["others"] == []


def test_people_who_cannot_edit_the_draft_cannot_report_presence(client, draft, outsider, editor):
    assert client.post(screen(draft, "presence")).status_code == 302
    client.force_login(outsider)
    assert client.post(screen(draft, "presence")).status_code == 302
    client.force_login(editor)
    assert client.get(screen(draft, "presence")).status_code == 403
    assert not Presence.objects.exists()


def test_an_open_screen_says_that_its_version_is_no_longer_a_draft(client, draft, editor, now):
    client.force_login(editor)
    draft.perform("submit", by=editor, at=now)
    [sentence] = client.post(screen(draft, "presence")).json()["others"]
    assert sentence == "You can no longer save changes here: the status of this version is now “in review”."
    assert not Presence.objects.exists()
