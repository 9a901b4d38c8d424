"""A citation of an earlier version stays where the words are the same, and only there."""

import pytest

from portal.records.models import Edition
from tests.factories import make_draft, make_published, make_record, make_source, publish, withdraw

pytestmark = [pytest.mark.django_db]
BODY = "The lobby opens at nine.\n\nThe lobby closes at five."
TEXT = "A title. The lobby opens at nine. The lobby closes at five. Call first. Wait here. June 5, 2020."
SPANS = {
    ("title", ""): "A title",
    ("body", ""): "The lobby opens at nine.",
    ("quotation", ""): "The lobby closes at five.",
    ("text", "point-1"): "Call first.",
    ("text", "point-2"): "Wait here.",
    ("posted_on", "point-2"): "June 5, 2020",
    ("published_on", ""): "June 5, 2020",
}
ALL = {*SPANS} - {("published_on", "")}


@pytest.fixture
def first(now) -> Edition:
    source = make_source("found", TEXT, is_public=False)
    points = ["Call first.", {"text": "Wait here.", "posted_on": "2020-06-05"}]
    draft = make_draft(make_record("memo"), title="A title", body=BODY, points=points)
    for (field, key), words in SPANS.items():
        start = TEXT.index(words)
        draft.citations.create(field=field, point_key=key, source=source, start=start, end=start + len(words))
    return publish(draft, at=now)


def edit(edition: Edition, now, *, point: str = "", **columns) -> set:
    """Changes the draft as the desk does, and returns what it cites."""
    if point:
        for row in edition.kind.point_model.objects.filter(edition=edition, key=point):
            for name, value in columns.items():
                setattr(row, name, value)
            row.save()
    else:
        for name, value in columns.items():
            setattr(edition, name, value)
        edition.save()
    edition.perform("edit", by=None, at=now)
    return list_cited(edition)


def list_cited(edition: Edition) -> set:
    return set(edition.citations.values_list("field", "point_key"))


def test_citations_follow_the_words_of_a_draft(first, now):
    draft = make_draft(first.record)
    assert list_cited(draft) == ALL
    assert edit(draft, now, point="point-1", text="Call *first*.") == ALL
    assert edit(draft, now, point="point-1", text="Do not call.") == ALL - {("text", "point-1")}
    assert edit(draft, now, point="point-1", text="Call first.") == ALL, "the words are back"
    assert edit(draft, now, point="point-2", posted_on="2025-07-01") == ALL - {("posted_on", "point-2")}
    body = BODY.replace("closes at five", "is closed")
    assert edit(draft, now, body=body) == ALL - {("posted_on", "point-2"), ("quotation", "")}
    draft.points.filter(key="point-1").delete()
    left = edit(draft, now, title="Another title")
    assert left == {("body", ""), ("text", "point-2")}
    assert list(draft.citations.values_list("position", flat=True)) == sorted(
        set(draft.citations.values_list("position", flat=True))
    )


def test_a_version_without_links_to_the_source_gives_them_back(first, now):
    second = make_draft(first.record)
    second.citations.all().delete()
    publish(second, at=now)
    assert list_cited(make_draft(first.record)) == ALL


def test_a_draft_cites_nothing_that_only_a_text_published_in_error_cites(first, now):
    other = make_published(first.record, at=now, effective_from="2025-06-01")
    withdraw(first, at=now, kind="published_in_error")
    assert list_cited(make_draft(first.record)) == ALL, "the later version cites it too"
    withdraw(other, at=now, kind="published_in_error")
    assert list_cited(make_draft(first.record, title="A title", body=BODY)) == set()


def test_a_citation_of_the_draft_itself_stays(first, now):
    draft, source = make_draft(first.record), make_source("other", "Stay home.", is_public=False)
    draft.citations.filter(field="title").delete()
    draft.citations.create(field="title", source=source, start=0, end=4)
    edit(draft, now, title="Stay")
    assert list(draft.citations.filter(field="title").values_list("source__key", flat=True)) == ["other"]
