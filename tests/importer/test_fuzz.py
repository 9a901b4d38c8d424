"""Ten thousand damaged and random texts: nothing raises, and every value is in the text."""

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
def damaged_texts(draw) -> str:
    """Draws a text of the examples, with pieces cut out, inserted and doubled."""
    text = draw(st.sampled_from(TEXTS))
    for place, length, piece in draw(
        st.lists(st.tuples(places, st.integers(0, 60), st.sampled_from(PIECES)), max_size=6)
    ):
        place %= len(text) + 1
        text = text[:place] + piece + text[place + length :]
    return text


@QUIET
@given(damaged_texts())
def test_damaged_texts_can_be_read(text):
    check(text)


@pytest.mark.slow
@QUIET
@given(damaged_texts(), damaged_texts(), places)
def test_two_joined_texts_can_be_read(first, second, place):
    check(first[: place % (len(first) + 1)] + second)


@QUIET
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=60))
def test_pieces_in_any_order_can_be_read(pieces):
    check("".join(pieces))


@QUIET
@given(st.text(max_size=400))
def test_random_text_can_be_read(text):
    check(text)
