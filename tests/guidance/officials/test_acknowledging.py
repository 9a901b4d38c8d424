"""Acknowledging: what is saved, who is refused, and that nobody can change it afterwards."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from guidance.models import AcknowledgedPoint, Acknowledgement
from portal.accounts.models import Holding
from tests.conftest import account
from tests.factories import day, make_holding, make_post, make_published, make_record, moment
from tests.guidance.officials.conftest import LONG_AGO, revised
from tests.guidance.test_duties import ONE, OTHER

pytestmark = pytest.mark.django_db


def asked(client, post, record) -> dict:
    """Returns what the form of the memo's page sends."""
    context = client.get(reverse("official-memo", args=[post.pk, record.key])).context
    points = [f"{item.point['key']} {item.point['text_hash']}" for item in context["since"].asked]
    return {"edition": context["edition"].pk, "point": points}


def press(client, post, record, form):
    return client.post(reverse("official-acknowledge", args=[post.pk, record.key]), form)


def test_it_saves_post_person_version_points_moment_and_method(client, chief, post, record):
    client.force_login(chief)
    answer = press(client, post, record, asked(client, post, record))
    act = Acknowledgement.objects.get()
    assert answer.status_code == 302 and answer.url == act.get_absolute_url()
    assert (act.post, act.person, act.edition, act.method) == (post, chief, record.editions.get(), "web")
    hashes = dict(record.editions.get().points.values_list("key", "text_hash"))
    assert dict(act.points.values_list("key", "text_hash")) == hashes and len(hashes) == 2


def test_only_what_is_open_is_acknowledged_in_the_next_version(client, chief, post, record):
    client.force_login(chief)
    press(client, post, record, asked(client, post, record))
    revised(record, {**ONE, "text": "Do one soon."}, OTHER)
    press(client, post, record, asked(client, post, record))
    assert [set(act.points.values_list("key", flat=True)) for act in Acknowledgement.objects.order_by("pk")] == [
        {"one", "other"},
        {"one"},
    ]


def test_a_second_press_is_refused_and_saves_nothing(client, chief, post, record):
    client.force_login(chief)
    form = asked(client, post, record)
    press(client, post, record, form)
    answer = press(client, post, record, form)
    assert answer.status_code == 409 and "Nothing is left to acknowledge." in answer.text
    assert Acknowledgement.objects.count() == 1


def test_a_single_recommendation_can_be_acknowledged_and_the_others_stay_open(client, chief, post, record):
    client.force_login(chief)
    page, form = reverse("official-memo", args=[post.pk, record.key]), asked(client, post, record)
    some = form | {"point": form["point"][1:]}
    fresh = client.get(page).text
    assert "Acknowledge the ticked recommendations" in fresh and '<p class="what">Recommendation 1</p>' in fresh
    receipt = client.get(press(client, post, record, some).url).text
    assert [act.points.get().key for act in Acknowledgement.objects.all()] == ["other"]
    assert Acknowledgement.objects.get().digest in receipt and asked(client, post, record)["point"] == form["point"][:1]
    answer = client.get(page)
    assert answer.context["since"].sentence == (
        "Since you acknowledged a part of version 1: recommendation 1 not acknowledged yet."
    )
    assert '<li><p class="what">Not acknowledged yet: recommendation 1</p>' in answer.text
    assert "Acknowledge 1 recommendation</button>" in answer.text and "the ticked recommendations" not in answer.text
    desk = client.get(reverse("official"))
    assert {name: desk.context["counts"][name] for name in ("due", "changed", "in_part", "unread", "done")} == {
        "due": 1,
        "changed": 0,
        "in_part": 1,
        "unread": 0,
        "done": 0,
    }
    assert "Acknowledged in part</span>" in desk.text
    for late in (form, some):
        answer = press(client, post, record, late)
        assert answer.status_code == 409 and "Some of it is already acknowledged." in answer.text
    nothing = press(client, post, record, form | {"point": []})
    assert nothing.status_code == 409 and "Tick at least one recommendation." in nothing.text
    revised(record, {**ONE, "text": "Do one soon."}, {**OTHER, "text": "Do the other soon."})
    since = client.get(page).context["since"]
    assert since.sentence == (
        "Since you acknowledged a part of version 1: recommendation 1 not acknowledged yet, recommendation 2 changed."
    )
    form = asked(client, post, record)
    press(client, post, record, form | {"point": form["point"][:1]})
    since = client.get(page).context["since"]
    assert since.sentence == "Since you acknowledged version 2: recommendation 2 changed since version 1."


