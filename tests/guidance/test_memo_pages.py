"""Pages of memos and of questions and answers: whose texts they are, and what the portal does not know."""

import pytest

from tests.factories import day, make_published, make_record, moment

CHIEFS = "/guidance/memo-to-police-chiefs-on-immigration-matters/"
SUPERINTENDENTS = "/guidance/memo-to-school-superintendents-on-immigration-matters/"
QUESTIONS = "/guidance/ice-notifications-in-connecticut-questions-and-answers/"


@pytest.mark.usefixtures("seeded", "db")
class TestSeeded:
    def test_the_memo_shows_its_signers_and_addressees(self, client):
        text = client.get(CHIEFS).text
        assert "Governor Malloy; Commissioner Schriro; Commissioner Semple" in text
        assert "<dt>To</dt><dd>Police chiefs</dd>" in text
        assert text.count('<li id="') == 3

    @pytest.mark.parametrize("address", [CHIEFS, SUPERINTENDENTS])
    def test_a_memo_whose_own_text_is_missing_is_marked(self, client, address):
        assert "own text is not held by this portal" in client.get(address).text

    def test_every_recommendation_links_to_itself_its_history_and_its_source(self, client):
        text = client.get(CHIEFS).text
        key = "ice-detainer-requests"
        assert f'<li id="{key}"' in text and f'href="#{key}"' in text
        assert f'href="{CHIEFS}points/{key}/"' in text
        assert 'href="/sources/governor-press-release-page/#c' in text

    @pytest.mark.parametrize(
        "address",
        [
            QUESTIONS,
            f"{QUESTIONS}editions/1/",
            f"{QUESTIONS}on/2020-01-01/",
            f"{QUESTIONS}history/",
            f"{QUESTIONS}points/sensitive-locations/",
            CHIEFS,
            SUPERINTENDENTS,
            "/guidance/",
            "/register/",
            "/sources/",
            "/sources/ice-notifications-questions/",
            "/",
        ],
    )
    def test_the_third_party_text_is_labeled_wherever_it_is_named(self, client, address):
        text = client.get(address).text
        assert "ICE notifications" in text
        assert "third-party text" in text.lower()

    def test_the_third_party_text_is_in_effect_on_no_day(self, client):
        page = client.get(f"{QUESTIONS}on/2020-01-01/")
        assert "It is never in effect, on January 1, 2020 or any other day." in page.text
        assert client.get(f"{QUESTIONS}editions/1.json").json()["edition"]["standing"] == "reference"
        for query in ("/", "/?on=2026-01-01"):
            shown = client.get(query).context["guidance"]
            assert all(edition.record.is_official for edition in shown)

    def test_a_contradiction_is_shown_at_both_questions(self, client):
        response = client.get(QUESTIONS)
        pairs = {tuple(conflict["points"]) for conflict in response.context["document"]["conflicts"]}
        assert pairs
        within = [conflict for conflict in response.context["document"]["conflicts"] if "record" not in conflict]
        assert response.text.count('Contradiction with <a href="#') == 2 * len(within)

    def test_the_list_is_filtered_by_audience(self, client):
        text = client.get("/guidance/?audience=school_superintendents").text
        assert "Memo to school superintendents" in text and "Memo to police chiefs" not in text


@pytest.mark.django_db
def test_two_versions_of_a_third_party_text_are_compared_under_its_label(client):
    record = make_record("questions", key="asked", is_official=False)
    make_published(record, at=moment("2025-01-01"))
    make_published(record, at=moment("2025-02-01"), points=["Do that."])
    text = client.get("/guidance/asked/compare/1..2/").text
    assert "Third-party text, never in effect." in text


@pytest.mark.django_db
def test_a_memo_that_nobody_confirmed_for_two_years_carries_a_caution(client, reviewer, monkeypatch):
    memo, release = make_record("memo"), make_record("press_release")
    edition = make_published(memo, at=moment("2020-03-02"), effective_from=day("2020-03-02"))
    make_published(release, at=moment("2020-03-02"), effective_from=day("2020-03-02"))

    def has_caution(on: str, record=memo, page: str = "") -> bool:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment(f"{on} 12:00"))
        return "Not confirmed since" in client.get(f"{record.get_absolute_url()}{page}").text

    assert [has_caution(on) for on in ("2020-03-02", "2022-03-02", "2022-03-03")] == [False, False, True]
    assert "Not confirmed since March 2, 2020." in client.get(edition.url()).text
    assert not has_caution("2025-07-02", release), "a press release reports and does not have to be confirmed"
    assert not has_caution("2025-07-02", memo, "on/2021-01-01/"), "the page of a past day says what applied"
    edition.perform("confirm", by=reviewer, at=moment("2022-04-01 10:00"))
    assert [has_caution(on) for on in ("2022-04-02", "2024-03-31", "2024-04-02")] == [False, False, True]
    assert "Not confirmed since April 1, 2022." in client.get(memo.get_absolute_url()).text
