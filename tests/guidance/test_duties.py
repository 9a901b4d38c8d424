"""What a post still has to acknowledge: every kind of change in the database, and random histories."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.duties import QUIET_CHANGE_KINDS, AudienceText, PointState, SeenPoint, get_point_state
from guidance.officials.acknowledge import acknowledge_points
from guidance.officials.queries import list_memo_statuses
from portal.lib.dates import get_local_date
from portal.records.models import Record
from tests.conftest import account
from tests.factories import make_holding, make_post, make_published, make_record, moment, withdraw

CHIEFS, SCHOOLS = "police_chiefs", "school_superintendents"
ONE, OTHER = {"key": "one", "text": "Do one."}, {"key": "other", "text": "Do the other."}
SECOND = {
    "unchanged": [ONE, OTHER],
    "changed": [{**ONE, "text": "Do one soon."}, OTHER],
    "added": [ONE, OTHER, {"key": "new", "text": "Do more."}],
    "removed": [OTHER],
    "renumbered": [OTHER, ONE],
    "moved": [{**ONE, "audience": SCHOOLS}, OTHER],
}
"""The points of version 2. Version 1 has ONE and OTHER, both for police chiefs."""
KINDS = ("major", "minor", "correction")
STATES = {
    # What happened to the point, and whether it was acknowledged: its state for the chief if version 2 is a major
    # edition, a minor edition, and a correction.
    ("unchanged", True): "acknowledged acknowledged acknowledged",
    ("unchanged", False): "new new new",
    ("changed", True): "changed acknowledged acknowledged",
    ("changed", False): "new new new",
    ("added", True): "new new new",
    ("added", False): "new new new",
    ("removed", True): "none none none",
    ("removed", False): "none none none",
    ("renumbered", True): "acknowledged acknowledged acknowledged",
    ("renumbered", False): "new new new",
    ("moved", True): "none none none",
    ("moved", False): "none none none",
}
NEVER_MINOR = ("added", "removed", "moved")
CELLS = [
    (became, is_acknowledged, kind, expected)
    for (became, is_acknowledged), row in STATES.items()
    for kind, expected in zip(KINDS, row.split(), strict=True)
    if not (kind == "minor" and became in NEVER_MINOR)
]


def take_note(post, record: Record, by, at) -> None:
    """Acknowledges everything that is open, as the form of the memo's page does."""
    [memo] = list_memo_statuses([post], get_local_date(at), at, record=record.pk)
    edition = record.editions.get(pk=memo.edition)
    shown = dict(edition.points.filter(key__in=memo.open_keys).values_list("key", "text_hash"))
    acknowledge_points(post.pk, record.pk, shown, edition=edition.pk, by=by, at=at)


def states(post, record: Record, at) -> dict[str, str]:
    memos = list_memo_statuses([post], get_local_date(at), at, record=record.pk)
    return {key: state.value for memo in memos for key, state in memo.states.items()}


@pytest.mark.django_db
@pytest.mark.parametrize("became, is_acknowledged, kind, expected", CELLS)
def test_the_state_of_a_point_across_two_versions(became, is_acknowledged, kind, expected):
    chief, post, school = account("chief"), make_post(), make_post(audience=SCHOOLS)
    make_holding(post, chief)
    record = make_record("memo")
    make_published(record, at=moment("2025-06-01"), points=[ONE, OTHER])
    if is_acknowledged:
        take_note(post, record, chief, moment("2025-06-02"))
    make_published(record, at=moment("2025-06-03"), points=SECOND[became], change_kind=kind)
    at = moment("2025-06-04")
    key = "new" if became == "added" else "one"
    assert states(post, record, at).get(key, "none") == expected
    assert states(post, record, at)["other"] == ("acknowledged" if is_acknowledged else "new")
    assert states(school, record, at) == ({"one": "new"} if became == "moved" else {})
    assert states(make_post("Bolton"), record, at).get("other") == "new"


