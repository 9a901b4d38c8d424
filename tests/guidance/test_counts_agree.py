"""Letters, the officials' desk, the pack, the reports and the public totals count the same memos, whatever happened."""

import csv
import re
from datetime import timedelta
from random import Random

import pytest
from django.core import mail
from django.urls import reverse

from guidance.models import Deadline, Reminder
from guidance.officials.acknowledge import acknowledge_points
from guidance.officials.queries import list_memo_statuses
from guidance.reminders import emails
from guidance.reports import public_totals
from portal.lib.dates import get_local_date
from portal.records.models import Edition, Issuer, Record
from tests.conftest import account
from tests.factories import day, make_draft, make_holding, make_post, make_record, moment, publish, withdraw
from tests.guidance.officials.conftest import TITLE, letters, revised, set_deadline
from tests.guidance.test_duties import ONE, OTHER, SCHOOLS, take_note

pytestmark = pytest.mark.django_db
AUDIENCES = ("police_chiefs", "police_chiefs", "police_chiefs", SCHOOLS)
FIRST = moment("2024-03-04 09:00")


@pytest.fixture
def chief(settings):
    settings.SITE_URL = "http://testserver"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return account("chief")


@pytest.fixture
def posts(chief):
    posts = [make_post(town, recorded_at=None) for town in ("Ashford", "Bolton")]
    for post in posts:
        make_holding(post, chief)
    return posts


def act(rng: Random, records: list[Record], posts, chief, at) -> None:
    """Does one thing that changes what has to be acknowledged."""
    record = rng.choice(records)
    newest = record.editions.filter(status="published").order_by("number").last()
    what = rng.choice(["publish", "publish", "deadline", "acknowledge", "acknowledge", "withdraw"])
    if what == "publish" or newest is None:
        kind = rng.choice(["major", "major", "minor", "correction"]) if newest else "major"
        keys = rng.sample(["one", "other", "third"], rng.randrange(1, 4))
        old = {point.key: point.recommendation.audience for point in newest.points.all()} if kind != "major" else {}
        audiences = old or {key: rng.choice(AUDIENCES) for key in keys}
        points = [
            {"key": key, "text": f"Do {key} {rng.randrange(2)}.", "audience": audience}
            for key, audience in audiences.items()
        ]
        applies = get_local_date(at) + timedelta(rng.choice([-9, 0, 0, 3]))
        facts = {"change_kind": kind, "effective_from": applies}
        draft = make_draft(record, points=points, **facts)
        # The version that readers have may be another one than the newest.
        if any("not a minor change" in reason for reason in draft.obstacles("publish", by=None, at=at)):
            draft.change_kind = "correction"
            draft.save()
        publish(draft, at=at)
    elif what == "deadline":
        due = max(newest.effective_from, get_local_date(at) + timedelta(rng.randrange(-3, 9)))
        Deadline.objects.get_or_create(edition_id=newest.pk, defaults={"due_on": due})
    elif what == "withdraw" and newest.effective_from <= get_local_date(at):
        withdraw(newest, at=at)
    else:
        acknowledge_some(rng, record, rng.choice(posts), chief, at)


def acknowledge_some(rng: Random, record: Record, post, chief, at) -> None:
    for memo in list_memo_statuses([post], get_local_date(at), at, record=record.pk):
        keys = rng.sample(memo.open_keys, rng.randrange(len(memo.open_keys) + 1))
        if keys:
            shown = {key: memo.words[key] for key in keys}
            acknowledge_points(post.pk, record.pk, shown, edition=memo.edition, by=chief, at=at)


def count_in_letter(chief, posts, at) -> tuple[int, int]:
    """Returns the numbers of memos and of overdue ones that a letter gives, after checking that its subject and its
    list agree and that it lists no memo twice."""
    reminders = [
        Reminder(kind=Reminder.Kind.ASKED, post=post, edition=edition, person=chief, on=get_local_date(at))
        for post in posts
        for edition in Edition.objects.filter(record__kind="memo")
    ]
    letter = emails.compose_reminder_email(chief, reminders, at)
    if letter is None:
        return 0, 0
    listed = re.findall(r"^  (http\S+)$", letter.body, re.MULTILINE)
    assert len(listed) == len(set(listed)) == letter.body.count("\n* ") + letter.body.startswith("* ")
    late = letter.body.count("It was due on")
    if len(listed) > 1:
        assert letter.subject == f"{len(listed)} memos to acknowledge" + (f", {late} overdue" if late else "")
    return len(listed), late


def read_table(client, address: str, **asked) -> list[dict[str, str]]:
    answer = client.get(address, asked)
    return list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))


def count_in_reports(staff, on) -> tuple[int, int]:
    """Returns the numbers of memos that posts have still to acknowledge, and that they acknowledged."""
    rows = read_table(staff, reverse("reports-csv"), on=on.isoformat())
    for key in {row["Address"].split("/")[2] for row in rows}:
        own = [row for row in rows if row["Address"].split("/")[2] == key]
        lines = read_table(staff, reverse("memo-report-csv", args=[key]), on=on.isoformat())
        assert sum(line["State"] == "Acknowledged" for line in lines) == sum(int(row["Acknowledged"]) for row in own)
    done = sum(int(row["Acknowledged"]) for row in rows)
    return sum(int(row["Posts"]) for row in rows) - done, done


