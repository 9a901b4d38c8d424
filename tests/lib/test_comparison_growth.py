"""The time to compare two texts grows in proportion to their length, whatever the texts contain."""

import time
from random import Random

import pytest

from portal.lib.text_diff import diff_lines_and_words

SIZES = (10_000, 100_000, 1_000_000)
FLOOR = 0.02
"""Seconds. Shorter times are noise."""
MOST_GROWTH = 30
"""Largest factor for ten times the characters. Quadratic growth would be a factor of a hundred."""
PIECES = {
    "few lines": ["a b.\n", "b c.\n", "c d.\n"],
    "signs": [*"-.,;: \n"],
    "many words": [f"{number:x} " for number in range(3000)],
}


def measure(pieces: list[str], size: int) -> float:
    """Returns the CPU seconds to compare a text with a copy in which one of a hundred characters is another."""
    chance = Random(1)
    old = "".join(chance.choices(pieces, k=size // len(pieces[0])))
    new = [*old]
    for place in chance.sample(range(len(old)), len(old) // 100):
        new[place] = chance.choice("ab \n")
    begin = time.process_time()
    diff_lines_and_words(old, "".join(new))
    return time.process_time() - begin


@pytest.mark.slow
@pytest.mark.parametrize("name", PIECES)
def test_ten_times_the_text_costs_about_ten_times_as_much(name):
    small, middle, large = (measure(PIECES[name], size) for size in SIZES)
    assert middle < MOST_GROWTH * max(small, FLOOR)
    assert large < MOST_GROWTH * max(middle, FLOOR)
