"""What a reader types, as terms; no text is an error."""

from hypothesis import given
from hypothesis import strategies as st

from portal.search.query import BEGINNINGS, MOST, Query, Term, parse
from portal.search.words import distance, folded, nearest, vocabulary, words_of


def words(*typed: str) -> tuple[Term, ...]:
    return tuple(Term(tuple(one.split())) for one in typed)


def test_words_phrases_and_words_after_a_minus():
    assert parse('pistol "by mail only" -renewal -"new applicants"') == Query(
        words("pistol", "by mail only"), words("renewal", "new applicants")
    )


def test_parts_of_one_word_follow_each_other():
    assert parse("drop-in 860-555-0100").wanted == words("drop in", "860 555 0100")


def test_common_words_are_passed_over_outside_phrases():
    assert parse("what is the duty of care").wanted == words("duty", "care")
    assert parse('"duty of care"').wanted == words("duty of care")
    assert parse('"until further" -"of the"') == Query(words("until further"), words("of the"))
    assert not parse("what is the") and not parse('"the"')


def test_a_star_after_a_word_asks_for_its_beginning():
    assert parse("finger* mail").wanted == (Term(("finger",), is_prefix=True), Term(("mail",)))
    assert parse("in* -ab* b* a*") == Query(
        (Term(("in",), is_prefix=True), Term(("b",))), (Term(("ab",), is_prefix=True),)
    )


def test_the_last_word_may_be_unfinished():
    assert parse("pistol perm").unfinished == "perm"
    assert [parse(text).unfinished for text in ('"pistol permit"', "p", "", "-pistol")] == [""] * 4


def test_words_that_the_last_may_become_are_asked_for_instead_of_its_beginning_where_they_are_all():
    query = parse("pistol perm")
    few, many = query.going_on(["permit", "permits"]), query.going_on(["perm"] * BEGINNINGS)
    assert few.wanted[-1] == Term(("perm",), others=("permit", "permits"))
    assert many.wanted[-1].is_prefix and query.going_on([]) == query


def test_half_open_quotes_and_signs_are_read_as_well_as_can_be():
    assert parse('"pistol permit').wanted == words("pistol permit")
    assert parse("permit & (mail | NOT ^ : ~*) --mail").wanted == (Term(("permit",)), Term(("mail",)))
    assert [parse(text) for text in ("", '""', "- -- *", "👍 …")] == [Query()] * 4


def test_a_long_question_is_cut_and_says_so():
    query = parse(" ".join(f"word{number}" for number in range(3000)))
    assert len(query.wanted) == MOST and query.has_more


def test_a_question_is_spelled_as_it_would_be_typed():
    assert parse('Pistól "by mail" perm* -renewal').spelled() == 'pistol "by mail" perm* -renewal'


@given(st.text(max_size=300))
def test_any_text_is_a_query_of_folded_words(text):
    query = parse(text)
    for term in (*query.wanted, *query.unwanted):
        assert term.words and all(word.isalnum() and words_of(word) == [word] for word in term.words)


def test_case_accents_and_possession_make_no_difference():
    assert folded("Résumé’s") == folded("RESUME's") == "resume"
    assert words_of("the State’s e\u0301dition") == ["the", "state", "edition"]


def test_words_that_are_suggested_are_letters_alone():
    assert vocabulary(["permit 2020 b2b of ab résumé"]) == {"permit", "résumé"}


def test_distance_counts_letters_changed_left_out_put_in_and_swapped():
    pairs = [("permit", "permit"), ("permti", "permit"), ("prmit", "permit"), ("permits", "permit"), ("", "abc")]
    assert [distance(*pair) for pair in pairs] == [0, 1, 1, 1, 3]


def test_what_is_not_near_is_not_suggested():
    assert nearest("polcie", ["policy", "police", "notice"]) == "police"
    assert nearest("xyzzy", ["police"]) is None
    assert nearest("memm", ["memo", "mermaid"]) == "memo"