def count_in_packs(client, posts) -> tuple[int, int]:
    """Returns the numbers of memos to acknowledge and acknowledged, as the summaries of the packs give them."""
    open_count = done = 0
    for post in posts:
        page = client.get(reverse("official-pack", args=[post.pk]))
        summary = re.search(r"(\d+) memos?(?:, (?:(\d+) to acknowledge|all acknowledged))?\.", page.text)
        whole, to_do = int(summary[1]), int(summary[2] or 0)
        assert whole == len(page.context["packed"])
        open_count, done = open_count + to_do, done + whole - to_do
    return open_count, done


@pytest.mark.parametrize("seed", range(4))
def test_all_counts_agree_over_a_random_timetable(client, posts, chief, editor, monkeypatch, seed):
    monkeypatch.setattr(public_totals, "MIN_GROUP_SIZE", 1)
    monkeypatch.setattr(public_totals, "ROUNDING_STEP", 1)
    rng, staff, at, seen = Random(seed), type(client)(), FIRST, set()
    records = [make_record("memo") for _ in range(3)]
    Issuer.objects.update(publishes_totals=True)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    for step in range(24):
        act(rng, records, posts, chief, at)
        at += timedelta(hours=rng.choice([1, 20, 50]))
        if step % 4:
            continue
        client.force_login(chief)
        staff.force_login(editor)
        counts = client.get(reverse("official")).context["counts"]
        assert count_in_letter(chief, posts, at) == (counts["due"], counts["late"]), step
        assert count_in_reports(staff, get_local_date(at)) == (counts["due"], counts["done"]), step
        assert count_in_packs(client, posts) == (counts["due"], counts["done"]), step
        assert counts["due"] == counts["changed"] + counts["in_part"] + counts["unread"]
        assert sum(client.get(f"/official/?show={part}").text.count("<h3>") for part in ("due", "done")) == (
            counts["due"] + counts["done"]
        )
        check_public_totals(client, staff, records, at)
        seen.add((counts["due"], counts["late"], counts["done"]))
    assert len(seen) > 2, "the timetable was not varied"


def check_public_totals(client, staff, records, at) -> None:
    """The totals of last Sunday are those of the report of that day, rounded."""
    for record in records:
        totals = public_totals.get_memo_totals(record.key, at)
        if totals is None or totals.edition is None:
            continue
        lines = read_table(staff, reverse("memo-report-csv", args=[record.key]), on=totals.on.isoformat())
        done = sum(line["State"] == "Acknowledged" for line in lines)
        shown = client.get(f"/api/v1/records/{record.key}/acknowledgements").json()["items"]
        expected = [{"of": len(lines), "at_least": min(done, len(lines) - 1)}] if lines else []
        chiefs = [item for item in shown if item["audience"] == "police_chiefs"]
        assert [{name: item[name] for name in ("of", "at_least")} for item in chiefs] == expected


def test_a_memo_of_which_two_versions_are_open_is_one_memo_in_the_letter(client, posts, chief):
    record, other = make_record("memo", key="on-the-matter"), make_record("memo")
    publish(make_draft(record, points=[ONE, OTHER], effective_from=day("2020-01-01")), at=moment("2020-06-01"))
    publish(make_draft(other, points=[ONE], title="Another", effective_from=day("2020-01-01")), at=moment("2020-06-01"))
    for post in posts[1:]:
        for memo in (record, other):
            take_note(post, memo, chief, moment("2020-06-02"))
    revised(record, ONE, {**OTHER, "text": "Do the other now."}, at="2020-06-03")
    take_note(posts[1], record, chief, moment("2020-06-03"))
    set_deadline(record, "2020-06-20"), set_deadline(record, "2020-06-25", number=2)
    set_deadline(other, "2020-06-20")
    assert letters("2020-06-24") == [("chief", "2 memos to acknowledge, 2 overdue")]
    body = mail.outbox[-1].body
    assert body.count(f"* {TITLE}, version 2\n  2 recommendations to acknowledge. It was due on June 20, 2020.") == 1
    assert body.count("\n* ") == 2 and "Bolton" not in body
    assert letters("2020-06-24") == []


def test_a_letter_about_one_new_memo_names_all_that_are_open(client, posts, chief):
    first, second = make_record("memo"), make_record("memo")
    publish(
        make_draft(first, points=[ONE], title="The first", effective_from=day("2020-01-01")), at=moment("2020-06-01")
    )
    take_note(posts[1], first, chief, moment("2020-06-01 08:00"))
    assert letters("2020-06-01") == [("chief", "New, to acknowledge: The first")]
    publish(
        make_draft(second, points=[ONE], title="The second", effective_from=day("2020-01-01")), at=moment("2020-06-09")
    )
    take_note(posts[1], second, chief, moment("2020-06-09 08:00"))
    assert letters("2020-06-09") == [("chief", "2 memos to acknowledge")]
    assert "* The first, version 1\n" in mail.outbox[-1].body and "* The second, version 1\n" in mail.outbox[-1].body
    take_note(posts[0], second, chief, moment("2020-06-10 08:00"))
    assert letters("2020-06-10") == []
