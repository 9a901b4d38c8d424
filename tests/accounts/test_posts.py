"""Agencies, posts and their holders: the rules of the models and of the database."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from portal.accounts.models import Agency, Holding, Post
from tests.conftest import account
from tests.factories import day, make_holding, make_post

pytestmark = pytest.mark.django_db

CELL = {"held_from": "2024-01-01", "held_until": "2025-01-01"}


@pytest.fixture
def post() -> Post:
    return make_post()


@pytest.mark.parametrize(
    "held_from, held_until, is_free",
    [
        ("2023-01-01", "2024-01-01", True),
        ("2025-01-01", "", True),
        ("2023-01-01", "2024-01-02", False),
        ("2024-12-31", "", False),
        ("2024-03-01", "2024-04-01", False),
        ("2023-01-01", "", False),
        ("2024-01-01", "2025-01-01", False),
    ],
)
@pytest.mark.parametrize("through_model", [True, False], ids=["clean", "database"])
def test_a_post_has_at_most_one_holder_on_each_day(post, held_from, held_until, is_free, through_model):
    make_holding(post, account("first"), **CELL)
    second = Holding(post=post, person=account("second"), held_from=day(held_from))
    second.held_until = day(held_until) if held_until else None
    act, refusal = (second.full_clean, ValidationError) if through_model else (second.save, DatabaseError)
    if is_free:
        act()
    else:
        with pytest.raises(refusal, match="somebody else holds the post"), transaction.atomic():
            act()


def test_the_database_refuses_an_update_to_a_second_holder(post):
    first = make_holding(post, account("first"), **CELL)
    second = make_holding(post, account("second"), "2025-01-01")
    Holding.objects.filter(pk=first.pk).update(held_until=day("2024-06-01"))
    for change in ({"held_from": day("2024-05-31")}, {"held_from": day("2023-01-01")}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Holding.objects.filter(pk=second.pk).update(**change)
    deputy = make_holding(post, account("deputy"), "2025-02-01", "2025-03-01", is_deputy=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Holding.objects.filter(pk=deputy.pk).update(is_deputy=False)


def test_holders_of_other_posts_and_deputies_may_overlap(post):
    make_holding(post, account("first"), **CELL)
    make_holding(make_post("Bolton"), account("second"), **CELL)
    for name in ("third", "fourth"):
        holding = Holding(post=post, person=account(name), held_from=day("2024-02-01"), is_deputy=True)
        with pytest.raises(ValidationError, match="A deputy needs an end"):
            holding.full_clean()
        holding.held_until = day("2024-03-01")
        holding.full_clean()
        holding.save()


@pytest.mark.parametrize("facts", [{"held_until": "2024-01-01"}, {"is_deputy": True}])
def test_the_database_refuses_an_empty_span_and_a_deputy_without_an_end(post, facts):
    with pytest.raises(DatabaseError), transaction.atomic():
        make_holding(post, account("first"), "2024-01-01", **facts)


@pytest.mark.parametrize(
    "on, expected",
    [("2023-12-31", False), ("2024-01-01", True), ("2024-12-31", True), ("2025-01-01", False)],
)
@pytest.mark.parametrize("is_deputy", [True, False])
def test_a_post_is_held_from_its_first_day_until_its_end(post, on, expected, is_deputy):
    holder = account("holder")
    make_holding(post, holder, **CELL, is_deputy=is_deputy)
    make_post("Bolton")
    assert list(Post.objects.held_by(holder, day(on))) == [post] * expected


@pytest.mark.parametrize(
    "on, expected", [("2023-12-31", False), ("2024-01-01", True), ("2024-12-31", True), ("2025-01-01", False)]
)
def test_nobody_holds_a_post_on_days_when_it_does_not_exist(post, on, expected):
    holder = account("holder")
    make_holding(post, holder, "2020-01-01")
    Post.objects.update(open_from=day("2024-01-01"), open_until=day("2025-01-01"))
    assert list(Post.objects.held_by(holder, day(on))) == list(Post.objects.open(day(on))) == [post] * expected
    assert Post.objects.get().is_open(day(on)) is expected
    with pytest.raises(DatabaseError), transaction.atomic():
        Post.objects.update(open_until=day("2024-01-01"))


def test_strangers_visitors_and_closed_accounts_hold_nothing(post):
    holder = account("holder")
    make_holding(post, holder)
    holder.is_active = False
    for user in (holder, account("stranger"), AnonymousUser()):
        assert not Post.objects.held_by(user, day("2025-01-01")).exists()


def test_names_of_agencies_cannot_differ_only_by_capitals(post):
    agency = Agency(name="ASHFORD police department", kind="police_department", town="Ashford")
    with pytest.raises(ValidationError, match="already exists"):
        agency.full_clean()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_holders_entered_at_once_see_each_other(post):
    first, second = account("first"), account("second")
    other = connection.copy()
    try:
        with transaction.atomic():
            make_holding(post, first)
            other.ensure_connection()
            with other.cursor() as cursor:
                cursor.execute("SET lock_timeout = '200ms'")
                with pytest.raises(DatabaseError, match="lock timeout"):
                    cursor.execute(
                        "INSERT INTO accounts_holding (post_id, person_id, held_from, is_deputy)"
                        " VALUES (%s, %s, '2024-01-01', false)",
                        [post.pk, second.pk],
                    )
    finally:
        other.close()
