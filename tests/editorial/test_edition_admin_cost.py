"""Queries of the screen of an edition with ten times the points: the same to open it, and few more to save it."""

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


def count_queries(request) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = request()
    assert response.status_code in (200, 302) and not errors(response), errors(response)
    return len(captured)


def save(client, draft, change) -> int:
    data = opened(client, draft)
    change(data, prefix_of(data), draft.points.count())
    return count_queries(lambda: client.post(screen(draft), data))


def change_one_text(data: dict, prefix: str, size: int) -> None:
    data[f"{prefix}-{size - 1}-text"] = "Do it differently."


def change_every_text(data: dict, prefix: str, size: int) -> None:
    data.update({f"{prefix}-{index}-text": f"Do it differently, {index}." for index in range(size)})


def move_last_row_first(data: dict, prefix: str, size: int) -> None:
    data[f"{prefix}-{size - 1}-number"] = 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_queries_to_open_do_not_grow_with_the_number_of_points(client, draft_of, kind):
    few, many = draft_of(kind, 20), draft_of(kind, 200)
    for draft in (few, many):
        client.get(screen(draft))  # The first opening stores a snapshot.
    counts = [count_queries(lambda draft=draft: client.get(screen(draft))) for draft in (few, many)]
    assert counts[0] == counts[1] and counts[0] < 60


@pytest.mark.parametrize("change", [change_one_text, move_last_row_first])
def test_the_queries_to_save_one_row_do_not_grow_with_the_number_of_points(client, draft_of, change):
    few, many = (save(client, draft_of(Kind.SERVICE_NOTICE, size), change) for size in (20, 200))
    # Rows that only get a new number are written in batches.
    assert many <= few + 20


def test_the_queries_to_save_all_rows_grow_less_than_the_number_of_points(client, draft_of):
    few, many = (save(client, draft_of(Kind.SERVICE_NOTICE, size), change_every_text) for size in (20, 200))
    assert many <= 8 * few, f"{many} queries for 200, {few} for 20"
