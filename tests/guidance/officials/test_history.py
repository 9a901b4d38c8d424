"""The history of a post, which only its current holders and staff can read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidance.models import Response
from portal.accounts.models import Holding
from portal.lib.pagination import ROWS_PER_PAGE
from tests.conftest import account
from tests.factories import day, make_holding, make_post, make_published, moment
from tests.guidance.officials.conftest import LONG_AGO, revised
from tests.guidance.test_duties import ONE, OTHER, take_note

pytestmark = pytest.mark.django_db


def page(client, user, post, **query):
    client.force_login(user)
    return client.get(reverse("official-history", args=[post.pk]), query)


def decide(post, person, edition, at, **facts):
    return Response.objects.create(
        post=post, person=person, edition=edition, point_key="one", text_hash="x", at=moment(at), **facts
    )


def test_a_successor_sees_who_held_the_post_and_everything_that_was_done(client, chief, post, record):
    take_note(post, record, chief, moment("2020-06-02"))
    decide(post, chief, record.editions.get(), "2020-06-03", decision="adopted", contact="Captain of the day")
    Holding.objects.update(held_until=day("2020-06-04"))
    successor = account("successor")
    make_holding(post, successor, "2020-06-04")
    revised(record, {**ONE, "text": "Do one soon."}, OTHER, at="2020-06-05")
    take_note(post, record, successor, moment("2020-06-06"))
    answer = page(client, successor, post)
    acts = [(act.edition.number, act.person, act.response is None) for act in answer.context["acts"]]
    assert acts == [(2, successor, True), (1, chief, False), (1, chief, True)]
    assert "Chief, from January 1, 2020 until June 3, 2020" in answer.text
    assert "<strong>Adopted</strong>" in answer.text and "Captain of the day" in answer.text
    assert "by Chief" in answer.text and "by you" in answer.text
    assert reverse("official-history", args=[post.pk]) in client.get(reverse("official")).text


def test_a_decision_about_a_removed_recommendation_stays_readable(client, chief, post, record):
    decide(post, chief, record.editions.get(), "2020-06-03", decision="adopted", note="We <ask> first.")
    asked = reverse("official-respond", args=[post.pk, record.key, "one"])
    text = page(client, chief, post).text
    assert f'href="{asked}"' in text and client.get(asked).status_code == 200 and "We &lt;ask&gt;" not in text
    revised(record, OTHER, at="2020-06-05")
    text = page(client, chief, post).text
    assert f'href="{asked}"' not in text and client.get(asked).status_code == 404
    assert "one recommendation, which no longer applies to the post" in text and "We &lt;ask&gt; first." in text


def test_nobody_else_sees_it(client, chief, post, record, editor):
    take_note(post, record, chief, moment("2020-06-02"))
    make_holding(post, account("deputy"), "2020-01-01", "2020-06-01", is_deputy=True)
    deputy = Holding.objects.get(is_deputy=True).person
    assert page(client, editor, post).status_code == 200
    for user in (account("stranger"), deputy):
        assert page(client, user, post).status_code == 404
    assert page(client, chief, make_post("Bolton")).status_code == 404
    client.logout()
    assert client.get(reverse("official-history", args=[post.pk])).status_code == 302


def test_it_comes_in_pages_and_costs_the_same_at_any_length(client, chief, post, record):
    first = record.editions.get()
    costs = []
    for count in (1, ROWS_PER_PAGE + 1):
        for _ in range(count - Response.objects.count()):
            decide(post, chief, first, "2020-06-03", decision="declined")
        client.force_login(chief)
        with CaptureQueriesContext(connection) as queries:
            page(client, chief, post)
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert len(page(client, chief, post, page=2).context["acts"]) == 1
    assert page(client, chief, post, page=3).status_code == 404
    second = make_published(
        record, at=moment("2020-06-04"), points=[ONE], change_kind="major", title="Wrong", **LONG_AGO
    )
    decide(post, chief, second, "2020-06-05", decision="adopted")
    second.perform("withdraw", by=None, at=moment("2020-06-06"), note="It is wrong.", kind="published_in_error")
    text = page(client, chief, post).text
    assert "Wrong" not in text and "A memo published in error and withdrawn, version 2</h3>" in text
    assert "On the matter, version 1</h3>" in text and f">{record.key}" not in text
