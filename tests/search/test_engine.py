"""Which words find which texts, in which order and with which passages, on either database."""

import pytest

from portal.search.engine import SearchQuery, search_records
from tests.conftest import NOW
from tests.factories import day, make_service, moment
from tests.kinds import Kind
from tests.search.conftest import find, keys, marked, publish

pytestmark = pytest.mark.django_db


# Words


def test_every_word_must_occur_somewhere_in_the_edition():
    publish("both", "Fingerprints", points=["Come by appointment."])
    publish("one", "Fingerprints", points=["Come at once."])
    assert keys("appointment fingerprints") == ["both"]


@pytest.mark.parametrize("typed", ["resume", "résumé", "RÉSUMÉ", "re\u0301sume\u0301", "resumes", "résumé's"])
def test_accents_case_and_endings_make_no_difference(typed):
    publish("accented", "Send a Résumé")
    publish("plain", "Send a resume")
    publish("other", "Send a letter")
    assert set(keys(typed)) == {"accented", "plain"}


def test_plural_and_singular_find_each_other():
    publish("many", "Appointments for permits")
    publish("single", "An appointment for a permit")
    assert set(keys("permit appointments")) == set(keys("permits appointment")) == {"many", "single"}


def test_a_phrase_finds_its_words_in_their_order():
    publish("phrase", points=["Renew by mail only."])
    publish("scattered", points=["Only renew it; mail follows by itself."])
    assert keys('"by mail only"') == ["phrase"]
    assert set(keys("by mail only")) == {"phrase", "scattered"}


def test_a_minus_excludes_a_word():
    publish("renewal", "Pistol permits", points=["About renewals."])
    publish("first", "Pistol permits", points=["For new applicants."])
    assert keys("pistol -renewal") == ["first"]
    assert keys('pistol -"new applicants"') == ["renewal"]


def test_an_excluded_word_counts_outside_the_title_too():
    """The search reads titles first, but the excluded word may be in the body."""
    publish("body", "Pistol permits", body="All about renewals.")
    assert keys("pistol permits -renewals") == []


@pytest.mark.parametrize("typed", ["fingerp", "come fingerpr", "openin", "fing*", "opening fing*"])
def test_the_last_word_may_be_unfinished(typed):
    publish("one", "Fingerprints", points=["Come during opening hours."])
    assert keys(typed) == ["one"]


def test_a_complete_last_word_is_completed_if_the_query_finds_nothing():
    publish("alone", "A finger")
    publish("both", "Barracks with fingerprints")
    assert keys("barracks finger") == ["both"]


def test_a_word_that_finds_something_is_not_completed():
    publish("state", "The state office")
    publish("station", "The statement")
    assert keys("state") == ["state"]
    assert set(keys("state*")) == {"state", "station"}


def test_parts_of_addresses_and_numbers_are_found():
    publish("mail", body="Write to Records.Unit@office.example or call 860-555-0100, e-mail preferred.")
    for typed in ("records.unit@office.example", "office", "860-555-0100", "0100", "e-mail", "email", "8605550100"):
        assert keys(typed) == ["mail"], typed


def test_words_of_markup_are_not_found():
    publish("link", body="Read [the list](https://example.org/hidden) of **cases**.")
    assert keys("list cases") == ["link"]
    assert keys("hidden") == keys("https") == []


# Order


def test_the_title_comes_before_points_and_points_before_the_body():
    publish("body", "On something else", points=["Nothing."], body="The warrant is explained.")
    publish("point", "On something else", points=["Ask for the warrant."])
    publish("title", "The warrant", points=["Nothing."])
    assert keys("warrant") == ["title", "point", "body"]


def test_the_newest_of_equal_texts_comes_first():
    for number, key in enumerate(["old", "older", "newest"]):
        at = moment(f"2025-06-{10 - 5 * number if number < 2 else 20:02}")
        publish(key, "Road closed", at=at, effective_from=day("2025-06-01"))
    assert keys("road") == ["newest", "old", "older"]


# Places


def test_the_point_and_its_words_are_quoted():
    publish("one", "On visits", points=["Keep a list.", "Ask for the <b>warrant</b> & wait."])
    [result] = find("warrants").results
    [passage] = result.passages
    assert (passage.key, passage.number, marked(passage.text)) == ("point-2", 2, ["warrant"])


def test_the_words_of_the_title_are_marked():
    publish("one", "Requests for Guidance")
    [result] = find("guidance request").results
    assert marked(result.title) == ["Requests", "Guidance"]


