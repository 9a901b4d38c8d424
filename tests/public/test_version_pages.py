"""Editions, days and comparisons of a record as readers see them."""

import re

import pytest

from tests.factories import day, make_draft, make_published, make_record, moment, publish, withdraw

NOTICE = "/announcements/state-police-headquarters-modified-services-hours/"


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.usefixtures("seeded", "db")
class TestSeededRecords:
    @pytest.mark.parametrize("address", [f"{NOTICE}editions/1/", f"{NOTICE}on/2020-06-10/", f"{NOTICE}on/2010-01-01/"])
    def test_other_pages_of_a_record_link_to_todays_page(self, client, address):
        text = client.get(address).text
        assert '<meta name="robots" content="noindex">' in text
        assert f'<link rel="canonical" href="http://testserver{NOTICE}">' in text
        banner = text[text.index('<div class="banner') :]
        assert f'href="{NOTICE}"' in banner[: banner.index("</div>")]

    def test_search_engines_may_index_todays_page(self, client):
        text = client.get(NOTICE).text
        assert "noindex" not in text
        assert f'<link rel="canonical" href="http://testserver{NOTICE}">' in text

    def test_an_old_version_is_called_superseded(self, client):
        text = words(client.get(f"{NOTICE}editions/1/").text)
        assert "Superseded. This is version 1, published April 30, 2020" in text
        assert "This address will always show version 1." in text

    def test_a_day_shows_what_applied_then(self, client):
        text = words(client.get(f"{NOTICE}on/2020-06-10/").text)
        assert "In effect on June 10, 2020. This is version 2, published" in text and "as known today" in text

    def test_known_shows_what_the_page_showed_on_a_day(self, client):
        response = client.get(f"{NOTICE}on/2020-06-10/?known=2020-05-20")
        assert response.context["edition"].number == 1
        assert "as shown on May 20, 2020" in words(response.text)
        assert "Version 3" not in response.text

    def test_no_version_applied_before_the_first(self, client):
        response = client.get(f"{NOTICE}on/2010-01-01/")
        assert "No version applied on January 1, 2010" in words(response.text)
        assert "Guard cards" not in response.text

    def test_the_form_for_a_day_redirects_to_its_address(self, client):
        assert client.get(NOTICE, {"on": "2020-06-10"}).url == f"{NOTICE}on/2020-06-10/"

    def test_comparing_two_and_three_names_exactly_the_two_added_items(self, client):
        response = client.get(f"{NOTICE}compare/2..3/")
        assert response.context["summary"] == "2 items added; 7 items unchanged."
        assert [(change.op, change.key) for change in response.context["differing"]] == [
            ("added", "new-pistol-permit-applicants"),
            ("added", "pistol-permit-renewals"),
        ]
        changes = response.text[response.text.index('<ul class="changes">') :]
        changes = changes[: changes.index("</ul>")]
        assert changes.count("<ins>") == 2 and "<del>" not in changes
        assert "Announcement for New Pistol Permit Applicants Only" in changes
        assert "pistol permit renewals will continue to be done by mail only" in changes
        assert "Show the 7 unchanged items" in response.text

    def test_a_comparison_in_reverse_order_redirects(self, client):
        assert client.get(f"{NOTICE}compare/3..2/").url == f"{NOTICE}compare/2..3/"
        assert client.get(f"{NOTICE}compare/2..2/").url == f"{NOTICE}editions/2/"
        assert client.get(f"{NOTICE}compare/?a=1&b=3").url == f"{NOTICE}compare/1..3/"

    def test_days_in_a_comparison_are_spelled_out(self, client):
        table = client.get(f"{NOTICE}compare/2..3/").text
        assert "2020-06-05" not in words(table) and "2021-05-26" not in words(table)

    def test_the_history_lists_every_version_with_its_entry(self, client):
        response = client.get(f"{NOTICE}history/")
        assert [version.number for version in response.context["versions"]] == [3, 2, 1]
        assert response.text.count('<li id="entry-') == 3
        assert f'href="{NOTICE}compare/1..2/"' in response.text and "First version." in response.text

    def test_the_page_of_a_point_shows_its_versions(self, client):
        response = client.get(f"{NOTICE}points/fingerprint-identification-unit/")
        assert [(stage.edition.number, stage.change.op) for stage in response.context["stages"]] == [
            (2, "added"),
            (3, "unchanged"),
        ]
        assert "unchanged, now item 2" in words(response.text)


