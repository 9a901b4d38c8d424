"""The corpus of artificial documents: how much of each kind is read right, and whether every value has evidence."""

from collections import Counter

import pytest

from portal.importer.parser import parse_documents
from portal.importer.parser.classifier import DOCUMENT_KINDS
from tests.importer.corpus import cases
from tests.importer.evidence import check
from tests.importer.scoring import Score, marks

MIN_SHARE = 0.95
EVERY = cases()


@pytest.fixture(scope="module")
def score() -> Score:
    score = Score()
    for case in EVERY:
        for kind, name, is_right, _, _ in marks(
            [document.as_data() for document in parse_documents(case.text)], case.key
        ):
            score[kind, name, is_right] += 1
    return score


def test_the_corpus_is_large_and_has_every_kind():
    kinds = Counter(wanted["kind"] for case in EVERY for wanted in case.key)
    assert sum(kinds.values()) >= 60
    assert set(kinds) == set(DOCUMENT_KINDS)


@pytest.mark.parametrize("kind", DOCUMENT_KINDS)
def test_most_fields_of_a_kind_are_right(score, kind):
    assert score.share(kind) >= MIN_SHARE


@pytest.mark.parametrize("case", EVERY, ids=lambda case: f"{case.file}-{case.name}")
def test_every_value_is_in_the_text(case):
    check(case.text)
