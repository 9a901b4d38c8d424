"""Two people edit one draft: both texts are compared, and nothing of either is lost."""

import pytest

from portal.editorial.draft_state import DraftSnapshot
from tests.editorial.edition_forms import opened, prefix_of, screen
from tests.factories import make_draft, make_record, publish
from tests.kinds import Kind


@pytest.fixture
def draft(client, editor):
    client.force_login(editor)
    return make_draft(make_record(Kind.MEMO), by=editor, points=["First.", "Second.", "Third."])


@pytest.fixture
def second(client, second_editor):
    other = type(client)()
    other.force_login(second_editor)
    return other


def texts(edition) -> list[tuple[str, str]]:
    return list(edition.points.order_by("number").values_list("key", "text"))


def collide(client, second, draft, *, first: dict, later: dict):
    """Lets both open the draft, then the first save, then the second. Fields of rows are such as "0-text"."""
    data, stale = opened(client, draft), opened(second, draft)
    rows = prefix_of(data)
    inputs = [
        {name if not name[0].isdigit() else f"{rows}-{name}": new for name, new in facts.items()}
        for facts in (first, later)
    ]
    assert client.post(screen(draft), data | inputs[0]).status_code == 302
    return second.post(screen(draft), stale | inputs[1])


def send(client, page, draft, **choices):
    facts = {name: page.context[name] for name in ("now", "texts")}
    defaults = {f"choice:{row.difference.address}": side for row, side, _ in page.context["rows"]}
    return client.post(screen(draft, "merge"), facts | defaults | choices)


def test_both_texts_and_their_difference_are_shown_and_nothing_is_overwritten(client, second, draft):
    page = collide(client, second, draft, first={"0-text": "First, by one."}, later={"0-text": "First, by two."})
    words = page.content.decode()
    assert "Editor saved this draft while you had it open" in words
    assert "First, by one." in words and "First, by two." in words and ">two</ins>" in words
    assert texts(draft)[0][1] == "First, by one."


def test_changes_of_different_places_are_saved_together(client, second, draft, second_editor):
    page = collide(client, second, draft, first={"0-text": "One."}, later={"1-text": "Two.", "title": "New title"})
    assert send(second, page, draft).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "New title" and [text for _, text in texts(draft)] == ["One.", "Two.", "Third."]
    assert draft.transitions.last().by == second_editor


@pytest.mark.parametrize("side, text", [("mine", "Two."), ("theirs", "One."), ("other", "Both.")])
def test_the_second_person_chooses_where_both_changed_the_same_text(client, second, draft, side, text):
    page = collide(client, second, draft, first={"0-text": "One."}, later={"0-text": "Two."})
    again = send(second, page, draft)
    assert "Choose one side" in again.content.decode() and texts(draft)[0][1] == "One."
    send(second, again, draft, **{"choice:points|point-1|text": side, "text:points|point-1|text": "Both."})
    assert texts(draft)[0][1] == text


def test_a_row_that_one_removed_and_the_other_changed_needs_a_choice(client, second, draft):
    page = collide(client, second, draft, first={"0-DELETE": "on"}, later={"0-text": "Two.", "2-text": "Last."})
    assert texts(draft)[0][0] == "point-2"
    send(second, page, draft, **{"choice:points|point-1|": "mine"})
    assert texts(draft) == [("point-1", "Two."), ("point-2", "Second."), ("point-3", "Last.")]


def test_another_save_during_the_merge_is_detected(client, second, draft):
    page = collide(client, second, draft, first={"0-text": "One."}, later={"1-text": "Two."})
    client.post(screen(draft), opened(client, draft) | {"title": "Once more"})
    again = send(second, page, draft)
    assert "saved again" in again.content.decode()
    assert send(second, again, draft).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, texts(draft)[1][1]) == ("Once more", "Two.")


def test_a_third_text_that_breaks_a_rule_is_refused_and_shown_again(client, second, draft):
    page = collide(client, second, draft, first={"title": "One"}, later={"title": "Two"})
    choice = {"choice:edition||title": "other", "text:edition||title": " "}
    again = send(second, page, draft, **{**choice, "text:edition||title": "x" * 400})
    assert "at most 300 characters" in again.content.decode() and "x" * 400 in again.content.decode()
    draft.refresh_from_db()
    assert draft.title == "One"


def test_a_merge_of_another_person_or_with_changed_data_is_refused(client, second, draft):
    page = collide(client, second, draft, first={"title": "One"}, later={"title": "Two"})
    facts = {"now": page.context["now"], "texts": page.context["texts"], "choice:edition||title": "mine"}
    assert client.post(screen(draft, "merge"), facts).status_code == 403
    assert second.post(screen(draft, "merge"), facts | {"texts": facts["texts"] + "x"}).status_code == 403
    assert second.get(screen(draft, "merge")).status_code == 404
    draft.refresh_from_db()
    assert draft.title == "One"


def test_an_invalid_form_of_an_older_draft_is_shown_again_with_its_text(client, second, draft):
    page = collide(client, second, draft, first={"title": "One"}, later={"title": "", "0-text": "Typed."})
    assert page.context["errors"] and "Typed." in page.content.decode()
    assert texts(draft)[0][1] == "First."


def test_a_text_typed_while_the_draft_was_submitted_can_be_copied(client, second, draft, now):
    data = opened(second, draft)
    draft.perform("submit", by=draft.author, at=now)
    page = second.post(screen(draft), data | {"title": "Typed meanwhile"})
    assert page.status_code == 403 and "Typed meanwhile" in page.content.decode()
    draft.refresh_from_db()
    assert draft.title == "On the matter"


def test_snapshots_of_a_draft_are_deleted_after_publication(client, draft, now):
    opened(client, draft)
    assert DraftSnapshot.objects.filter(edition=draft).count() == 1
    publish(draft, at=now)
    assert not DraftSnapshot.objects.filter(edition=draft).exists()
