"""Reports for staff: the figures of a day, that those of past days do not change, who may read them, and their
queries."""

import csv

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.accounts.audiences import SCHOOL_SUPERINTENDENTS
from portal.accounts.models import Agency, Holding, Post, User
from tests.conftest import account
from tests.factories import day, make_holding, make_post, make_published, make_record, moment, withdraw
from tests.guidance.officials.conftest import LONG_AGO
from tests.guidance.reports.conftest import DAY, decide
from tests.guidance.test_duties import ONE, OTHER, SCHOOLS, take_note

pytestmark = pytest.mark.django_db
LIST, MEMO = "/admin/reports/", "/admin/reports/on-the-matter/"
FILES = (f"{LIST}csv/", f"{MEMO}csv/")


def table(client, address: str, **asked) -> list[dict[str, str]]:
    answer = client.get(address, asked)
    assert answer.status_code == 200, (address, asked)
    return list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))


def get_state_by_town(client, **asked) -> dict[str, tuple[str, str, str]]:
    rows = table(client, f"{MEMO}csv/", **asked)
    return {row["Town"]: (row["State"], row["Acknowledged"], row["Decided"]) for row in rows}


def test_each_post_has_the_state_that_it_had_on_the_day(client, editor, posts, memo):
    client.force_login(editor)
    none, whole = ("Not acknowledged", "0", "0"), ("Acknowledged", "2", "2")
    assert get_state_by_town(client, on="2020-06-01") == dict.fromkeys(posts, none)
    assert get_state_by_town(client, on="2020-06-03")["Bolton"] == ("Acknowledged", "2", "1")
    # Decisions about earlier words no longer count, and neither do acknowledgements of them.
    assert get_state_by_town(client, on=DAY) == {"Ashford": whole, "Bolton": ("In part", "1", "0"), "Canton": none}
    page = client.get(MEMO, {"on": DAY}).text
    assert "1 of 3 posts had acknowledged everything" in page and "1 of 1" in page
    assert "Towns on June 10, 2020" in page and page.count("<g ") == 3
    [row] = client.get(LIST, {"on": DAY}).context["rows"]
    assert (row[1].of, row[1].acknowledged, row[1].partly, row[1].not_at_all, row[1].decided) == (3, 1, 1, 1, 1)


def changes(posts, memo, holder):
    """Makes the changes that can happen after a day, one by one, and names them."""
    second = memo.editions.get(number=2)
    at = moment("2020-07-01")
    yield "acknowledgements", take_note(posts["Canton"], memo, holder("Canton"), at)
    yield "decisions", decide(posts["Canton"], second, "one", "2020-07-01", holder("Canton"))
    yield "a successor", Holding.objects.filter(post=posts["Ashford"]).update(held_until=day("2020-06-08"))
    yield "the holding of the successor", make_holding(posts["Ashford"], account("successor"), "2020-06-08")
    yield "a closed account", User.objects.filter(name="Chief bolton").update(is_active=False)
    correction = [{**ONE, "text": "Do one!"}, {**OTHER, "text": "Do the other at once."}]
    facts = {"at": moment("2020-07-02"), **LONG_AGO}
    yield "a correction", make_published(memo, points=correction, change_kind="correction", **facts)
    third = make_published(memo, points=[*correction, {"key": "new", "text": "More."}], change_kind="major", **facts)
    yield "a version that applies from long ago", third
    yield "another memo", make_published(make_record("memo"), points=[ONE], **facts)
    yield "a new post", make_post("Durham")
    yield "a new agency in a town", make_post("Ashford", SCHOOLS)
    yield "an error", withdraw(third, at=moment("2020-07-03"), kind="published_in_error")
    yield "the end", withdraw(second, at=moment("2020-07-04"))


def test_the_figures_of_a_past_day_never_change(client, editor, posts, memo, holder):
    client.force_login(editor)
    days = ("2020-06-01", "2020-06-03", DAY)
    whole = {(address, on): table(client, address, on=on) for address in FILES for on in days}
    assert len(whole[FILES[0], DAY]) == len(posts) == len(whole[FILES[1], DAY])
    seen = [table(client, FILES[0])]
    for what, _ in changes(posts, memo, holder):
        assert {(address, on): table(client, address, on=on) for address, on in whole} == whole, what
        seen.append(table(client, FILES[0]))
    # The same changes do change the figures of today.
    assert len({str(rows) for rows in seen}) >= 6