def test_a_page_that_was_open_while_a_new_version_came_is_refused(client, chief, post, record):
    client.force_login(chief)
    form = asked(client, post, record)
    revised(record, {**ONE, "text": "Do one soon."}, OTHER)
    answer = press(client, post, record, form)
    assert answer.status_code == 409 and "The memo has changed since you opened the page." in answer.text
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"point": []},
        {"point": ["one"]},
        {"point": ["one 0", "other 0"]},
        {"edition": "x"},
        {"edition": ""},
        {"edition": "9" * 40},
        {"edition": "²"},
    ],
)
def test_a_form_that_was_tampered_with_is_refused(client, chief, post, record, change):
    client.force_login(chief)
    answer = press(client, post, record, asked(client, post, record) | change)
    assert answer.status_code == 409 and not Acknowledgement.objects.exists()


@pytest.mark.parametrize(
    "who, status",
    [("stranger", 404), ("former", 404), ("deputy", 404), ("next", 404), ("editor", 403), ("administrator", 403)],
)
def test_a_user_who_does_not_hold_the_post_cannot_acknowledge(client, chief, post, record, who, status):
    client.force_login(chief)
    form = asked(client, post, record)
    user = account(who, who if status == 403 else "")
    spans = {"former": ("2019-01-01", "2020-01-01"), "deputy": ("2021-01-01", "2021-02-01"), "next": ("2100-01-01",)}
    Holding.objects.update(held_until=day("2100-01-01"))
    if who in spans:
        make_holding(post, user, *spans[who], is_deputy=who == "deputy")
    client.force_login(user)
    assert press(client, post, record, form).status_code == status
    assert not Acknowledgement.objects.exists()


def test_a_visitor_is_sent_to_sign_in_and_reading_acknowledges_nothing(client, chief, post, record):
    address = reverse("official-acknowledge", args=[post.pk, record.key])
    assert client.post(address, {}).url.startswith(reverse("account_login"))
    client.force_login(chief)
    assert client.get(address).status_code == 405
    assert not Acknowledgement.objects.exists()


def test_a_memo_cannot_be_acknowledged_for_another_post_or_audience(client, chief, post, record):
    client.force_login(chief)
    form = asked(client, post, record)
    assert press(client, make_post("Bolton"), record, form).status_code == 404
    other = make_record("memo")
    make_published(other, at=moment("2020-06-01"), points=[{**ONE, "audience": "school_superintendents"}], **LONG_AGO)
    assert press(client, post, other, form).status_code == 404
    assert not Acknowledgement.objects.exists()


CHANGES = [
    "UPDATE guidance_acknowledgement SET at = recorded_at",
    "DELETE FROM guidance_acknowledgement",
    "UPDATE guidance_acknowledgedpoint SET text_hash = 'x'",
    "DELETE FROM guidance_acknowledgedpoint",
]


@pytest.mark.parametrize("sql", CHANGES)
def test_the_database_refuses_every_change(client, chief, post, record, sql):
    client.force_login(chief)
    press(client, post, record, asked(client, post, record))
    with pytest.raises(DatabaseError, match="cannot change"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)
    assert AcknowledgedPoint.objects.count() == 2


def test_the_database_refuses_a_false_time_and_a_row_that_replaces_another(client, chief, post, record):
    client.force_login(chief)
    press(client, post, record, asked(client, post, record))
    act = Acknowledgement.objects.get()
    facts = {name: getattr(act, name) for name in ("post", "person", "edition", "method", "at", "content")}
    for own in ({"digest": "0" * 64, "recorded_at": moment("2020-01-01")}, {"digest": act.digest}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Acknowledgement.objects.create(**facts, **own)
    with pytest.raises(DatabaseError), transaction.atomic():
        act.points.create(key="one", text_hash="x")