@pytest.mark.django_db
class TestMadeRecords:
    def test_a_changed_point_shows_its_words_and_facts(self, client):
        record = make_record("service_notice", key="hours")
        make_published(record, at=moment("2025-01-01"), points=[{"text": "Open at nine.", "availability": "limited"}])
        points = [{"text": "Open at ten.", "availability": "no_service"}]
        make_published(record, at=moment("2025-02-01"), points=points)
        text = words(client.get("/announcements/hours/compare/1..2/").text)
        assert "1 item changed" in text
        assert "Open at Deleted: nine Inserted: ten ." in text
        assert "limited" in text and "no service" in text.lower()

    @pytest.mark.parametrize("is_in_error", [False, True])
    def test_the_page_of_a_point_links_to_an_anchor_only_if_todays_page_has_it(self, client, is_in_error):
        record = make_record("memo", key="memo")
        make_published(record, at=moment("2025-06-01"), points=[{"key": "old", "text": "Do this."}])
        page = "/guidance/memo/"
        assert f'href="{page}#old"' in client.get(f"{page}points/old/").text
        second = make_published(record, at=moment("2025-06-02"), points=[{"key": "new", "text": "Do that."}])
        if is_in_error:
            first = record.editions.get(number=1)
            withdraw(first, at=moment("2025-06-03"))
            withdraw(second, at=moment("2025-06-03"), kind="published_in_error")
        assert 'id="old"' not in client.get(page).text
        point_page = client.get(f"{page}points/old/").text
        assert f'href="{page}"' in point_page and f'href="{page}#old"' not in point_page

    def test_changed_contacts_are_named_one_by_one(self, client):
        record = make_record("press_release", key="news")
        first = make_draft(record)
        first.contacts.create(name="Ann Able", office_phone="860-555-0100")
        publish(first, at=moment("2025-01-01"))
        second = make_draft(record)
        second.contacts.all().delete()
        second.contacts.create(name="Ben Best")
        publish(second, at=moment("2025-02-01"))
        text = words(client.get("/announcements/news/compare/1..2/").text)
        assert "Added: Ben Best" in text and "Removed: Ann Able, 860-555-0100 (office)" in text
        assert "[&#x27;" not in text and "['" not in text

    def test_a_number_that_was_never_published_is_not_offered_for_comparison(self, client):
        record = make_record(key="gap")
        first = make_published(record, at=moment("2025-01-01"))
        assert first.number == 1
        make_draft(record)
        third = make_draft(record, points=["Do that."])
        publish(third, at=moment("2025-03-01"))
        text = client.get("/announcements/gap/history/").text
        assert "compare/1..3/" in text and "compare/2..3/" not in text
        assert "compare/1..3/" in client.get("/announcements/gap/").text

    def test_an_end_is_shown_as_the_last_day(self, client):
        record = make_record(key="ending")
        make_published(record, at=moment("2025-01-01"), effective_until=day("2999-01-01"))
        assert "December 31, 2998" in client.get("/announcements/ending/").text

    def test_a_text_that_has_ended_says_so_and_is_in_the_archive(self, client):
        record = make_record(key="ended")
        facts = {"effective_from": day("2020-01-01"), "effective_until": day("2021-01-01"), "title": "Long over"}
        make_published(record, at=moment("2020-01-01"), **facts)
        assert "The last day on which this applied was December 31, 2020." in client.get("/announcements/ended/").text
        assert "Long over" in client.get("/archive/").text
        assert "Long over" not in client.get("/").text.split("<aside")[0]

    def test_an_upcoming_text_says_so(self, client):
        make_published(make_record(key="coming"), at=moment("2025-01-01"), effective_from=day("2999-01-01"))
        text = client.get("/announcements/coming/").text
        assert "This version applies from January 1, 2999." in text


def test_a_moved_paragraph_is_said_to_have_moved(client, db):
    first, second, third = "Bring the form.", "Come by noon.", "Ask for a receipt."
    record = make_record("memo", key="a-memo")
    make_published(record, at=moment("2025-06-01"), body=f"{first}\n\n{second}\n\n{third}")
    make_published(record, at=moment("2025-06-02"), body=f"{second}\n\n{third}\n\n{first}")
    page = client.get("/guidance/a-memo/compare/1..2/").text
    assert f'<del class="moved"><b>Moved from here:</b> {first}</del>' in page
    assert f'<ins class="moved"><b>Moved here:</b> {first}</ins>' in page
    assert f"{second} {third}" in page and "Inserted:" not in page
    assert f"&lt;b&gt;Moved here:&lt;/b&gt; {first}" in client.get("/feeds/records/a-memo.atom").text
