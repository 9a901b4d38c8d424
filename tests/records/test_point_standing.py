"""The standing of a point by its own days: the same for a point of a document and for a row."""

import pytest

from portal.records.models import Point
from portal.records.point_standing import format_point_standing, get_point_standing, split_ended_points
from tests.factories import day, make_draft, make_record

DAYS = {
    "ended": (None, "2020-06-06"),
    "open": (None, None),
    "coming": ("2028-01-01", None),
    "brief": ("2020-06-05", "2020-06-06"),
}
BEFORE, LAST, AFTER = day("2020-06-04"), day("2020-06-05"), day("2020-06-06")


@pytest.mark.django_db
def test_a_point_ends_after_its_last_day_and_begins_on_its_first_in_documents_and_in_queries():
    columns = [
        {"key": key, "effective_from": day(first) if first else None, "effective_until": day(end) if end else None}
        for key, (first, end) in DAYS.items()
    ]
    points = list(make_draft(make_record("service_notice"), points=columns).points.all())
    data = {point.key: point.as_data() for point in points}
    said = {on: {key: format_point_standing(point, on) for key, point in data.items()} for on in (BEFORE, LAST, AFTER)}
    coming, never = "Begins January 1, 2028", ""
    assert said[BEFORE] == {"ended": never, "open": never, "coming": coming, "brief": "Begins June 5, 2020"}
    assert said[LAST] == {"ended": never, "open": never, "coming": coming, "brief": never}
    over = "Ended June 5, 2020"
    assert said[AFTER] == {"ended": over, "open": never, "coming": coming, "brief": over}
    for on in (BEFORE, LAST, AFTER):
        standings = {key: get_point_standing(point, on) for key, point in data.items()}
        for keys, rows in (
            ({key for key in DAYS if standings[key] != "ended"}, Point.objects.not_ended(on)),
            ({key for key in DAYS if standings[key] != "upcoming"}, Point.objects.begun(on)),
            ({key for key in DAYS if standings[key] != "in_effect"}, Point.objects.out_of_effect(on)),
        ):
            assert set(rows.values_list("key", flat=True)) == keys
    current, ended = split_ended_points(list(data.values()), AFTER)
    assert [point["key"] for point in current] == ["open", "coming"]
    assert [point["number"] for point in ended] == [1, 4]


def test_a_point_of_an_edition_that_is_not_in_effect_has_the_standing_of_the_edition():
    point = {"effective_from": None, "effective_until": "2020-06-06"}
    assert get_point_standing(point, AFTER, "withdrawn") == "withdrawn"
    assert get_point_standing(point, AFTER, "in_effect") == "ended"
