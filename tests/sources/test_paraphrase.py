"""Sentences of a report that paraphrase a point."""

from portal.sources.comparison.paraphrase import find_paraphrases

POINTS = [
    "Local law enforcement should not take action that is solely to enforce federal law.",
    "Detainer requests are requests, they are not warrants or orders.",
]
REPORT = (
    "The mayor spoke on Monday. The guidelines say that police should take no action solely to enforce federal law. "
    "Rain is expected. Detainer requests, they add, are merely requests and not warrants. Traffic was light."
)


def list_paraphrases(points, report):
    return [(match.point, report[match.start : match.end]) for match in find_paraphrases(points, report)]


def test_each_point_matches_its_sentence_and_no_other():
    assert list_paraphrases(POINTS, REPORT) == [
        (0, "The guidelines say that police should take no action solely to enforce federal law."),
        (1, "Detainer requests, they add, are merely requests and not warrants."),
    ]


def test_a_point_that_is_quoted_word_for_word_is_not_a_paraphrase():
    assert list_paraphrases(POINTS[:1], f"He said: {POINTS[0]}") == []


def test_a_report_on_another_subject_has_no_paraphrase():
    assert list_paraphrases(POINTS, "The library is closed on Monday. Books may be returned.") == []


def test_no_points_or_no_report_give_no_paraphrase():
    assert list_paraphrases([], REPORT) == list_paraphrases(POINTS, "") == []
