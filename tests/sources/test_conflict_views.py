"""Staff link two contradicting places in a draft; invalid links are refused."""

import pytest

from portal.records.models import Record
from portal.sources.models import Conflict
from tests.factories import everything, make_draft, make_published, make_record, moment, publish

LINK = "/admin/sources/conflict/link/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def draft(editor):
    record = make_record("questions", key="asked", is_official=False)
    return make_draft(record, by=editor, points=["Always *do* it.", "Never do it."], body="About it.")


@pytest.fixture
def released():
    return make_published(make_record(key="released"), at=moment("2025-06-01"), body="Do it once.", points=["Do it."])


def post_link(desk, draft, other="", **facts):
    facts = {
        "point": "point-1",
        "other_point": "point-2",
        "words": "",
        "other_words": "",
        "note": "They differ.",
    } | facts
    return desk.post(f"{LINK}?edition={draft.pk}&other={other}", facts)


def test_two_points_of_a_draft_are_linked_and_the_edit_is_logged(desk, draft, editor):
    post_link(desk, draft, words="Always do it.", other_words="Never do it.")
    assert draft.conflicts.get().as_data() == {
        "points": ["point-1", "point-2"],
        "note": "They differ.",
        "words": ["Always do it.", "Never do it."],
    }
    assert draft.transitions.filter(action="edit", by=editor).exists()


def test_a_point_is_linked_with_the_running_text_of_another_record(desk, draft, released):
    post_link(desk, draft, "released", other_point="", words="Always", other_words="Do it once.")
    assert draft.conflicts.get().as_data()["points"] == ["point-1", None]


def test_the_first_page_asks_for_the_draft_and_the_second_for_the_points(desk, draft, released):
    text = desk.get(LINK).text
    assert f'value="{draft.pk}"' in text and f'value="{released.pk}"' not in text
    assert "Never do it." in desk.get(f"{LINK}?edition={draft.pk}").text


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"other_point": "point-1"}, "cannot be linked with itself"),
        ({"words": "Sometimes", "other_words": "Never"}, "does not contain these words"),
        ({"words": "Always"}, "of both places, or of neither"),
        ({"point": "point-9"}, "not one of the available choices"),
        ({"note": ""}, "This field is required"),
    ],
)
def test_an_invalid_link_is_refused_and_the_form_keeps_its_values(desk, draft, facts, sentence):
    before = everything()
    response = post_link(desk, draft, **facts)
    assert sentence in response.text and everything() == before
    assert facts.get("words", "") in response.text


def test_a_record_that_is_not_public_cannot_be_chosen(desk, draft):
    make_draft(make_record(key="secret"))
    assert "There is no public record “secret”" in desk.get(f"{LINK}?edition={draft.pk}&other=secret").text


def test_only_a_text_that_readers_have_can_be_chosen(desk, draft, released, now):
    make_published(make_record(key="waits"), at=now.replace(year=2999))
    sealed = make_record("memo", key="sealed")
    Record.objects.filter(pk=sealed.pk).update(readers="officials")
    sealed.refresh_from_db()
    make_published(sealed, at=now)
    for key in ("waits", "sealed"):
        assert f"There is no public record “{key}”" in desk.get(f"{LINK}?edition={draft.pk}&other={key}").text
    make_published(released.record, at=now.replace(year=2999), points=["Do it.", "The word that waits."])
    assert "The word that waits." not in desk.get(f"{LINK}?edition={draft.pk}&other=released").text


def test_a_published_version_cannot_be_chosen(desk, draft, reviewer):
    publish(draft, at=moment("2025-06-01"), by=reviewer)
    before = everything()
    assert "Select a valid choice" in post_link(desk, draft).text and everything() == before


def test_a_contradiction_can_be_deleted_from_a_draft_and_not_from_a_published_version(desk, draft, reviewer):
    for _ in range(2):
        post_link(desk, draft)
    first, second = Conflict.objects.order_by("pk")
    desk.post(f"/admin/sources/conflict/{first.pk}/delete/", {"post": "yes"})
    publish(draft, at=moment("2025-06-01"), by=reviewer)
    assert desk.post(f"/admin/sources/conflict/{second.pk}/delete/", {"post": "yes"}).status_code == 403
    assert list(Conflict.objects.all()) == [second]


def test_an_account_without_the_permission_is_refused(client, editor, draft):
    editor.groups.clear()
    client.force_login(editor)
    assert client.get(LINK).status_code == 403 and post_link(client, draft).status_code == 403
    assert not Conflict.objects.exists()
