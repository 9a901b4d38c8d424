"""Highlighting: which words of a text are marked, given the forms of each word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.compounds import list_joined_words
from portal.search.highlighting import Spelling, fold_letters, highlight_terms, list_spellings
from portal.search.query_parser import parse_query
from portal.search.tokenizer import WORD_PATTERN, fold_text, split_words

FORMS = {
    "office": {"office", "offices"},
    "permit": {"permit", "permits", "permitted"},
    "notice": {"notice", "notices"},
    "resume": {"resume", "resumes"},
}


def marked(query: str, text: str, forms=FORMS) -> list[str]:
    joined = " ".join(list_joined_words(fold_letters(text)))
    highlighted = highlight_terms(text, list_spellings(parse_query(query), forms), joined=joined)
    assert highlighted.text == text
    return [text[start:stop] for start, stop, _ in highlighted.spans]


@pytest.mark.parametrize(
    "asked, text, found",
    [
        ("office", "The Office and OFFICES of officers", ["Office", "OFFICES"]),
        ("permit", "Permitted: a permit-holder’s permits", ["Permitted", "permit", "permits"]),
        ("resume", "Send a Résumé or re\u0301sume\u0301s", ["Résumé"]),
        ("office", "The office’s hours", ["office"]),
        ("permit office", "permits of the office", ["permits", "office"]),
        ("860-555-0100", "Call 860-555-0100 or 860 555-0199", ["860-555-0100"]),
        ("finger*", "Fingerprints and a ring finger", ["Fingerprints", "finger"]),
        ("offi*", "office_offices", ["office", "offices"]),
        ("quokka", "An office", []),
        ("office", "", []),
    ],
)
def test_all_forms_of_a_word_are_marked(asked, text, found):
    assert marked(asked, text) == found


@pytest.mark.parametrize(
    "asked, text, found",
    [
        ('"office notice"', "Office\n notices; no notice in this office", ["Office\n notices"]),
        ('"the office notice"', "The office’s notice", ["The office’s notice"]),
        ('"office notice office"', "office notice office notice", ["office notice office"]),
        ('"office notice"', "office", []),
        ('"office notice" permit', "Permits: office notice.", ["Permits", "office notice"]),
        ('"office notice" office', "office notice, offices", ["office notice", "offices"]),
    ],
)
def test_a_phrase_is_marked_if_its_words_follow_one_another(asked, text, found):
    assert marked(asked, text) == found


def test_completions_of_the_last_word_are_marked_with_their_own_forms():
    query = parse_query("perm").with_completions(["permit"])
    spans = highlight_terms("Permitted by permanent staff", list_spellings(query, FORMS)).spans
    assert [(start, stop) for start, stop, _ in spans] == [(0, 9)]


def test_a_match_names_its_term():
    spans = highlight_terms("offices permit office", list_spellings(parse_query("permit office"), FORMS)).spans
    assert [term for _, _, term in spans] == [1, 0, 1]


@given(st.text(max_size=60), st.text(max_size=12))
def test_spans_are_in_order_and_within_the_text(text, asked):
    spans = highlight_terms(text, list_spellings(parse_query(asked), {})).spans
    edges = [place for start, stop, _ in spans for place in (start, stop)]
    assert edges == sorted(edges) and all(start < stop <= len(text) for start, stop, _ in spans)


@given(st.text(alphabet="aé ß'’İcom_ﬁñ1-\n", max_size=40))
def test_folding_keeps_the_position_of_every_letter(text):
    assert len(fold_letters(text)) == len(text)


@given(st.text(alphabet="abcdéñ ’'s-_.12", max_size=40))
def test_every_word_of_a_text_is_marked_in_a_search_for_it(text):
    """The letters of these texts fold to one letter each. Nothing but the word is marked."""
    for word in split_words(text):
        found = [text[start:stop] for start, stop, _ in highlight_terms(text, [Spelling(word, False, [], 0)]).spans]
        assert found and set(map(fold_text, found)) == {word} and all(map(WORD_PATTERN.fullmatch, found))
