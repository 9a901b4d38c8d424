"""A server whose clock is wrong registers nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.register import clock
from portal.register.models import RegisterEntry, get_database_time
from portal.sources.models import SourceStep
from portal.sources.source_steps import perform_step
from tests.factories import make_draft, make_record, make_source

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("seconds", "words"), [(-3600, "3,600 seconds ahead of"), (3600, "3,600 seconds behind"), (2, ""), (-2, "")]
)
def test_a_server_with_a_wrong_clock_registers_nothing(client, editor, reviewer, now, monkeypatch, seconds, words):
    edition = make_draft(make_record("memo"), by=editor)
    edition.perform("submit", by=editor, at=now)
    client.force_login(reviewer)
    page = reverse("admin:guidance_memoedition_step", args=[edition.pk, "publish"])
    data = {"seen": client.get(page).context["form"]["seen"].value()}
    monkeypatch.setattr(clock, "get_database_time", lambda sql: get_database_time(sql) + timedelta(seconds=seconds))
    response = client.post(page, data)
    assert RegisterEntry.objects.exists() is not bool(words)
    assert not words or f"The clock of this server is {words} the clock of the database" in response.text


@pytest.mark.parametrize(("name", "before"), [("publish", ["propose"]), ("withdraw", ["propose", "publish"])])
def test_a_server_with_a_wrong_clock_decides_about_no_source_document(
    client, editor, reviewer, now, monkeypatch, name, before
):
    source = make_source("found", is_public=False)
    for step in before:
        perform_step(source, step, by=None, at=now)
    client.force_login(reviewer)
    monkeypatch.setattr(clock, "get_database_time", lambda sql: get_database_time(sql) - timedelta(hours=1))
    page = reverse("admin:sources_sourcedocument_step", args=[source.pk, name])
    refused = client.post(page, {"note": "It is private."})
    assert SourceStep.objects.count() == len(before)
    assert "The clock of this server is 3,600 seconds ahead" in refused.text
    assert 'id="error-summary"' in refused.text and "<title>Error: " in refused.text
