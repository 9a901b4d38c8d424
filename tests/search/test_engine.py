"""Which words find which texts, on either database."""

from datetime import timedelta

import pytest

from portal.search.engine import SearchQuery, SearchResults, search_records
from portal.search.models import Document
from tests.conftest import NOW
from tests.factories import day, make_published, make_record, make_service, moment, withdraw
from tests.kinds import Kind

pytestmark = pytest.mark.django_db
EARLIER = moment("2025-06-02")


def find(text: str, at=NOW, **facts) -> SearchResults:
    return search_records(SearchQuery(text, **facts), at=at)


def keys(text: str, **facts) -> list[str]:
    return [result.edition.record.key for result in find(text, **facts).results]


def publish(key: str, title: str = "On the matter", kind: str = Kind.MEMO, at=EARLIER, is_official=True, **facts):
    record = make_record(kind, key=key, is_official=is_official)
    return make_published(record, at=at, title=title, **facts)


def marked(pieces) -> list[str]:
    return [piece.text for piece in pieces if piece.kind == "found"]


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
    for typed in ("records.unit@office.example", "office", "860-555-0100", "0100", "e-mail", "email"):
        assert keys(typed) == ([] if typed == "email" else ["mail"]), typed


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


# Days


@pytest.fixture
def three_editions(db):
    record = make_record(Kind.MEMO, key="memo")
    for number, (word, first) in enumerate(
        [("pencil", "2025-01-01"), ("feather", "2025-03-01"), ("crayon", "2025-05-01")]
    ):
        make_published(
            record,
            at=moment(first),
            effective_from=day(first),
            title=f"Bring a {word}",
            points=[f"A {word}, number {number}."],
        )
    return record


def test_only_the_edition_shown_today_is_searched(three_editions):
    assert [keys(word) for word in ("crayon", "feather", "pencil")] == [["memo"], [], []]


def test_a_day_searches_what_applied_then(three_editions):
    [result] = find("bring", on=day("2025-03-31")).results
    assert (result.edition.number, result.edition.standing_then) == (2, "in_effect")
    assert keys("crayon", on=day("2025-03-31")) == keys("bring", on=day("2024-12-31")) == []


def test_a_text_that_ended_by_the_day_is_not_found():
    publish("ended", "A storm", effective_from=day("2025-06-02"), effective_until=day("2025-06-05"))
    assert keys("storm", on=day("2025-06-04")) == ["ended"]
    assert keys("storm", on=day("2025-06-05")) == []
    assert [result.edition.standing_then for result in find("storm").results] == ["ended"]


def test_old_editions_are_searched_on_request(three_editions):
    [result] = find("bring", is_old=True).results
    assert sorted([result.edition.number, *result.others]) == [1, 2, 3]
    assert find("pencil", is_old=True).results[0].edition.standing_then == "superseded"


def test_a_withdrawn_text_is_found_with_its_standing():
    withdraw(publish("over", "A storm"), at=moment("2025-06-10"))
    assert [result.edition.standing_then for result in find("storm").results] == ["withdrawn"]
    assert keys("storm", on=day("2025-06-09")) == ["over"]
    assert keys("storm", on=day("2025-06-11")) == []


def test_days_of_publication_limit_the_search():
    publish("may", "A storm", at=moment("2025-05-31 23:59"), effective_from=day("2025-05-31"))
    publish("june", "A storm", at=moment("2025-06-01 00:00"))
    assert keys("storm", first=day("2025-06-01")) == ["june"]
    assert keys("storm", last=day("2025-05-31")) == ["may"]
    assert keys("storm", first=day("2025-05-31"), last=day("2025-06-01")) == ["june", "may"]


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_possible_day_are_accepted(on):
    publish("one", "A storm")
    assert keys("storm", first=day(on)) in ([], ["one"])
    assert keys("storm", last=day(on)) in ([], ["one"])
    assert keys("storm", on=day(on)) in ([], ["one"])


@pytest.mark.parametrize("is_title", [False, True])
def test_old_versions_of_one_record_hide_no_other_record(is_title):
    """The newest texts with a word may all be superseded versions."""
    at, text = moment("2025-01-01"), "A storm, a closure; the storm closure."
    words = {"title": text} if is_title else {"points": [text]}
    publish("older", at=at, effective_from=day("2025-01-01"), **words)
    record = make_record(Kind.SERVICE_NOTICE, key="daily")
    for number in range(130):
        at = moment("2025-02-01") + timedelta(hours=number)
        make_published(record, at=at, effective_from=day("2025-02-01"), **words)
    facts = {"title": "On the matter", "points": ["All clear."]}
    make_published(record, at=moment("2025-03-01"), effective_from=day("2025-03-01"), **facts)
    for typed in ("storm", "closure storm", '"storm closure"', "stor", 'storm -"sunny day"'):
        results = find(typed)
        assert [result.edition.record.key for result in results.results] == ["older"], typed
        assert (results.count, results.is_more) == (1, False)
    assert set(keys("storm", on=day("2025-02-10"))) == {"daily", "older"}


# Filters


def test_each_filter_narrows_the_search():
    desk = make_service("desk", "Front desk")
    publish("memo", "A storm", points=[{"audience": "police_chiefs"}])
    publish("release", "A storm", kind=Kind.PRESS_RELEASE)
    publish("notice", "A storm", kind=Kind.SERVICE_NOTICE, points=[{"service": desk}])
    assert keys("storm", narrowed={"kind": "memo"}) == ["memo"]
    assert keys("storm", narrowed={"audience": "police_chiefs"}) == ["memo"]
    assert keys("storm", narrowed={"service": "desk"}) == ["notice"]
    assert keys("storm", narrowed={"service": "desk", "kind": "memo"}) == []
    assert set(keys("storm", narrowed={"issuer": "governor"})) == {"memo", "release", "notice"}


def test_third_party_texts_can_be_left_out():
    publish("theirs", "A storm", kind=Kind.QUESTIONS, is_official=False)
    publish("ours", "A storm")
    assert set(keys("storm")) == {"theirs", "ours"}
    assert keys("storm", is_official=True) == ["ours"]


def test_the_code_of_a_filter_is_not_found_as_a_word():
    publish("memo", "A storm")
    code = Document.objects.get().facets.split()[0].strip("=")
    assert [keys(typed) for typed in (code, f"storm {code[:4]}", f"{code[:2]}*", "storm police_chiefs")] == [[]] * 4


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