@pytest.mark.django_db
class TestHistories:
    @pytest.fixture
    def chief(self):
        return account("chief")

    @pytest.fixture
    def post(self, chief):
        post = make_post()
        make_holding(post, chief)
        return post

    @pytest.fixture
    def record(self, post, chief):
        record = make_record("memo")
        make_published(record, at=moment("2025-06-01"), points=[ONE, OTHER])
        take_note(post, record, chief, moment("2025-06-02"))
        return record

    def test_an_upcoming_version_is_due_from_its_first_day(self, post, record):
        text = [{**ONE, "text": "Do one soon."}, OTHER]
        effective = get_local_date(moment("2025-07-01"))
        make_published(record, at=moment("2025-06-03"), points=text, change_kind="major", effective_from=effective)
        assert states(post, record, moment("2025-06-30"))["one"] == "acknowledged"
        assert states(post, record, moment("2025-07-01"))["one"] == "changed"

    def test_a_correction_of_todays_text_is_not_compared_with_the_upcoming_version(self, post, record):
        first = record.editions.get()
        later = [{**ONE, "text": "Do one soon."}, OTHER]
        effective = get_local_date(moment("2025-07-01"))
        make_published(record, at=moment("2025-06-03"), points=later, change_kind="major", effective_from=effective)
        today = [{**ONE, "text": "Do one!"}, OTHER]
        facts = {"source": first, "effective_from": first.effective_from, "change_kind": "correction"}
        make_published(record, at=moment("2025-06-04"), points=today, **facts)
        assert states(post, record, moment("2025-06-30"))["one"] == "acknowledged"
        assert states(post, record, moment("2025-07-01"))["one"] == "changed"

    def test_words_restored_by_a_withdrawal_are_due_if_others_were_acknowledged_since(self, post, record, chief):
        text = [{**ONE, "text": "Do one soon."}, OTHER]
        second = make_published(record, at=moment("2025-06-03"), points=text, change_kind="major")
        take_note(post, record, chief, moment("2025-06-04"))
        withdraw(second, at=moment("2025-06-05"), kind="published_in_error")
        assert states(post, record, moment("2025-06-06")) == {"one": "changed", "other": "acknowledged"}

    def test_a_withdrawn_or_ended_memo_has_no_duties(self, post, record):
        effective = get_local_date(moment("2025-06-10"))
        make_published(record, at=moment("2025-06-03"), effective_until=effective)
        assert states(post, record, moment("2025-06-09")) and not states(post, record, moment("2025-06-10"))
        for edition in record.editions.all():
            withdraw(edition, at=moment("2025-06-11"))
        assert not states(post, record, moment("2025-06-12"))

    def test_a_recommendation_with_its_own_days_is_due_on_these_days(self, post):
        record = make_record("memo")
        span = {
            "effective_from": get_local_date(moment("2025-07-01")),
            "effective_until": get_local_date(moment("2025-08-01")),
        }
        make_published(record, at=moment("2025-06-03"), points=[{**ONE, **span}, OTHER])
        keys = {on: set(states(post, record, moment(on))) for on in ("2025-06-30", "2025-07-01", "2025-08-01")}
        assert keys == {"2025-06-30": {"other"}, "2025-07-01": {"one", "other"}, "2025-08-01": {"other"}}

    def test_a_third_party_text_has_no_duties(self, post):
        record = make_record("memo", is_official=False)
        make_published(record, at=moment("2025-06-03"), points=[ONE])
        assert states(post, record, moment("2025-06-04")) == {}


KEYS, WORDS = "abc", "xyz"
EDITIONS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(KEYS), st.sampled_from(WORDS)), st.booleans()),
    min_size=1,
    max_size=8,
)
"""Each edition is a kind of change, the words of the points addressed to the post, and whether the post acknowledges
them."""


class Walk:
    """A model that goes through the editions in order and remembers which points are settled. The code under test
    looks back from today's edition instead."""

    def __init__(self):
        self.seen, self.settled, self.before = {}, set(), {}

    def next(self, number: int, kind: str, words: dict[str, str]) -> dict[str, PointState]:
        """Returns the states of the points after a version of this kind with these words."""
        for key in KEYS:
            if key in self.seen and words.get(key) == self.seen[key].text_hash:
                self.settled.add(key)
            elif words.get(key) != self.before.get(key) and kind not in QUIET_CHANGE_KINDS:
                self.settled.discard(key)
        self.before = words
        return {
            key: PointState.NEW
            if key not in self.seen
            else PointState.ACKNOWLEDGED
            if key in self.settled
            else PointState.CHANGED
            for key in words
        }

    def acknowledge(self, number: int, asked: dict[str, PointState]) -> None:
        open_keys = {key for key, state in asked.items() if state.is_open}
        self.seen |= {key: SeenPoint(number, self.before[key]) for key in open_keys}
        self.settled |= open_keys


@given(EDITIONS)
def test_random_histories_agree_with_the_step_by_step_model(history):
    walk, texts = Walk(), []
    for number, (kind, words, acknowledges) in enumerate(history):
        texts.append(AudienceText(number, kind, words))
        seen = walk.seen
        point_states = {key: get_point_state(key, seen.get(key), words[key], number, texts) for key in words}
        assert point_states == walk.next(number, kind, words)
        if acknowledges:
            walk.acknowledge(number, point_states)


@pytest.mark.django_db
def test_random_histories_in_the_database_agree_with_the_model():
    """Points move between two audiences. Each version takes effect when it is published."""
    random, person = Random(20170222), account("both")
    posts = {audience: make_post(audience=audience) for audience in (CHIEFS, SCHOOLS)}
    for post in posts.values():
        make_holding(post, person)
    reached = Counter()
    for _ in range(12):
        record, walks, before = make_record("memo"), {audience: Walk() for audience in posts}, set()
        for number in range(1, 6):
            kind, at = random.choice(KINDS), moment("2025-06-01") + timedelta(days=number)
            keys = random.sample(KEYS, random.randint(1, len(KEYS)))
            points = [{"key": key, "text": random.choice(WORDS), "audience": random.choice([*posts])} for key in keys]
            places = {(point["key"], point["audience"]) for point in points}
            # What adds, removes or readdresses a point cannot be minor; a correction asks nobody again either.
            kind = "correction" if kind == "minor" and places != before else kind
            before = places
            make_published(record, at=at, points=points, change_kind=kind, effective_from=get_local_date(at))
            for audience, post in posts.items():
                words = {point["key"]: point["text"] for point in points if point["audience"] == audience}
                expected = walks[audience].next(number, kind if number > 1 else "major", words)
                assert states(post, record, at) == {key: state.value for key, state in expected.items()}
                reached.update(expected.values())
                if any(state.is_open for state in expected.values()) and random.random() < 0.6:
                    take_note(post, record, person, at)
                    walks[audience].acknowledge(number, expected)
    assert min(reached[state] for state in PointState) > 10
