"""Public totals: they identify nobody, change only once a week, and exist only if the issuer publishes them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guidance.officials.queries import list_memo_statuses
from guidance.reports.public_totals import MIN_GROUP_SIZE, get_last_sunday, get_memo_totals, round_down_count
from portal.accounts.models import Agency, Post
from portal.lib.dates import get_local_date, get_start_of_day
from portal.records.models import Issuer, Record
from tests.conftest import account
from tests.factories import day, make_post, make_published, make_record, moment, withdraw
from tests.guidance.officials.conftest import LONG_AGO
from tests.guidance.test_duties import ONE, OTHER, SCHOOLS, take_note

MEMO, API = "/guidance/on-the-matter/", "/api/v1/records/on-the-matter/acknowledgements"
PAGE = f"{MEMO}acknowledged/"


def test_every_total_fits_at_least_five_counts_and_identifies_nobody():
    """Tries every size of a group and every count."""
    for of in range(300):
        fitting: dict = {}
        for count in range(of + 1):
            fitting.setdefault(round_down_count(count, of), []).append(count)
        assert (None in fitting) == (of < MIN_GROUP_SIZE) and (of >= MIN_GROUP_SIZE or len(fitting) == 1)
        for total, counts in fitting.items():
            if total is not None:
                assert total <= min(counts) and len(counts) >= 5
                # A total of 0 does not reveal that somebody acknowledged, and no total that all or almost all did.
                assert of - min(counts) >= 5 and (total > 0 or min(counts) == 0)
        steps = sorted(total for total in fitting if total is not None)
        assert all(later - earlier >= 5 for earlier, later in zip(steps, steps[1:], strict=False))


@pytest.mark.parametrize(
    "today, sunday",
    [("2026-03-01", "2026-02-22"), ("2026-03-02", "2026-03-01"), ("2026-03-07", "2026-03-01")],
)
def test_the_day_is_the_last_sunday_that_is_over(today, sunday):
    assert get_last_sunday(day(today)) == day(sunday)


@pytest.fixture
def chief():
    return account("chief")


@pytest.fixture
def posts(chief):
    """The posts of 26 police departments, one for each town. No total counts the other agencies made here."""
    department_posts = [make_post(f"Town {number:02}", recorded_at=None) for number in range(26)]
    for post in department_posts:
        post.holdings.create(person=chief, held_from=day("2020-01-01"))
    university = Agency.objects.create(name="A university", kind="other", town="Town 01")
    Post.objects.create(agency=university, audience="police_chiefs", recorded_at=None)
    for number in range(3):
        make_post(f"Town {number:02}", SCHOOLS, recorded_at=None)
    return department_posts


@pytest.fixture
def memo():
    record = make_record("memo", key="on-the-matter")
    points = [ONE, OTHER, {"key": "theirs", "text": "Do it.", "audience": SCHOOLS}]
    make_published(record, at=moment("2020-06-01"), points=points, **LONG_AGO)
    Issuer.objects.update(publishes_totals=True)
    return record


def get_totals_by_audience(at) -> dict[str, tuple]:
    return {total.audience: (total.at_least, total.of) for total in get_memo_totals("on-the-matter", at).items}


@pytest.mark.django_db
class TestTotals:
    def test_totals_are_as_of_sunday_in_steps_and_not_for_small_groups(self, client, posts, memo, chief):
        # June 7, 2020 is a Sunday.
        for number, post in enumerate(posts[:13]):
            take_note(post, memo, chief, moment("2020-06-06" if number < 12 else "2020-06-08 00:01"))
        small = (None, None)
        assert get_totals_by_audience(moment("2020-06-07 23:59")) == {}
        monday = {"police_chiefs": (10, 26), SCHOOLS: small}
        assert (
            get_totals_by_audience(moment("2020-06-08")) == get_totals_by_audience(moment("2020-06-14 23:59")) == monday
        )
        for post in posts[13:15]:
            take_note(post, memo, chief, moment("2020-06-09"))
        assert get_totals_by_audience(moment("2020-06-10")) == monday
        assert get_totals_by_audience(moment("2020-06-15")) == {"police_chiefs": (15, 26), SCHOOLS: small}
        for post in posts[15:]:
            take_note(post, memo, chief, moment("2020-06-16"))
        assert get_totals_by_audience(moment("2020-06-22"))["police_chiefs"] == (20, 26)
        text = client.get(PAGE).text
        assert "At least 20 of 26 police departments</strong> had acknowledged it." in text
        assert "There are too few school districts to publish a number." in text and "Town" not in text
        answer = client.get(API).json()
        assert answer["items"][0] == {
            "audience": "police_chiefs",
            "group": "police departments",
            "of": 26,
            "at_least": 20,
        }
        assert answer["edition"].endswith("/editions/1")

    def test_a_new_version_starts_again_and_totals_differ_by_steps(self, posts, memo, chief):
        for post in posts[:12]:
            take_note(post, memo, chief, moment("2020-06-02"))
        points = [{**ONE, "text": "Do one soon."}, OTHER]
        make_published(memo, at=moment("2020-06-09"), points=points, change_kind="major", **LONG_AGO)
        take_note(posts[0], memo, chief, moment("2020-06-10"))
        shown = [get_totals_by_audience(moment(on))["police_chiefs"][0] for on in ("2020-06-08", "2020-06-15")]
        assert shown == [10, 0]
        statuses = list_memo_statuses(posts, day("2020-06-15"), moment("2020-06-15"), record=memo.pk)
        assert sum(status.is_done for status in statuses) == 1

    def test_totals_are_nowhere_unless_the_issuer_publishes_them(self, client, posts, memo):
        assert PAGE in client.get(MEMO).text and client.get(PAGE).status_code == client.get(API).status_code == 200
        Issuer.objects.update(publishes_totals=False)
        assert PAGE not in client.get(MEMO).text
        assert client.get(PAGE).status_code == client.get(API).status_code == 404
        Issuer.objects.update(publishes_totals=True)
        for address in (PAGE.replace("on-the-matter", "nothing"), API.replace("on-the-matter", "nothing")):
            assert client.get(address).status_code == 404

    def test_totals_reveal_nothing_of_texts_not_public_or_published_in_error(self, client, posts, memo):
        second = make_published(
            memo, at=moment("2020-06-03"), title="Mistaken words", points=["Wrong."], change_kind="major", **LONG_AGO
        )
        later = timezone.now() + timedelta(days=3)
        make_published(memo, at=later, title="Tomorrow’s words", points=["Later."], change_kind="major", **LONG_AGO)
        assert "Mistaken words" in client.get(PAGE).text and "Tomorrow" not in client.get(PAGE).text
        withdraw(second, at=timezone.now(), kind="published_in_error")
        for address in (PAGE, API):
            assert "Mistaken" not in client.get(address).text
        assert "No recommendation of this memo applied on" in client.get(PAGE).text
        assert client.get(API).json()["items"] == []
        hidden = make_record("memo", key="hidden")
        make_published(hidden, at=later)
        secret = Record.objects.create(key="secret", kind="memo", issuer=memo.issuer, readers="officials")
        make_published(secret, at=moment("2020-06-01"), points=[ONE], **LONG_AGO)
        for key in ("hidden", "secret"):
            assert client.get(PAGE.replace("on-the-matter", key)).status_code == 404
            assert client.get(API.replace("on-the-matter", key)).status_code == 404

    @pytest.mark.usefixtures("without_response_cache")
    def test_totals_cost_five_queries_at_any_size_and_the_memo_no_more_than_before(self, client, posts, memo, chief):
        def queries(address: str) -> int:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            return len(captured)

        Issuer.objects.update(publishes_totals=False)
        before = queries(MEMO)
        Issuer.objects.update(publishes_totals=True)
        assert queries(MEMO) == before <= 5
        for post in posts[:4]:
            take_note(post, memo, chief, moment("2020-06-02"))
        points = [{**ONE, "text": "Do one soon."}, OTHER]
        make_published(memo, at=moment("2020-06-09"), points=points, change_kind="correction", **LONG_AGO)
        few = queries(PAGE), queries(API)
        for number in range(5):
            make_published(
                memo,
                at=moment("2020-06-10"),
                points=[{**ONE, "text": f"Do {number}."}, OTHER],
                change_kind="correction",
                **LONG_AGO,
            )
            make_post(f"New town {number}", recorded_at=None)
        assert (queries(PAGE), queries(API)) == few and max(few) <= 5

    def test_sunday_ends_at_midnight_in_the_state(self, posts, memo, chief):
        for post in posts[:5]:
            take_note(post, memo, chief, get_start_of_day(day("2020-06-08")) - timedelta(seconds=1))
        assert get_totals_by_audience(moment("2020-06-08"))["police_chiefs"] == (5, 26)
        assert get_local_date(moment("2020-06-08")) == day("2020-06-08")
