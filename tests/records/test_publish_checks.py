"""Reasons against publishing a text: each with a text that is refused, and a similar one that is accepted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidance.models import Recommendation
from portal.records.models import Edition
from portal.records.publish_checks import find_text_obstacles
from tests.factories import day, make_draft, make_published, make_record, make_service, moment, withdraw

pytestmark = pytest.mark.django_db

BODIES = {
    "# One\n\n## Two\n\n# Three": "",
    "## Two": "The text skips a heading level at “Two”: write # there, not ##.",
    "# One\n\n### Three": "The text skips a heading level at “Three”: write ## there, not ###.",
    "![A map](/map.png)": "The text links to /map.png, which is not a public page.",
    "![](https://example.org/map.png)": "The text has an image without alternative text. Add it: "
    "![what it shows](https://example.org/map.png).",
    "[out](https://example.org/x)": "",
    "[out](https://example)": "The text has an invalid link: https://example",
    "[write](mailto:press@example.org)": "",
    "[write](mailto:press)": "The text has an invalid link: mailto:press",
    "[call](tel:860-685-8480)": "",
    "[call](tel:+1-860-685-8480;ext=12)": "",
    "[call](tel:711)": "",
    "[call](tel:Anna)": "The text has an invalid link: tel:Anna",
    "[call](tel:---)": "The text has an invalid link: tel:---",
    "[call](tel:555-0134)": "The text has an invalid link: tel:555-0134",
    "[lost](lost:)": "",
    "[list](/guidance/)": "",
    "[there](/guidance/there/)": "",
    "[there](/guidance/there)": "",
    "[there](/guidance/there/#point-1)": "",
    "[there](/guidance/there/points/point-1/)": "",
    "[there](/guidance/there/editions/1/)": "",
    "[there](/guidance/there/on/2025-06-01/)": "",
    "[there](/guidance/there/editions/2/)": "The text links to /guidance/there/editions/2/, "
    "which is not a public page.",
    "[there](/guidance/there/#point-9)": "The text links to /guidance/there/#point-9, which is not a public page.",
    "[there](/announcements/there/)": "The text links to /announcements/there/, which is not a public page.",
    "[x](/guidance/nothing/)": "The text links to /guidance/nothing/, which is not a public page.",
    "[x](/guidance/waiting/)": "The text links to /guidance/waiting/, which is not a public page.",
    "[x](/guidance/wrong/)": "The text links to /guidance/wrong/, which is not a public page.",
    "[x](/nothing/)": "The text links to /nothing/, which is not a public page.",
    "[x](/sources/nothing/)": "The text links to /sources/nothing/, which is not a public page.",
    "[x](/admin/)": "The text links to /admin/, which is not a public page.",
    "[x](page.html)": "The text links to “page.html”: begin an address of this site with one / and another with "
    "https://.",
    "[x](//example.org/)": "The text links to “//example.org/”: begin an address of this site with one / and another "
    "with https://.",
    "[own](#point-1)": "",
    "[own](/guidance/own/points/point-1/)": "",
    "[own](/guidance/own/editions/1/)": "",
    "# Fees\n\n[own](#text.fees)": "",
    "[other](/guidance/there/#text.fees)": "",
    "[own](#text.fees)": "The text links to #text.fees, and no point or heading of this text has that key.",
    "[own](#point-9)": "The text links to #point-9, and no point or heading of this text has that key.",
}


@pytest.fixture
def others(db):
    june = moment("2025-06-01")
    make_published(make_record("memo", key="there"), at=june)
    make_published(make_record("memo", key="waiting"), at=moment("2999-06-01"))
    withdraw(make_published(make_record("memo", key="wrong"), at=june), at=june, kind="published_in_error")


@pytest.mark.parametrize("body, reason", BODIES.items(), ids=BODIES)
def test_links_headings_and_images(body, reason, others, now):
    draft = make_draft(make_record("memo", key="own"), body=body)
    assert find_text_obstacles(draft, now) == ([reason] if reason else [])


def test_a_reason_names_the_place_of_the_problem(now):
    draft = make_draft(make_record("memo"), points=["Fine.", "[x](/nothing/)"], provenance="### Deep")
    assert find_text_obstacles(draft, now) == [
        "“About this text” skips a heading level at “Deep”: write # there, not ###.",
        "Recommendation 2 links to /nothing/, which is not a public page.",
    ]


def test_a_link_to_a_text_that_will_be_public_by_then_is_accepted(others):
    draft = make_draft(make_record("memo"), body="[x](/guidance/waiting/)")
    assert find_text_obstacles(draft, moment("2999-06-02")) == []


def test_a_press_release_needs_a_contact(now):
    release = make_draft(make_record())
    assert find_text_obstacles(release, now) == []
    release.contacts.all().delete()
    reasons = find_text_obstacles(release, now)
    assert reasons == ["A press release needs a contact for the press."]
    Edition.objects.filter(pk=release.pk).update(is_reconstructed=True)
    release.refresh_from_db()
    assert find_text_obstacles(release, now) == []


def test_a_recommendation_needs_an_audience():
    assert Recommendation(number=2).obstacles(is_new=True) == ["Recommendation 2: choose who is to act on it."]
    assert Recommendation(number=2, audience="police_chiefs").obstacles(is_new=True) == []


def test_an_effective_day_before_the_signing_needs_a_reason(now):
    days = {"signed_on": day("2025-06-20"), "effective_from": day("2025-06-01")}
    [reason] = find_text_obstacles(make_draft(make_record("memo"), **days), now)
    assert reason.startswith("It is to apply from June 1, 2025, before it was signed on June 20, 2025: give the reason")
    explained = make_draft(make_record("memo"), provenance="It applies from June 1, 2025 because the law does.", **days)
    assert find_text_obstacles(explained, now) == []
    assert find_text_obstacles(make_draft(make_record("memo"), **days | {"signed_on": day("2025-06-01")}), now) == []


NOTES = {
    "updated": "The change note is only “updated”: describe what changed.",
    "The first sentence is plainer.": "The change note leaves out recommendation 2, which has changed: mention it "
    "as “recommendation 2” or by a word that no other recommendation has.",
    "Recommendation 2 is plainer.": "",
    "All recommendations are plainer.": "",
}


@pytest.mark.parametrize("note, reason", NOTES.items(), ids=NOTES)
def test_a_change_note_must_mention_each_changed_point(note, reason, now):
    record = make_record("memo")
    make_published(record, at=now, points=["Do this.", "Do that."])
    draft = make_draft(record, points=["Do this.", "Do it."], change_note=note)
    assert find_text_obstacles(draft, now) == ([reason] if reason else [])


def test_many_unmentioned_points_give_one_reason(now):
    record = make_record("memo")
    make_published(record, at=now, points=["Do this."] * 8)
    draft = make_draft(record, points=["Do that."] * 8, change_note="It says things better.")
    [reason] = find_text_obstacles(draft, now)
    assert reason.startswith("The change note leaves out recommendations 1–8: name them")


def count_queries(record, count: int, now) -> int:
    points = [f"See [this](/guidance/there/#point-1) and ![map](/x.png), {number}." for number in range(count)]
    if record.kind == "service_notice":
        points = [{"text": text, "service": make_service(f"s{n}", f"S {n}")} for n, text in enumerate(points)]
    draft = make_draft(record, points=points, change_note="It says things better.")
    with CaptureQueriesContext(connection) as queries:
        assert draft.obstacles("submit", by=None, at=now)
    return len(queries)


@pytest.mark.parametrize("kind", ["memo", "service_notice"])
def test_two_hundred_points_cost_no_more_queries_than_two(kind, others, now):
    few, many = (make_record(kind) for _ in range(2))
    for record in (few, many):
        make_published(record, at=now)
    assert count_queries(many, 200, now) == count_queries(few, 2, now)
