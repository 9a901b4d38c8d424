"""A stored queryset finds what the queryset finds that is built afresh."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.db.models import Model

from announcements import services_board
from portal import views
from portal.api import record_endpoints
from portal.feeds import queries
from portal.lib.dates import get_local_date
from portal.lib.stored_querysets import StoredQuerySet
from portal.public import contradictions, page_queries
from portal.records import link_checks, publish_checks, references, serializers
from portal.records.kinds import get_point_model
from portal.records.models import Edition
from portal.records.models.parts import get_part_models

SECTIONS = ("announcements", "guidance", "")


def list_days(now: datetime) -> list[tuple[date, datetime]]:
    """Days and moments: nothing was public, some texts were, all are; a day long past and one far ahead."""
    moments = [now - timedelta(days=days) for days in (9000, 200, 0)] + [now + timedelta(days=900)]
    return [(get_local_date(moment) + timedelta(days=days), moment) for moment in moments for days in (-400, 0)]


def list_calls(edition: Edition, on: date, known: datetime) -> list[tuple[StoredQuerySet, tuple, dict]]:
    key, days = edition.record.key, {"on": on, "known": known}
    own = {"edition": edition.pk, "record": edition.record_id}
    numbers = {"key": key, "number": edition.number, "other": 1, "on": on, "at": known}
    return [
        *((page_queries.select_shown_edition, (section,), {"key": key} | days) for section in SECTIONS),
        *((page_queries.select_edition_in_force, (section,), {"key": key} | days) for section in SECTIONS),
        *((page_queries.select_numbered_editions, shape, numbers) for shape in product(SECTIONS, (False, True))),
        (page_queries.select_public_editions, (), {"record": edition.record_id} | days),
        (contradictions.select_conflicts, (), own | days | {"at": known + timedelta(days=1)}),
        (references.select_reference_rows, (), own | days),
        (references.select_shown_editions, (), days | {"since": known, "records": [edition.record_id, 1, 2]}),
        (record_endpoints.select_applying_edition, (), {"key": key} | days),
        (serializers.select_points, (get_point_model(edition.record.kind),), {"edition": edition.pk}),
        *((serializers.select_parts, (model,), {"editions": [edition.pk, 1, 2]}) for model in get_part_models()),
        (publish_checks.select_published_point_keys, (), {"record": edition.record_id}),
        (link_checks.select_point_keys, (), {"edition": edition.pk}),
        *((views.select_latest_editions, (section,), days) for section in SECTIONS[:2]),
        (views.select_latest_changes, (), {"known": known}),
        (services_board.select_board_items, (), days),
        (queries.select_event_editions, (), {"pks": [edition.pk, 1, 2, 3, 4], "on": on, "at": known}),
    ]


def describe(row) -> object:
    return {name: value for name, value in vars(row).items() if name != "_state"} if isinstance(row, Model) else row


@pytest.mark.django_db
def test_it_finds_what_the_queryset_finds(seeded, now):
    found = set()
    for edition in Edition.objects.select_related("record"):
        for on, known in list_days(now):
            for stored, shape, values in list_calls(edition, on, known):
                rows = [repr(describe(row)) for row in stored(*shape, **values)]
                assert rows == [repr(describe(row)) for row in stored.build(*shape, **values)], (stored, shape, values)
                found |= {stored.build} if rows else set()
    assert len(found) == 16, "one of them found nothing and proves nothing"


@StoredQuerySet
def select_later_editions(*, number: int, at: datetime):
    return Edition.objects.filter(number=number + 1, published_at__lte=at)


@StoredQuerySet
def select_edition(*, number: int):
    return Edition.objects.filter(number=number)


def test_a_function_that_computes_with_a_value_is_refused(db):
    with pytest.raises(ValueError, match="select_later_editions does not pass on .'number'. unchanged"):
        select_later_editions(number=1, at=datetime(2025, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("value", [None, True, 1.5, [1, None], {1}])
def test_only_days_moments_numbers_and_texts_are_values(db, value):
    with pytest.raises(TypeError, match="takes days, moments, numbers and texts"):
        select_edition(number=value)
