"""No query causes an error, on either database."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.search.engine import SearchQuery, search_records
from tests.conftest import NOW

OPERATORS = [
    "AND",
    "OR",
    "NOT",
    "NEAR(a b, 5)",
    "*",
    "^",
    ":",
    "+",
    "-",
    "--",
    '"',
    '""',
    "(",
    ")",
    "{title}",
    "title:",
    "&",
    "|",
    "!",
    "!!",
    "<->",
    "<2>",
    ":*",
    ":A",
    "'",
    "''",
    "\\",
    "%",
    "_",
    "%s",
    "{}",
    ";",
    "\0",
    "\x02",
    "\x03",
    "\ufeff",
    "👍",
    "ß",
    "İ",
    "ﬁ",
    "a\u0301",
    "٣",
    "½",
    "ª",
    "ⅷ",
    "暴",
    "\ud800",
    "the",
    "police",
    "chief*",
    "permit",
    "pis",
    "e-mail",
    "a@b.c",
    "http://x.y/z?q=1",
    "1e5",
    "-5",
    "3.14",
    "drop-in*",
]
typed = st.lists(st.one_of(st.sampled_from(OPERATORS), st.text(max_size=8)), max_size=14)


@pytest.mark.usefixtures("seeded")
@pytest.mark.django_db
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=typed, between=st.sampled_from(["", " ", "  \t"]))
@example(parts=["x" * 10_000], between="")
@example(parts=["police "] * 3000, between="")
@example(parts=['"'] * 501, between="")
@example(parts=["!?&|"], between="")
def test_any_query_is_answered(parts, between):
    results = search_records(SearchQuery(between.join(parts)), at=NOW)
    assert len(results.results) == min(results.count, 20)
    repeated = search_records(SearchQuery(results.query.spelled()), at=NOW)
    assert bool(repeated.query) == bool(results.query)


@pytest.mark.usefixtures("seeded")
@pytest.mark.django_db
@pytest.mark.parametrize("sign", OPERATORS)
def test_a_sign_between_words_does_not_replace_them(sign):
    """A sign is no operator, so the words on both sides are still searched."""
    results = search_records(SearchQuery(f"pistol {sign} permit"), at=NOW)
    assert [result.edition.record.key for result in results.results] in (
        ["state-police-headquarters-modified-services-hours"],
        [],
    )
