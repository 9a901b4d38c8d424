"""The parser of queries: every text becomes terms, and none is an error."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from portal.search.query_parser import MAX_COMPLETIONS, MAX_TERMS, ParsedQuery, QueryTerm, parse_query
from portal.search.tokenizer import find_nearest_word, fold_text, get_vocabulary, measure_distance, split_words


def words(*typed: str) -> tuple[QueryTerm, ...]:
    return tuple(QueryTerm(tuple(text.split())) for text in typed)


def plain(terms: tuple[QueryTerm, ...]) -> tuple[QueryTerm, ...]:
    """Returns the terms without their other spellings."""
    return tuple(replace(term, others=()) for term in terms)


def test_words_phrases_and_words_after_a_minus():
    query = parse_query('pistol "by mail only" -renewal -"new applicants"')
    assert (plain(query.wanted), plain(query.unwanted)) == (
        words("pistol", "by mail only"),
        words("renewal", "new applicants"),
    )


def test_parts_of_one_word_must_follow_one_another_or_be_joined():
    [drop_in, phone] = parse_query("drop-in 860-555-0100").wanted
    assert (drop_in.words, phone.words) == (("drop", "in"), ("8605550100",)) and "dropin" in drop_in.others


def test_common_words_are_ignored_outside_phrases():
    assert parse_query("what is the duty of care").wanted == words("duty", "care")
    assert parse_query('"duty of care"').wanted == words("duty of care")
    assert parse_query('"until further" -"of the"') == ParsedQuery(words("until further"), words("of the"))
    assert not parse_query("what is the") and not parse_query('"the"')


def test_a_star_after_a_word_makes_it_a_prefix():
    assert parse_query("finger* mail").wanted == (QueryTerm(("finger",), is_prefix=True), QueryTerm(("mail",)))
    assert parse_query("in* -ab* b* a*") == ParsedQuery(
        (QueryTerm(("in",), is_prefix=True), QueryTerm(("b",))), (QueryTerm(("ab",), is_prefix=True),)
    )


def test_the_last_word_may_be_unfinished():
    assert parse_query("pistol perm").unfinished == "perm"
    assert [parse_query(text).unfinished for text in ('"pistol permit"', "p", "", "-pistol")] == [""] * 4


def test_a_few_completions_replace_the_prefix_search():
    query = parse_query("pistol perm")
    few, many = query.with_completions(["permit", "permits"]), query.with_completions(["perm"] * MAX_COMPLETIONS)
    assert few.wanted[-1] == QueryTerm(("perm",), others=("pistolperm", "permit", "permits"))
    assert many.wanted[-1].is_prefix and query.with_completions([]) == query


def test_unclosed_quotes_and_signs_are_tolerated():
    assert plain(parse_query('"pistol permit').wanted) == words("pistol permit")
    assert plain(parse_query("permit & (mail | NOT ^ : ~*) --mail").wanted) == words("permit", "mail")
    assert [parse_query(text) for text in ("", '""', "- -- *", "👍 …")] == [ParsedQuery()] * 4


def test_a_long_query_is_cut_and_marked():
    query = parse_query(" ".join(f"word{number}" for number in range(3000)))
    assert len(query.wanted) == MAX_TERMS and query.has_more


def test_a_query_is_formatted_as_a_reader_would_type_it():
    assert parse_query('Pistól "by mail" perm* -renewal').spelled() == 'pistol "by mail" perm* -renewal'


@given(st.text(max_size=300))
def test_any_text_is_a_query_of_folded_words(text):
    query = parse_query(text)
    for term in (*query.wanted, *query.unwanted):
        assert term.words and all(word.isalnum() and split_words(word) == [word] for word in term.words)


def test_case_accents_and_possession_make_no_difference():
    assert fold_text("Résumé’s") == fold_text("RESUME's") == "resume"
    assert split_words("the State’s e\u0301dition") == ["the", "state", "edition"]


def test_suggested_words_consist_of_letters_only():
    assert get_vocabulary(["permit 2020 b2b of ab résumé"]) == {"permit", "résumé"}


def test_the_distance_counts_replaced_deleted_inserted_and_swapped_letters():
    pairs = [("permit", "permit"), ("permti", "permit"), ("prmit", "permit"), ("permits", "permit"), ("", "abc")]
    assert [measure_distance(*pair) for pair in pairs] == [0, 1, 1, 1, 3]


def test_only_a_near_word_is_suggested():
    assert find_nearest_word("polcie", ["policy", "police", "notice"]) == "police"
    assert find_nearest_word("xyzzy", ["police"]) is None
    assert find_nearest_word("memm", ["memo", "mermaid"]) == "memo"
