"""The screen of an edition with ten times the points: opened with as many queries, saved with few more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.editorial.edition_forms import errors, opened, prefix_of, screen
from tests.factories import make_draft, make_record
from tests.kinds import Kind

KINDS = [Kind.SERVICE_NOTICE, Kind.MEMO, Kind.QUESTIONS, Kind.PRESS_RELEASE]


@pytest.fixture
def draft_of(client, editor):
    client.force_login(editor)

    def make(kind: str, size: int):
        record = make_record(kind, is_official=kind != Kind.QUESTIONS)
        return make_draft(record, by=editor, points=[f"Do the thing {n}." for n in range(1, size + 1)])

    return make


def queries(client, do) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = do()
    assert response.status_code in (200, 302) and not errors(response), errors(response)
    return len(captured)


def save(client, draft, change) -> int:
    data = opened(client, draft)
    change(data, prefix_of(data), draft.points.count())
    return queries(client, lambda: client.post(screen(draft), data))


def one_text(data: dict, prefix: str, size: int) -> None:
    data[f"{prefix}-{size - 1}-text"] = "Do it differently."


def every_text(data: dict, prefix: str, size: int) -> None:
    data.update({f"{prefix}-{index}-text": f"Do it differently, {index}." for index in range(size)})


def last_first(data: dict, prefix: str, size: int) -> None:
    data[f"{prefix}-{size - 1}-number"] = 1


@pytest.mark.parametrize("kind", KINDS)
def test_opening_costs_the_same_for_any_number_of_points(client, draft_of, kind):
    few, many = draft_of(kind, 20), draft_of(kind, 200)
    for draft in (few, many):
        client.get(screen(draft))  # the first opening keeps what the draft says
    counts = [queries(client, lambda draft=draft: client.get(screen(draft))) for draft in (few, many)]
    assert counts[0] == counts[1] and counts[0] < 60


@pytest.mark.parametrize("change", [one_text, last_first])
def test_saving_a_change_of_one_row_costs_the_same_for_any_number_of_points(client, draft_of, change):
    few, many = (save(client, draft_of(Kind.SERVICE_NOTICE, size), change) for size in (20, 200))
    # Rows that are only renumbered are written many at a time.
    assert many <= few + 20


def test_saving_changes_of_all_rows_costs_at_most_eight_times_as_much_for_ten_times_the_points(client, draft_of):
    few, many = (save(client, draft_of(Kind.SERVICE_NOTICE, size), every_text) for size in (20, 200))
    assert many <= 8 * few, f"{many} queries for 200, {few} for 20"
