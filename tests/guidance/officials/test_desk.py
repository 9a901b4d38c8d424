"""The officials' desk: what it shows to whom, exactly what changed, and its queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import Holding
from tests.conftest import account
from tests.factories import day, make_holding, make_post, make_published, make_record, moment, withdraw
from tests.guidance.officials.conftest import LONG_AGO, revised
from tests.guidance.test_duties import ONE, OTHER, SCHOOLS, take_note

pytestmark = pytest.mark.django_db


def page_of(client, user, post, record) -> str:
    client.force_login(user)
    return client.get(reverse("official-memo", args=[post.pk, record.key]))


@pytest.mark.usefixtures("without_second_factor")
def test_a_visitor_is_asked_to_sign_in_and_comes_back(client, post, chief, password):
    address = reverse("official")
    answer = client.get(address, follow=True)
    assert answer.redirect_chain == [(f"{reverse('account_login')}?next={address}", 302)]
    assert "<h1>Sign in</h1>" in answer.text
    sign_in = {"login": chief.email, "password": password, "next": address}
    refused = client.post(reverse("account_login"), {**sign_in, "password": "wrong"})
    assert "do not match" in refused.text and "_auth_user_id" not in client.session
    answer = client.post(reverse("account_login"), sign_in, follow=True)
    assert answer.redirect_chain == [(address, 302)] and "Police chief, Ashford Police Department" in answer.text


def test_the_desk_shows_what_is_new_changed_coming_and_done(client, chief, post, record):
    revised(record, {**ONE, "text": "Do one soon."}, OTHER)
    done, changed = (make_record("memo", key=key) for key in ("is-done", "has-changed"))
    for memo in (done, changed):
        make_published(memo, at=moment("2020-06-01"), title=memo.key, **LONG_AGO)
        take_note(post, memo, chief, moment("2020-06-02"))
    revised(changed, "Do that.")
    make_published(make_record("memo"), at=moment("2020-06-01"), title="It comes", effective_from=day("2100-01-01"))
    make_published(make_record("memo"), at=moment("2020-06-01"), points=[{**ONE, "audience": SCHOOLS}], title="Not you")
    client.force_login(chief)
    counts = client.get(reverse("official")).context["counts"]
    to_do = {"due": 2, "decide": 1, "questions": 0, "coming": 1, "done": 1}
    assert counts == {"changed": 1, "in_part": 0, "unread": 1, "late": 0, **to_do}
    shown = {part: client.get(f"/official/?show={part}").text for part in ("due", "coming", "done")}
    assert "has-changed" in shown["due"] and "On the matter" in shown["due"] and "is-done" not in shown["due"]
    assert "asked since July 1, 2020" in shown["due"]
    assert "It comes" in shown["coming"] and "is-done" in shown["done"]
    assert not any("Not you" in text for text in shown.values())


@pytest.mark.parametrize("address", ["/official/?show=mine", "/official/?page=0", "/official/?page=x"])
def test_what_the_desk_cannot_show_is_a_404_with_a_sentence(client, chief, post, address):
    client.force_login(chief)
    assert client.get(address).status_code == 404


def test_the_memo_shows_exactly_what_changed_over_several_versions(client, chief, post, record):
    take_note(post, record, chief, moment("2020-06-02"))
    revised(record, ONE, {**OTHER, "text": "Do the other now."}, at="2020-06-03")
    revised(record, {**ONE, "text": "Do one!"}, {**OTHER, "text": "Do the other now."}, kind="minor", at="2020-06-04")
    points = [{**ONE, "text": "Do one!"}, {**OTHER, "text": "Do the other at once."}, {"key": "new", "text": "More."}]
    revised(record, *points, at="2020-06-05")
    changes = page_of(client, chief, post, record).context["since"]
    assert changes.sentence == (
        "Since you acknowledged version 1: recommendations 1 and 2 changed, recommendation 3 added."
    )
    assert [(item.point["key"], item.version) for item in changes.asked] == [("other", 1), ("new", None)]
    words = [(change.op, change.text.strip()) for change in changes.asked[0].change.text if change.op != "equal"]
    assert words == [("delete", "other."), ("insert", "other at once.")] or words == [("insert", "at once")]
    assert [item.label for item in changes.asked] == ["Changed: recommendation 2", "New: recommendation 3"]
    assert [item.point["key"] for item in changes.quiet] == ["one"]
    assert (changes.kept, changes.removed) == ([], [])


def test_a_minor_change_is_not_shown_again_once_the_next_version_is_acknowledged(client, chief, post, record):
    take_note(post, record, chief, moment("2020-06-02"))
    revised(record, {**ONE, "text": "Do one!"}, OTHER, kind="minor", at="2020-06-03")
    revised(record, {**ONE, "text": "Do one!"}, {**OTHER, "text": "Do it."}, at="2020-06-04")
    take_note(post, record, chief, moment("2020-06-05"))
    answer = page_of(client, chief, post, record)
    assert answer.context["since"].sentence == "Since you acknowledged version 3: nothing changed."
    assert "Everything is acknowledged." in answer.text and "<button>Acknowledge" not in answer.text


def test_removed_moved_and_renumbered_recommendations_are_shown_and_not_due(client, chief, post, record):
    revised(record, ONE, OTHER, {"key": "third", "text": "Do it."}, at="2020-06-02")
    take_note(post, record, chief, moment("2020-06-03"))
    revised(record, {"key": "third", "text": "Do it."}, {**ONE, "audience": SCHOOLS}, at="2020-06-04")
    answer = page_of(client, chief, post, record)
    assert answer.context["since"].sentence == (
        "Since you acknowledged version 2: recommendation 1 now addressed to others, recommendation 2 removed, "
        "recommendation 3 is now number 1."
    )
    assert answer.context["since"].asked == []


def test_words_published_in_error_are_not_shown(client, chief, post, record):
    second = revised(record, {**ONE, "text": "Secret mistake."}, OTHER, at="2020-06-03")
    take_note(post, record, chief, moment("2020-06-04"))
    assert "Secret mistake." in page_of(client, chief, post, record).text
    withdraw(second, at=moment("2020-06-05"), kind="published_in_error")
    answer = page_of(client, chief, post, record)
    assert "Secret" not in answer.text and "published in error and withdrawn" in answer.text
    assert [item.point["key"] for item in answer.context["since"].asked] == ["one"]


def test_a_successor_sees_what_is_open_and_what_the_predecessor_did(client, chief, post, record):
    take_note(post, record, chief, moment("2020-06-02"))
    Holding.objects.update(held_until=day("2020-06-03"))
    successor = account("successor")
    make_holding(post, successor, "2020-06-03")
    revised(record, ONE, OTHER, {"key": "new", "text": "More."}, at="2020-06-04")
    answer = page_of(client, successor, post, record)
    assert [item.point["key"] for item in answer.context["since"].asked] == ["new"]
    assert "Version 1, June 2, 2020</a> by Chief" in answer.text


@pytest.mark.parametrize("who", ["stranger", "former", "deputy", "next", "closed"])
def test_a_user_who_does_not_hold_the_post_today_sees_nothing_of_it(client, post, record, chief, who):
    user = account(who)
    Holding.objects.update(held_until=day("2100-01-01"))
    spans = {"former": ("2019-01-01", "2020-01-01"), "deputy": ("2021-01-01", "2021-02-01"), "next": ("2100-01-01",)}
    if who in spans:
        make_holding(post, user, *spans[who], is_deputy=who == "deputy")
    if who == "closed":
        make_holding(make_post("Bolton"), user)
    client.force_login(user)
    if who == "closed":
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    for name, words in (("official-post", [post.pk]), ("official-memo", [post.pk, record.key])):
        assert client.get(reverse(name, args=words)).status_code == (302 if who == "closed" else 404)
    desk = client.get(reverse("official"), follow=True)
    assert "On the matter" not in desk.text and "Ashford" not in desk.text


def test_a_deputy_in_office_sees_what_the_holder_sees(client, post, record):
    deputy = account("deputy")
    make_holding(post, deputy, "2020-01-01", "2100-01-01", is_deputy=True)
    assert "<button>Acknowledge 2 recommendations</button>" in page_of(client, deputy, post, record).text


@pytest.mark.parametrize("who", ["editor", "reviewer", "administrator"])
def test_staff_can_read_the_desk_of_a_post_but_not_acknowledge(client, request, post, record, who):
    user = request.getfixturevalue(who)
    answer = page_of(client, user, post, record)
    assert "Only the holder of the post can acknowledge." in answer.text and "<button>Acknowledge" not in answer.text
    assert "On the matter" in client.get(reverse("official-post", args=[post.pk])).text
    assert "You hold no post today" in client.get(reverse("official")).text


def test_a_memo_is_not_shown_to_the_other_post_of_the_town(client, chief, post, record):
    school = make_post(audience=SCHOOLS)
    make_holding(school, chief)
    assert page_of(client, chief, school, record).status_code == 404
    assert "Ashford Public Schools" in client.get(reverse("official")).text


def test_no_cache_stores_the_desk(client, chief, post, record):
    for name, words in (("official", []), ("official-memo", [post.pk, record.key]), ("official-receipts", [])):
        client.force_login(chief)
        assert "no-store" in client.get(reverse(name, args=words)).headers["Cache-Control"]


def cost(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def grow(posts, chief, count: int) -> None:
    for _ in range(count):
        memo = make_record("memo")
        make_published(memo, at=moment("2020-06-01"), points=[ONE, OTHER], **LONG_AGO)
        for post in posts:
            take_note(post, memo, chief, moment("2020-06-02"))
        revised(memo, {**ONE, "text": "Do one soon."}, {**OTHER, "text": "Now."}, {"key": "new", "text": "More."})
        make_published(make_record("memo"), at=moment("2020-06-01"), points=[ONE], **LONG_AGO)


def test_the_desk_costs_the_same_at_any_size(client, chief, post, record):
    posts = [post, make_post("Bolton")]
    make_holding(posts[1], chief)
    client.force_login(chief)
    addresses = ["/official/", "/official/?show=done", reverse("official-post", args=[post.pk])]
    grow(posts, chief, 1)
    small = [cost(client, address) for address in addresses]
    grow(posts, chief, 12)
    assert [cost(client, address) for address in addresses] == small
    assert max(small) <= 14
    second = client.get("/official/?page=2")
    assert second.context["pages"] == 3 and len(second.context["rows"]) == 20


def test_a_memo_costs_the_same_at_any_length(client, chief, post, record):
    client.force_login(chief)
    address = reverse("official-memo", args=[post.pk, record.key])
    costs = []
    revised(record, {**ONE, "key": "k0"}, at="2020-06-01")
    for number in (2, 8):
        take_note(post, record, chief, moment(f"2020-06-0{number}"))
        revised(
            record,
            *[{"key": f"k{n}", "text": f"Do {n}, {number}."} for n in range(number * 5)],
            at=f"2020-06-0{number + 1}",
        )
        costs.append(cost(client, address))
    assert costs[0] == costs[1]


def test_the_breadcrumbs_have_the_language_of_the_memo(client, post, chief):
    record = make_record("memo", key="arabic")
    make_published(record, at=moment("2020-06-01"), title="عنوان (860) 555-0134", language="ar", **LONG_AGO)
    page = page_of(client, chief, post, record).text
    number = '<bdi dir="ltr">(860) 555-0134</bdi>'
    assert f'<li aria-current="page"><bdi dir="rtl" lang="ar">عنوان {number}</bdi></li>' in page