def test_the_facts_of_a_post_cannot_change(posts):
    post = posts["Ashford"]
    other = Agency.objects.create(name="Other", kind="other", town="Other")
    for change in ({"audience": SCHOOLS}, {"agency": other}, {"recorded_at": moment("2020-01-01")}):
        with pytest.raises(Exception, match="of a post cannot change"):
            refused(lambda change=change: Post.objects.filter(pk=post.pk).update(**change))
    with pytest.raises(Exception, match="Posts cannot be deleted"):
        refused(lambda: Post.objects.filter(pk=make_post("Durham").pk).delete())
    with pytest.raises(Exception, match="database clock"):
        refused(lambda: make_post("Essex", recorded_at=moment("2020-01-01")))
    make_post("Durham").save()


def refused(act) -> None:
    """Runs `act` in a savepoint, because a refusal ends the transaction."""
    with transaction.atomic():
        act()


def test_filters_choose_posts_by_type_town_and_state(client, editor, posts, memo):
    client.force_login(editor)
    make_post("Ashford", SCHOOLS, recorded_at=None)
    towns = {
        "": ["Ashford", "Bolton", "Canton"],
        "town=Bolton": ["Bolton"],
        "kind=police_department&state=none": ["Canton"],
        "state=part": ["Bolton"],
        "state=all": ["Ashford"],
        "state=undecided": ["Bolton", "Canton"],
        "kind=school_district": [],
    }
    for asked, expected in towns.items():
        query = dict(part.split("=") for part in asked.split("&") if part)
        assert list(get_state_by_town(client, on=DAY, **query)) == expected, asked
        assert client.get(MEMO, {"on": DAY, **query}).status_code == 200
    for address in (LIST, MEMO, *FILES):
        for wrong in ("on=2020-06-31", "on=2999-01-01", "kind=x", "town=Atlantis", "state=x"):
            assert client.get(f"{address}?{wrong}").status_code == 404, wrong
    for address in (f"{LIST}nothing/", f"{MEMO}?on=2020-05-31", f"{LIST}?page=9"):
        assert client.get(address).status_code == 404, address


def test_who_may_read_reports(client, editor, reviewer, administrator, outsider, posts, memo, holder):
    for who in (None, outsider, holder("Ashford"), account("no-role")):
        client.logout()
        if who:
            User.objects.filter(name="No role").update(is_staff=True)
            client.force_login(User.objects.get(pk=who.pk))
        for address in (LIST, MEMO, *FILES):
            answer = client.get(address)
            assert answer.status_code in (302, 403) and b"Ashford" not in answer.content, (who, address)
    assert answer.status_code == 403
    for who in (editor, reviewer, administrator):
        client.force_login(who)
        assert all(client.get(address).status_code == 200 for address in (LIST, MEMO, *FILES))
        # Only roles that manage accounts see who holds posts.
        assert ("Held that day by" in client.get(MEMO).text) == (who is administrator)
        assert "/admin/reports/" in client.get("/admin/").text
        assert client.post(LIST).status_code == 405


def test_no_cell_is_a_formula(client, editor, posts, memo):
    client.force_login(editor)
    Agency.objects.filter(town="Canton").update(name="=HYPERLINK()", town="@Canton")
    cells = [cell for address in FILES for row in table(client, address, on=DAY) for cell in row.values()]
    assert "'@Canton" in cells and "'=HYPERLINK()" in cells and not any(cell.startswith(("=", "@")) for cell in cells)
    text = client.get(MEMO, {"on": DAY}).text
    assert "=HYPERLINK()" in text and 'style="' not in text.split("content-main")[1]


def test_more_towns_and_memos_cost_no_more_queries(client, administrator, posts, memo, holder):
    client.force_login(administrator)

    def queries() -> dict[str, int]:
        counts = {}
        for address in (LIST, MEMO, *FILES):
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(address)
                _ = b"".join(answer) if answer.streaming else answer.content
            counts[address] = len(captured)
        return counts

    few = queries()
    for number in range(4):
        post = make_post(f"Town {number}")
        make_holding(post, account(f"chief-{number}"))
        make_post(f"Town {number}", SCHOOL_SUPERINTENDENTS)
        other = make_record("memo")
        make_published(other, at=moment("2020-06-01"), points=[ONE, OTHER], **LONG_AGO)
        for record in (memo, other):
            take_note(post, record, post.holdings.first().person, moment("2020-08-01"))
        decide(post, other.editions.get(), "one", "2020-08-02", post.holdings.first().person)
    assert queries() == few and max(few.values()) <= 14, few
