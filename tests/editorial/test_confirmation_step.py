"""The page on which staff confirm a text, or some of its items, as still current."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.lib import dates
from portal.records.models import Confirmation, Edition
from tests.factories import everything, make_published, make_record, make_service

LATELY = timezone.now() - timedelta(days=30)
TODAY = dates.get_local_date(timezone.now())
IN_SPRING = {"next_review_on": str(TODAY + timedelta(days=90))}


def make_notice(**facts) -> Edition:
    points = [
        {"key": "cards", "service": make_service("cards", "Guard cards"), "text": "Call [us](/search/) first."},
        {"key": "desk", "service": make_service("desk", "Front desk"), "review_on": TODAY},
        {"key": "over", "effective_until": TODAY},
    ]
    return make_published(make_record("service_notice"), at=LATELY, points=points, title="Hours", **facts)


@pytest.fixture
def notice(db) -> Edition:
    return make_notice()


@pytest.fixture
def step(client, reviewer):
    """Returns a function that opens the page of the step, or sends its form."""
    client.force_login(reviewer)

    def step_(edition: Edition, data: dict | None = None):
        admin = "memoedition" if edition.record.kind == "memo" else "noticeedition"
        app = "guidance" if admin == "memoedition" else "announcements"
        address = reverse(f"admin:{app}_{admin}_step", args=[edition.pk, "confirm"])
        page = client.get(address)
        seen = page.context["form"].initial["seen"]
        return page if data is None else client.post(address, {"seen": seen} | data, follow=True)

    return step_


def list_errors(response) -> dict[str, list[str]]:
    return {name: [*errors] for name, errors in response.context["form"].errors.items()}


def list_confirmations() -> list[tuple]:
    rows = Confirmation.objects.order_by("pk").values_list("point__key", "next_review_on")
    return [(key, str(day)) for key, day in rows]


def test_the_page_offers_the_items_that_have_not_ended_and_selects_nothing(step, notice):
    page = step(notice)
    form = page.context["form"]
    assert [*form.fields] == ["seen", "scope", "points", "next_review_on", "is_sure", "note"]
    assert [label for _, label in form.fields["scope"].choices] == ["All items", "Only the items selected below"]
    assert dict(form.fields["points"].choices) == {
        "cards": "1. Guard cards, to be reviewed on December 1, 2025",
        "desk": f"2. Front desk, to be reviewed on {dates.format_day(TODAY)}",
    }
    assert "checked" not in page.text and 'name="next_review_on" required' in page.text
    assert "<legend>Items:</legend>" in page.text and "Call " in page.text.partition('id="text"')[2]


def test_some_items_are_confirmed_until_their_next_day_of_review(step, notice):
    response = step(notice, {"scope": "some", "points": ["desk"]} | IN_SPRING)
    assert list_confirmations() == [("desk", IN_SPRING["next_review_on"])]
    assert "Confirm as still current: done for Hours, version 1, item 2." in response.text
    again = step(notice).context["form"].fields["points"].choices
    day = dates.format_day(TODAY + timedelta(days=90))
    assert dict(again)["desk"] == f"2. Front desk, to be reviewed on {day}"


@pytest.mark.parametrize(
    "choice",
    [{"scope": "all"}, {"scope": "some", "points": ["cards", "desk"]}, {"scope": "all", "points": ["cards", "desk"]}],
)
def test_all_items_are_the_whole_version(step, notice, choice):
    response = step(notice, choice | IN_SPRING)
    assert list_confirmations() == [(None, IN_SPRING["next_review_on"])]
    assert "done for Hours, version 1." in response.text


@pytest.mark.parametrize(
    "data, errors",
    [
        (IN_SPRING, {"scope": ["Choose whether all items are still current, or only some."]}),
        (
            {"points": ["desk"]} | IN_SPRING,
            {"scope": ["Choose whether all items are still current, or only some."]},
        ),
        ({"scope": "some"} | IN_SPRING, {"points": ["Select the items that are still current."]}),
        (
            {"scope": "all", "points": ["desk"]} | IN_SPRING,
            {"scope": ["You chose all items, but selected only some below. Choose one of the two."]},
        ),
        ({"scope": "all"}, {"next_review_on": ["This field is required."]}),
        ({"scope": "all", "next_review_on": str(TODAY)}, {"next_review_on": ["Choose a day of review after today."]}),
        (
            {"scope": "some", "points": ["over"]} | IN_SPRING,
            {"points": ["Select a valid choice. over is not one of the available choices."]},
        ),
    ],
)
def test_an_incomplete_or_contradictory_form_confirms_nothing(step, notice, data, errors):
    before = everything()
    response = step(notice, data)
    assert list_errors(response) == errors and everything() == before
    anchor = f"id_{[*errors][0]}" + ("" if "next_review_on" in errors else "_0")
    assert f'href="#{anchor}"' in response.text and f'id="{anchor}"' in response.text


def test_a_day_of_review_more_than_a_year_ahead_is_asked_about_once(step, notice):
    day = TODAY + timedelta(days=367)
    data = {"scope": "all", "next_review_on": str(day)}
    response = step(notice, data)
    assert list_errors(response) == {"is_sure": [f"{dates.format_day(day)} is more than a year ahead. Is that right?"]}
    assert 'type="checkbox" name="is_sure"' in response.text and list_confirmations() == []
    step(notice, data | {"is_sure": "on"})
    assert list_confirmations() == [(None, str(day))]


def test_a_notice_with_one_item_is_confirmed_as_a_whole(step, db):
    edition = make_published(make_record("service_notice"), at=LATELY)
    assert [*step(edition).context["form"].fields] == ["seen", "next_review_on", "is_sure", "note"]
    step(edition, IN_SPRING)
    assert list_confirmations() == [(None, IN_SPRING["next_review_on"])]


def test_a_memo_is_confirmed_as_a_whole_and_has_no_day_of_review(step, db):
    edition = make_published(make_record("memo"), at=LATELY, points=["Do this.", "Do that."])
    assert [*step(edition).context["form"].fields] == ["seen", "note"]
    step(edition, {})
    assert list_confirmations() == [(None, "None")]


def test_the_log_says_which_items_were_confirmed(step, client, notice):
    step(notice, {"scope": "some", "points": ["desk"]} | IN_SPRING)
    log = client.get(reverse("record-log", args=[notice.record_id]))
    assert "Hours, version 1, item 2. Text " in log.text
