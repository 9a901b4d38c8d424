"""Three towns, a memo to police chiefs, and what some of the chiefs did about it in June 2020."""

import pytest

from guidance.models import Response
from tests.conftest import account
from tests.factories import make_holding, make_post, make_published, make_record, moment
from tests.guidance.officials.conftest import LONG_AGO
from tests.guidance.test_duties import ONE, OTHER, take_note

TOWNS = ("Ashford", "Bolton", "Canton")
DAY = "2020-06-10"


def decide(post, edition, key: str, at: str, by, decision: str = "adopted") -> None:
    words = edition.points.get(key=key).text_hash
    Response.objects.create(
        post=post, person=by, edition=edition, point_key=key, text_hash=words, decision=decision, at=moment(at)
    )


@pytest.fixture
def posts():
    posts_by_town = {town: make_post(town, recorded_at=None) for town in TOWNS}
    for town, post in posts_by_town.items():
        make_holding(post, account(f"chief-{town.lower()}"))
    return posts_by_town


@pytest.fixture
def holder(posts):
    return lambda town: posts[town].holdings.first().person


@pytest.fixture
def memo(posts, holder):
    """Ashford acknowledged both recommendations and decided about both. Bolton acknowledged both, and decided about
    the second, before the second changed."""
    record = make_record("memo", key="on-the-matter")
    first = make_published(record, at=moment("2020-06-01"), points=[ONE, OTHER], **LONG_AGO)
    take_note(posts["Bolton"], record, holder("Bolton"), moment("2020-06-02"))
    points = [ONE, {**OTHER, "text": "Do the other at once."}]
    second = make_published(record, at=moment("2020-06-04"), points=points, change_kind="major", **LONG_AGO)
    take_note(posts["Ashford"], record, holder("Ashford"), moment("2020-06-05"))
    decide(posts["Ashford"], first, "one", "2020-06-06", holder("Ashford"))
    decide(posts["Ashford"], second, "other", "2020-06-07", holder("Ashford"))
    decide(posts["Bolton"], first, "other", "2020-06-03", holder("Bolton"))
    return record
