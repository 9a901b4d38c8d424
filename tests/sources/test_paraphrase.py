"""Sentences of a report that tell a point in other words."""

from portal.sources.comparison.paraphrase import find_paraphrases

POINTS = [
    "Local law enforcement should not take action that is solely to enforce federal law.",
    "Detainer requests are requests, they are not warrants or orders.",
]
REPORT = (
    "The mayor spoke on Monday. The guidelines say that police should take no action solely to enforce federal law. "
    "Rain is expected. Detainer requests, they add, are merely requests and not warrants. Traffic was light."
)


def told(points, report):
    return [(one.point, report[one.start : one.end]) for one in find_paraphrases(points, report)]


def test_each_point_finds_its_sentence_and_no_other():
    assert told(POINTS, REPORT) == [
        (0, "The guidelines say that police should take no action solely to enforce federal law."),
        (1, "Detainer requests, they add, are merely requests and not warrants."),
    ]


def test_a_point_that_is_quoted_word_for_word_is_not_told_in_other_words():
    assert told(POINTS[:1], f"He said: {POINTS[0]}") == []


def test_a_report_on_something_else_tells_nothing():
    assert told(POINTS, "The library is closed on Monday. Books may be returned.") == []


def test_nothing_to_compare():
    assert told([], REPORT) == told(POINTS, "") == []
