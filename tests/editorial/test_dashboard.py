"""The start page of the desk: what waits for whom, its lists with filters, and the number of queries."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from announcements.models import NoticeItem
from portal.editorial.dashboard.sections import BY_NAME, SECTIONS, DashboardRequest
from portal.lib import dates
from portal.records.models import Edition
from tests.factories import day, make_draft, make_published, make_record, withdraw

NOW = timezone.now()
JUNE = NOW - timedelta(days=30)
TODAY = dates.get_local_date(NOW)


def list_titles(name: str, user, at=NOW) -> list[str]:
    return [edition.title for edition in BY_NAME[name].get_editions(DashboardRequest(user, at))]


def read_page(client, user, address: str = "/admin/") -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200, address
    return response.text


def submit_draft(record, by, title: str) -> Edition:
    draft = make_draft(record, by=by, title=title)
    draft.perform("submit", by=by, at=NOW)
    return draft


@pytest.fixture
def memo(db):
    return make_record("memo", key="memo")


def publish_notice(at=JUNE, key: str = "notice", **facts) -> Edition:
    facts = {"effective_from": dates.get_local_date(at), "title": "Hours"} | facts
    return make_published(make_record("service_notice", key=key), at=at, **facts)


class TestSections:
    def test_a_text_in_review_waits_for_all_reviewers_except_its_authors(self, memo, editor, reviewer, second_reviewer):
        draft = make_draft(memo, by=editor, title="Edited by a reviewer")
        draft.perform("edit", by=reviewer, at=NOW)
        draft.perform("submit", by=editor, at=NOW)
        submit_draft(memo, reviewer, "Begun by a reviewer")
        submit_draft(memo, None, "Of nobody")
        make_draft(memo, title="Not submitted")
        assert list_titles("to-publish", reviewer) == ["Of nobody"]
        assert list_titles("to-publish", second_reviewer) == [
            "Edited by a reviewer",
            "Begun by a reviewer",
            "Of nobody",
        ]

    def test_editors_do_not_see_the_section_of_texts_to_publish(self, client, memo, editor, second_editor, reviewer):
        submit_draft(memo, second_editor, "Ready")
        title = BY_NAME["to-publish"].title
        assert title not in read_page(client, editor) and title in read_page(client, reviewer)
        client.force_login(editor)
        assert client.get("/admin/overview/to-publish/").status_code == 403
        assert client.get("/admin/overview/to-publish/csv/").status_code == 403

    def test_a_text_that_was_sent_back_waits_for_its_author_with_the_remark(
        self, client, memo, editor, second_editor, reviewer
    ):
        draft = submit_draft(memo, editor, "Once more")
        draft.perform("send_back", by=reviewer, at=NOW, note="Which towns?")
        make_draft(memo, by=editor, title="Begun")
        assert list_titles("sent-back", editor) == ["Once more"] and list_titles("my-drafts", editor) == ["Begun"]
        assert list_titles("sent-back", second_editor) == list_titles("my-drafts", second_editor) == []
        page = read_page(client, editor)
        assert "Sent back by Reviewer on" in page and "Which towns?" in page

    def test_a_text_submitted_again_no_longer_waits_for_its_author(self, memo, editor, reviewer):
        draft = submit_draft(memo, editor, "Once more")
        draft.perform("send_back", by=reviewer, at=NOW, note="Which towns?")
        draft.perform("submit", by=editor, at=NOW)
        assert list_titles("sent-back", editor) == [] and list_titles("to-publish", reviewer) == ["Once more"]

    def test_a_scheduled_text_is_shown_with_its_moment_and_first_day(self, client, memo, editor):
        make_published(memo, at=JUNE, title="Public")
        moment, first = NOW + timedelta(days=3), TODAY + timedelta(days=9)
        make_published(memo, at=moment, title="Later", effective_from=first, change_note="All points are better.")
        assert list_titles("scheduled", editor) == ["Later"]
        page = read_page(client, editor)
        spelled = dates.format_day(dates.get_local_date(moment))
        assert f"Public on {spelled}," in page and f"applies from {dates.format_day(first)}." in page
        assert list_titles("scheduled", editor, moment) == []

    def test_a_text_published_without_review_waits_until_it_is_reviewed(self, client, memo, editor, administrator):
        draft = make_draft(memo, by=editor, title="In haste")
        draft.perform("force_publish", by=administrator, at=NOW, note="The office floods.")
        make_published(memo, at=NOW, title="Reviewed")
        assert list_titles("forced", editor) == ["In haste"] and "The office floods." in read_page(client, editor)
        draft.perform("review", by=None, at=NOW)
        assert list_titles("forced", editor) == []

    def test_a_withdrawn_text_does_not_wait_for_review(self, memo, editor):
        draft = make_draft(memo, title="In haste")
        draft.perform("force_publish", by=None, at=JUNE, note="The office floods.")
        withdraw(draft, at=NOW)
        assert list_titles("forced", editor) == []

    def test_drafts_older_than_thirty_days_are_listed(self, memo, editor):
        ages = {"New": 29, "Old": 31}
        for title, age in ages.items():
            make_draft(memo, title=title)
            Edition.objects.filter(title=title).update(begun_at=NOW - timedelta(days=age))
        make_draft(memo, title="Nobody noted when")
        Edition.objects.filter(title="Nobody noted when").update(begun_at=None)
        assert list_titles("old-drafts", editor) == ["Old", "Nobody noted when"]
        assert "Begun at an unknown time." in BY_NAME["old-drafts"].describe(Edition(begun_at=None))


class TestNoticesPastTheirReview:
    def item(self, on, **facts) -> dict:
        return {"review_on": on, "effective_until": None, **facts}

    def test_a_notice_in_effect_is_listed_from_its_day_of_review(self, client, editor):
        publish_notice(points=[self.item(TODAY), self.item(TODAY - timedelta(days=2), key="b")])
        publish_notice(key="later", points=[self.item(TODAY + timedelta(days=1))], title="Tomorrow")
        assert list_titles("past-review", editor) == ["Hours"]
        assert f"To be reviewed on {dates.format_day(TODAY - timedelta(days=2))}" in read_page(client, editor)

    @pytest.mark.parametrize("confirmed, is_listed", [(3, True), (2, False), (0, False)])
    def test_a_confirmation_on_the_day_of_review_or_later_removes_the_notice(self, editor, confirmed, is_listed):
        edition = publish_notice(points=[self.item(TODAY - timedelta(days=2))])
        edition.perform("confirm", by=None, at=NOW - timedelta(days=confirmed))
        assert (list_titles("past-review", editor) == ["Hours"]) == is_listed

    def test_the_day_of_a_confirmation_is_the_local_day_of_the_state(self, editor):
        review = TODAY - timedelta(days=2)
        edition = publish_notice(points=[self.item(review)])
        edition.perform("confirm", by=None, at=dates.get_start_of_day(review) - timedelta(minutes=1))
        assert list_titles("past-review", editor) == ["Hours"]
        edition.perform("confirm", by=None, at=dates.get_start_of_day(review))
        assert list_titles("past-review", editor) == []

    def test_ended_replaced_and_withdrawn_notices_are_not_listed(self, editor):
        due = self.item(TODAY - timedelta(days=2))
        publish_notice(
            key="item", points=[due | {"effective_until": TODAY}, self.item(TODAY + timedelta(days=9), key="b")]
        )
        publish_notice(key="ended", points=[due], effective_until=TODAY)
        withdraw(publish_notice(key="withdrawn", points=[due]), at=NOW)
        replaced = publish_notice(key="replaced", points=[due])
        make_published(replaced.record, at=NOW, effective_from=TODAY, points=[self.item(TODAY + timedelta(days=9))])
        assert NoticeItem.objects.past_review(TODAY, NOW).count() == 3
        assert list_titles("past-review", editor) == []


class TestLists:
    def test_each_filter_narrows_the_list_of_all_versions(self, client, memo, editor, second_editor):
        make_published(make_record("press_release", key="release"), at=JUNE, title="Release in effect")
        make_draft(memo, by=second_editor, title="Memo in hand")
        chosen = {
            "kind=memo": ["Memo in hand"],
            "status=published": ["Release in effect"],
            f"author={second_editor.pk}": ["Memo in hand"],
            "standing=in_effect": ["Release in effect"],
            "issuer=governor": ["Memo in hand", "Release in effect"],
            "kind=memo&status=published": [],
        }
        client.force_login(editor)
        for query, titles in chosen.items():
            rows = client.get(f"/admin/overview/all/?{query}").context["rows"]
            assert [row["edition"].title for row in rows] == titles, query

    @pytest.mark.parametrize("query", ["kind=x", "author=1%27", "standing=x", "after=x", "after=-1", "issuer=x"])
    def test_invalid_parameters_are_refused(self, client, editor, query):
        client.force_login(editor)
        assert client.get(f"/admin/overview/all/?{query}").status_code == 404
        assert client.get("/admin/overview/everything/").status_code == 404

    @pytest.mark.parametrize("name", ["my-drafts", "old-drafts"])
    def test_pages_contain_every_row_once(self, client, editor, name):
        for number in range(2 * settings.PAGE_SIZE + 1):
            make_draft(make_record("memo"), by=editor, title=f"Draft {number}")
        Edition.objects.update(begun_at=None)
        client.force_login(editor)
        seen, query = [], ""
        for size in (settings.PAGE_SIZE, settings.PAGE_SIZE, 1):
            context = client.get(f"/admin/overview/{name}/{query}").context
            seen += [row["edition"].pk for row in context["rows"]]
            assert len(context["rows"]) == size
            query = f"?after={context['next']}"
        assert query == "?after=" and len(set(seen)) == 2 * settings.PAGE_SIZE + 1

    def test_the_start_page_counts_all_rows_and_shows_five(self, client, editor):
        for _ in range(7):
            make_draft(make_record("memo"), by=editor, title="Mine")
        page = read_page(client, editor)
        assert page.count(">Mine, version 1</a>") == 5 and 'All 7<span class="unseen">: Your drafts' in page

    @pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
    def test_each_section_is_a_list_and_a_csv_file(self, client, reviewer, section):
        assert section.title in read_page(client, reviewer, f"/admin/overview/{section.name}/")
        csv = client.get(f"/admin/overview/{section.name}/csv/")
        assert csv.getvalue().decode("utf-8-sig").startswith('"Title","Version"')


def test_only_staff_can_open_the_desk(client, outsider, visitor):
    make_draft(make_record("memo"), title="Secret")
    for address in ("/admin/", "/admin/overview/all/", "/admin/overview/all/csv/"):
        assert client.get(address).status_code == 302
        client.force_login(outsider)
        assert client.get(address).status_code == 302
        client.logout()


def test_staff_without_a_role_see_no_version(client, outsider):
    make_draft(make_record("memo"), title="Secret")
    outsider.is_staff = True
    outsider.save()
    assert "Secret" not in read_page(client, outsider)
    assert client.get("/admin/overview/all/").status_code == 403


def fill(count: int, author, other) -> None:
    """Creates rows in every section."""
    for number in range(count):
        record = make_record("memo")
        sent_back = submit_draft(record, author, "Sent back")
        sent_back.perform("send_back", by=None, at=NOW, note="Which?")
        submit_draft(record, other, "To publish")
        make_draft(record, by=author, title="Mine")
        make_draft(record, title="In haste").perform("force_publish", by=None, at=JUNE, note="Haste.")
        make_published(record, at=NOW + timedelta(days=3), title="Later", change_note="All points are better.")
        publish_notice(key=f"notice-{count}-{number}", points=[{"review_on": day("2025-01-01")}])
    Edition.objects.filter(title="Mine").update(begun_at=None)


def test_the_number_of_queries_does_not_grow_with_the_number_of_rows(client, reviewer, editor):
    client.force_login(reviewer)
    addresses = ["/admin/", *[f"/admin/overview/{section.name}/" for section in SECTIONS]]
    counts = []
    for size in (1, 6):
        fill(size, reviewer, editor)
        assert {section.name for section in SECTIONS if not list_titles(section.name, reviewer)} == set()
        counts.append([])
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            counts[-1].append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 24 and max(counts[0][1:]) <= 8, counts
