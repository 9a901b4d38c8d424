"""Limits for links to drafts: rows of the log, and requests in a minute."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.signals import template_rendered
from django.utils import timezone

from portal.editorial import models
from portal.editorial.share_links.request_limits import MAX_PER_MINUTE
from portal.records.models import Edition
from tests.editorial.test_share_links import address, draft, link  # noqa: F401  fixtures

NOW = timezone.now().replace(second=0)


@pytest.fixture
def clock(monkeypatch):
    times = {"at": NOW}
    monkeypatch.setattr("django.utils.timezone.now", lambda: times["at"])
    return times


def test_a_flood_of_requests_leaves_one_row_and_is_refused(client, clock, address, link):  # noqa: F811
    codes = [client.get(address).status_code for _ in range(MAX_PER_MINUTE + 5)]
    assert codes == [200] * MAX_PER_MINUTE + [429] * 5 and link.openings.count() == 1
    refused = client.get(address)
    assert refused.headers["Retry-After"] == "60" and "Read it twice." not in refused.text
    assert client.post(address, {}).status_code == client.head(address).status_code == 429
    clock["at"] += timedelta(minutes=1)
    assert client.get(address).status_code == 200 and link.openings.count() == 1


def test_a_flood_does_not_affect_other_links(client, clock, address, link, editor):  # noqa: F811
    other = models.DraftLink.objects.create(
        edition=link.edition, for_whom="B", made_by=editor, made_at=NOW, expires_at=link.expires_at
    )
    for _ in range(MAX_PER_MINUTE + 1):
        refused = client.get(address)
    assert refused.status_code == 429 and client.get(f"/drafts/{other.token}/").status_code == 200


def test_a_later_opening_and_another_text_are_logged(client, clock, address, link):  # noqa: F811
    for minutes in (0, 59, 1, 59, 1):
        clock["at"] += timedelta(minutes=minutes)
        client.get(address)
    assert link.openings.count() == 3
    Edition.objects.filter(pk=link.edition_id).update(title="Other words")
    client.get(address)
    assert link.openings.count() == 4 and link.openings.values("content_digest").distinct().count() == 2


def test_a_full_log_only_accepts_new_texts(link, monkeypatch):  # noqa: F811
    monkeypatch.setattr(models, "MAX_OPENINGS", 3)
    for hour in range(9):
        link.log_opening("a" * 64, at=NOW + timedelta(hours=hour))
    assert link.openings.count() == 3
    for hour in range(9):
        link.log_opening("b" * 64, at=NOW + timedelta(hours=hour))
    assert link.openings.count() == 4


@pytest.mark.django_db(transaction=True)
def test_the_page_is_rendered_while_no_transaction_is_open(client, address, link):  # noqa: F811
    """The comparison of two long texts takes a while, and on SQLite nobody else could write until it ended."""
    states = []

    def note_state(**facts):
        states.append(connection.in_atomic_block)

    template_rendered.connect(note_state)
    try:
        assert client.get(address).status_code == 200 and link.openings.count() == 1
    finally:
        template_rendered.disconnect(note_state)
    assert states and not any(states)