@pytest.mark.parametrize(
    "typed, found",
    [
        ("office", ["office"]),
        ("records.unit@office.example", ["Records.Unit@office.example"]),
        ("0100", ["0100"]),
        ("860-555-0100", ["860-555-0100"]),
        ("hours", ["Hours"]),
        ("renewal", ["renewal"]),
        ("mail", ["mail"]),
        ("b2b", ["b2b"]),
        ('"governor order"', ["Governor’s order"]),
        ("résumé", ["resume"]),
        ('"the governor order of march"', ["the Governor’s order of March"]),
        ("2020", ["2020"]),
        ("script", ["script"]),
    ],
)
def test_words_within_addresses_numbers_and_signs_are_marked_in_their_point(typed, found):
    """No matter which character separates them from their neighbors."""
    text = (
        "Records.Unit@office.example, 860-555-0100; Services/Hours, expiration/renewal & (e-mail) a b2b <script>"
        " by the Governor’s order of March 3/2020: resume-like."
    )
    publish("one", points=[text, "Nothing else."])
    [result] = find(typed).results
    assert [passage.key for passage in result.passages] == ["point-1"]
    assert marked(result.passages[0].text) == found


def test_the_words_of_a_title_are_marked_next_to_signs():
    publish("one", "Modified Services/Hours", points=["For services see below."])
    [result] = find("service").results
    assert marked(result.title) == ["Services"]


def test_the_points_with_the_most_words_come_first_and_then_the_first_points():
    once = [{"heading": f"Storm, storm number {number}", "text": "A storm."} for number in range(4)]
    publish("one", points=[*once, "Storms: the offices are closed.", *once])
    assert [passage.key for passage in find("storm office closed").results[0].passages] == ["point-5"]
    assert [passage.key for passage in find("storm").results[0].passages] == ["point-1", "point-2", "point-3"]


def test_a_service_is_found_by_its_name():
    service = make_service("records", "Reports and Records")
    publish("notice", kind=Kind.SERVICE_NOTICE, points=["Closed.", {"service": service, "text": "By mail."}])
    [result] = find("reports records").results
    assert [passage.key for passage in result.passages] == ["point-2"]
    assert marked(result.passages[0].heading) == ["Reports", "Records"]


@pytest.mark.parametrize("typed", ["860-524-7315", "David.Bednarz@ct.gov", "bednarz"])
def test_a_contact_is_found_by_number_and_address(typed, seeded):
    [result] = find(typed).results
    assert result.edition.record.kind == Kind.PRESS_RELEASE and result.passages


def test_a_phrase_of_common_words_is_found():
    publish("one", points=["Closed until further notice."])
    publish("two", points=["Further on, until noon."])
    assert keys('"until further"') == ["one"]


def test_a_text_of_the_state_comes_first_even_if_most_texts_contain_the_word():
    publish("ours", points=["Police."], at=moment("2025-06-01"))
    publish("theirs", points=["Police."], at=moment("2025-06-02"), kind=Kind.QUESTIONS, is_official=False)
    assert keys("police") == ["ours", "theirs"]


# Did you mean


@pytest.mark.parametrize(
    "typed, better",
    [
        ("fingrprint", "fingerprint"),
        ("police wararnt", "police warrant"),
        ("polcie", "police"),
        ("plice wararnt", "police warrant"),
        ("wararnt fing", "warrant fing"),
        ("lcoal", "local"),
    ],
)
def test_a_misspelled_word_is_corrected(typed, better):
    publish("one", "Police and a warrant", points=["For a local fingerprint."])
    results = find(typed)
    assert (results.results, results.meant) == ([], better)


def test_a_correction_that_finds_nothing_is_not_suggested():
    publish("one", "Police")
    publish("two", "Warrant")
    assert find("polcie wararnt").meant == ""
    assert find("polcie", narrowed={"kind": "press_release"}).meant == ""


# Pages


def test_pages_have_no_gap_and_no_repetition():
    for number in range(7):
        publish(f"record-{number:02}", "A storm", at=moment(f"2025-06-{10 + number}"))
    pages = [search_records(SearchQuery("storm"), at=NOW, page=page, size=3) for page in (1, 2, 3, 4)]
    keys_by_page = [[result.edition.record.key for result in page.results] for page in pages]
    assert keys_by_page == [
        ["record-06", "record-05", "record-04"],
        ["record-03", "record-02", "record-01"],
        ["record-00"],
        [],
    ]
    assert [(page.count, page.has_next) for page in pages] == [(7, True), (7, True), (7, False), (7, False)]
