"""Ten thousand spoilt and random texts: nothing raises, and nothing is read that the text does not say."""

from pathlib import Path

import pytest
from django.conf import settings as portal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.importer.corpus import cases
from tests.importer.evidence import check

EXAMPLES = [
    file.read_text(encoding="utf-8") for file in sorted(Path(portal.BASE_DIR, "seeds", "sources").glob("*.txt"))
]
LONGEST = 3000
TEXTS = [text[start : start + LONGEST] for text in EXAMPLES for start in range(0, len(text), LONGEST)]
TEXTS += [case.text for case in cases()]
PIECES = [
    "\n",
    "\n\n",
    "“",
    "”",
    '"',
    "- ",
    "• ",
    "1. ",
    "a) ",
    "?",
    "(",
    "###",
    "\t",
    "\xa0",
    "\u2028",
    "\x1f",
    "İ",
    "**",
    "Contact: ",
    "HERE",
    "FOR IMMEDIATE RELEASE",
    "TO: ",
    "FROM: ",
    "6/5/20",
    "13/06/2020",
    "June 5",
    "860-555-0100",
    "Q: ",
    "A: ",
    "said",
    "HARTFORD, CT – ",
    "Leave a Reply",
    "3 Comments",
    "through July 1, 2020",
    "until ",
    "-30-",
    "http://a.example/b.",
]
QUIET = settings(max_examples=2500, suppress_health_check=list(HealthCheck))
places = st.integers(0, LONGEST)


@st.composite
def spoilt(draw) -> str:
    """One of the texts with pieces cut out, put in and doubled."""
    text = draw(st.sampled_from(TEXTS))
    for place, length, piece in draw(
        st.lists(st.tuples(places, st.integers(0, 60), st.sampled_from(PIECES)), max_size=6)
    ):
        place %= len(text) + 1
        text = text[:place] + piece + text[place + length :]
    return text


@QUIET
@given(spoilt())
def test_spoilt_texts(text):
    check(text)


@pytest.mark.slow
@QUIET
@given(spoilt(), spoilt(), places)
def test_texts_run_into_each_other(one, other, place):
    check(one[: place % (len(one) + 1)] + other)


@QUIET
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=60))
def test_pieces_in_any_order(pieces):
    check("".join(pieces))


@QUIET
@given(st.text(max_size=400))
def test_random_text(text):
    check(text)
