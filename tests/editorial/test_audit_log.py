"""The log of a record: its events with person, time and reason, paged by key and as CSV."""

import csv
import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.editorial import audit_log
from portal.editorial.models import DraftLink
from tests.editorial.edition_forms import screen
from tests.factories import make_draft, make_record

NOW = timezone.now()


@pytest.fixture
def draft(editor):
    return make_draft(make_record("memo", key="memo"), by=editor, title="To the chiefs")


def make_link(draft, editor, **facts) -> DraftLink:
    facts = {"for_whom": "The counsel", "made_at": NOW, "expires_at": NOW + timedelta(days=3)} | facts
    return DraftLink.objects.create(edition=draft, made_by=editor, **facts)


def address(draft) -> str:
    return f"/admin/records/{draft.record_id}/log/"


def list_events(draft) -> list[tuple]:
    return [(event.what.partition(",")[0], event.who, event.why) for event in audit_log.iterate_log(draft.record, 50)]


def test_the_log_contains_every_step_of_every_version(draft, editor, reviewer):
    draft.perform("edit", by=editor, at=NOW)
    draft.perform("submit", by=editor, at=NOW)
    draft.perform("send_back", by=reviewer, at=NOW, note="Which towns?")
    draft.perform("submit", by=editor, at=NOW)
    draft.perform("publish", by=reviewer, at=NOW)
    draft.perform("withdraw", by=reviewer, at=NOW, note="It is over.", kind="no_longer_applies")
    make_draft(draft.record, by=reviewer)
    events = list_events(draft)
    steps = ["Saved", "Submit for review", "Send back", "Submit for review", "Publish", "Withdraw"]
    for what in {*steps, "Begun"}:
        assert len([event for event in events if event[0] == what]) == steps.count(what) or what == "Begun", what
    assert [event for event in events if event[0] == "Begun"] == [("Begun", "Reviewer", ""), ("Begun", "Editor", "")]
    assert ("Send back", "Reviewer", "Which towns?") in events and ("Withdraw", "Reviewer", "It is over.") in events
    texts = [event.what for event in audit_log.iterate_log(draft.record, 50)]
    entries = [text for text in texts if text.startswith("Register entry")]
    assert [entry.split(": ")[1].split(",")[0] for entry in entries] == ["withdrawn", "published"]


def test_the_log_contains_the_use_of_links(draft, editor):
    link = make_link(draft, editor)
    link.openings.create(at=NOW, content_digest="a" * 64)
    link.replies.create(kind="comment", name="A clerk", text="Plainer, please.", at=NOW, content_digest="a" * 64)
    link.ended_at, link.ended_by = NOW + timedelta(hours=1), editor
    link.save()
    assert ("Link for The counsel ended", "Editor", "") in list_events(draft)
    assert ("Link opened; text aaaaaaaaaaaa…", "The counsel", "") in list_events(draft)
    comment = ("Comment through a link; text aaaaaaaaaaaa…", "A clerk (link for The counsel)", "Plainer, please.")
    assert comment in list_events(draft)
    assert list_events(draft)[-1][0] == "Begun" or list_events(draft)[0][0].startswith("Link for")


def test_a_scheduled_publication_shows_its_moment(draft):
    draft.perform("submit", by=None, at=NOW)
    draft.perform("publish", by=None, at=NOW + timedelta(days=3))
    texts = [event.what for event in audit_log.iterate_log(draft.record, 50)]
    [what] = [text for text in texts if text.startswith("Publish")]
    assert what.startswith("Publish, for ") and what.endswith(audit_log.format_moment(NOW + timedelta(days=3)))


def test_the_log_contains_nothing_of_another_record(draft, editor):
    other = make_draft(make_record("memo", key="memo-2"), by=editor)
    make_link(other, editor, for_whom="Somebody else").openings.create(at=NOW, content_digest="b" * 64)
    other.perform("force_publish", by=None, at=NOW, note="Another reason.")
    assert [event for event in list_events(draft) if event[0] != "Record created"] == [("Begun", "Editor", "")]


def test_pages_contain_every_event_once(client, draft, editor):
    link = make_link(draft, editor)
    for number in range(settings.PAGE_SIZE + 5):
        draft.perform("edit", by=editor, at=NOW)
        # All events have the same moment, so that their order within it matters.
        link.openings.create(at=NOW, content_digest=f"{number:064}")
    client.force_login(editor)
    seen, query = [], ""
    while True:
        context = client.get(address(draft) + query).context
        seen += [event.key for event in context["happenings"]]
        if not context["next"]:
            break
        query = f"?after={context['next']}"
    assert seen == sorted(set(seen), reverse=True) and len(seen) == 2 * (settings.PAGE_SIZE + 5) + 3
    assert seen == [event.key for event in audit_log.iterate_log(draft.record, 7)]


def test_the_number_of_queries_does_not_grow_with_the_log(client, draft, editor):
    client.force_login(editor)
    counts = []
    for size in (1, 30):
        for number in range(size):
            make_link(draft, editor).openings.create(at=NOW, content_digest=f"{number:064}")
            draft.perform("edit", by=editor, at=NOW)
        with CaptureQueriesContext(connection) as captured:
            client.get(address(draft))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 16


def test_the_screens_of_record_and_version_link_to_the_log(client, draft, editor):
    client.force_login(editor)
    for page in (screen(draft), f"/admin/guidance/guidance/{draft.record_id}/change/"):
        assert f'href="{address(draft)}"' in client.get(page).text


def test_the_csv_file_contains_the_whole_log_with_formulas_escaped(client, draft, editor):
    for number in range(settings.PAGE_SIZE + 5):
        draft.perform("edit", by=editor, at=NOW, note=f"=1+{number}")
    client.force_login(editor)
    text = client.get(f"{address(draft)}csv/").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["When", "Version", "What", "Who", "Why"] and len(rows) == settings.PAGE_SIZE + 8
    assert all(row[4].startswith("'=1+") for row in rows[1:-2])
    assert [row[2:4] for row in rows[-2:]] == [["Begun", "Editor"], ["Record created", "the operator"]]


def test_people_who_may_not_read_versions_cannot_read_the_log(client, draft, outsider):
    draft.perform("edit", by=None, at=NOW, note="Secret")
    outsider.is_staff = True
    outsider.save()
    client.force_login(outsider)
    assert client.get(address(draft)).status_code == client.get(f"{address(draft)}csv/").status_code == 403


@pytest.mark.parametrize("after", ["x", "1", "1-2", "1-2-x", "9" * 18 + "-0-1", "-1-0-1"])
def test_invalid_positions_are_refused(client, draft, editor, after):
    client.force_login(editor)
    assert client.get(f"{address(draft)}?after={after}").status_code == 404
    assert client.get("/admin/records/999999/log/").status_code == 404


def test_hostile_input_is_escaped(client, draft, editor):
    evil = "<script>alert(1)</script>"
    draft.perform("edit", by=editor, at=NOW, note=evil)
    make_link(draft, editor, for_whom=evil).openings.create(at=NOW, content_digest="a" * 64)
    client.force_login(editor)
    page = client.get(address(draft)).text
    assert evil not in page and "&lt;script&gt;" in page
