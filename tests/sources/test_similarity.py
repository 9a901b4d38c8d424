"""Similarity: the same text on another page, a later state of a text, and different texts of one kind."""

import random
import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.importer.parser import parse_documents
from portal.sources.similarity import ComparedStatement, ComparedText, compare_texts, pair_texts
from tests.importer.corpus import cases

PAGE = Path(settings.BASE_DIR, "seeds", "sources", "governor-press-release-page.txt").read_text(encoding="utf-8")
QUESTIONS = Path(settings.BASE_DIR, "seeds", "sources", "ice-notifications-questions.txt").read_text(encoding="utf-8")


def read_compared_text(source: str, place: int = 0) -> ComparedText:
    document = parse_documents(source)[place]
    items = [
        ComparedStatement(item.text.value, (item.posted_on.value if item.posted_on else None,))
        for item in document.items
    ]
    items += [ComparedStatement(recommendation.value) for recommendation in document.recommendations]
    items += [
        ComparedStatement(f"{row.question.value} {row.answer.value if row.answer else ''}")
        for row in document.questions
    ]
    body = "\n".join(source[start:end] for start, end in document.body)
    return ComparedText(document.title.value if document.title else "", items, body)


def add_keys(text: ComparedText) -> ComparedText:
    rows = [ComparedStatement(row.words, row.days, f"key-{number}") for number, row in enumerate(text.statements)]
    return ComparedText(text.title, rows, text.body)


SERVICES = ("the Fingerprint Identification Unit", "Reports and Records")
NOTICE, RELEASE, ANSWERS = (
    add_keys(read_compared_text(PAGE)),
    add_keys(read_compared_text(PAGE, 1)),
    add_keys(read_compared_text(QUESTIONS)),
)


def damage_words(words: str, seed: int) -> str:
    """Drops, doubles or changes one word in twelve, and changes punctuation and spaces."""
    chance = random.Random(seed)
    damaged = []
    for word in words.split():
        damaged += chance.choice([[], [word, word], ["otherwise"]]) if chance.random() < 1 / 12 else [word]
    return "  ".join(damaged).replace("’", "'").replace("–", "--")


def test_a_text_with_other_punctuation_and_spaces_is_the_same():
    rows = [ComparedStatement(change_spaces(row.words), row.days) for row in NOTICE.statements]
    similarity = compare_texts(NOTICE, ComparedText(NOTICE.title.upper(), rows))
    assert similarity.is_same and not similarity.is_later
    assert similarity.keys == [row.key for row in NOTICE.statements]


def change_spaces(words: str) -> str:
    return re.sub(r"\s", "\xa0 ", words.replace("’", "'"))


@pytest.mark.parametrize("change", ["days", "words", "one fewer", "one more", "title"])
def test_any_difference_in_content_makes_a_later_state(change):
    rows, title = list(NOTICE.statements), NOTICE.title
    if change == "days":
        rows[0] = ComparedStatement(rows[0].words, ("2021-05-27",))
    elif change == "words":
        rows[3] = ComparedStatement(rows[3].words.replace("mail only", "appointment only"), rows[3].days)
    elif change == "one fewer":
        rows.pop()
    elif change == "one more":
        rows.append(ComparedStatement("The lobby is closed on July 5."))
    else:
        title = "State Police Headquarters Services and Hours"
    similarity = compare_texts(NOTICE, ComparedText(title, rows))
    assert similarity.is_later and not similarity.is_same


@pytest.mark.parametrize("kept", [range(4, 9), [1, 2, *range(4, 9)]])
def test_points_of_an_earlier_state_keep_their_keys(kept):
    rows = [NOTICE.statements[place] for place in kept]
    similarity = compare_texts(
        ComparedText(NOTICE.title, rows),
        ComparedText(NOTICE.title, [ComparedStatement(r.words, r.days) for r in NOTICE.statements]),
    )
    assert similarity.is_later
    assert similarity.keys == [row.key if place in kept else None for place, row in enumerate(NOTICE.statements)]


@pytest.mark.parametrize("known", [NOTICE, RELEASE, ANSWERS], ids=["notice", "release", "questions"])
def test_damaged_points_in_another_order_keep_their_keys(known):
    """In 20 damaged states of each text, at least 99 of 100 points keep their key, and no point gets a wrong key."""
    right = wrong = 0
    for seed in range(20):
        order = list(range(len(known.statements)))
        random.Random(seed).shuffle(order)
        rows = [ComparedStatement(damage_words(known.statements[place].words, seed)) for place in order]
        similarity = compare_texts(known, ComparedText(known.title, rows, damage_words(known.body, seed)))
        assert similarity.is_later
        for place, key in zip(order, similarity.keys, strict=True):
            right += key == known.statements[place].key
            wrong += key not in (None, known.statements[place].key)
    assert right >= 0.99 * 20 * len(known.statements) and wrong == 0


def test_two_services_in_the_same_phrase_keep_their_keys():
    """Both lines share a phrase, which does not decide: first by appointment, then by mail."""
    old = [f"Effective June 15, {unit} will re-open by appointment only." for unit in SERVICES]
    new = [f"Effective July 1, {unit} will continue by mail only." for unit in reversed(SERVICES)]
    assert [place for place, _ in pair_texts(old, new)] == [1, 0]


def test_different_documents_of_one_kind_are_not_states_of_one_text():
    """Of all pairs of the corpus, at most 1 in 200 counts as states of one text."""
    by_kind: dict[str, list[ComparedText]] = {}
    for case in cases():
        if len(case.key) == 1:
            by_kind.setdefault(case.key[0]["kind"], []).append(read_compared_text(case.text))
    pairs = [
        (one, other)
        for rows in by_kind.values()
        for i, one in enumerate(rows)
        for j, other in enumerate(rows)
        if i != j
    ]
    matches = [(one.title, other.title) for one, other in pairs if compare_texts(one, other).score >= 0.58]
    assert len(pairs) > 500 and len(matches) <= len(pairs) // 200, matches


@pytest.mark.parametrize("text", [ComparedText(""), ComparedText("A title"), ComparedText("", [ComparedStatement("")])])
def test_a_text_without_words_is_not_a_later_state(text):
    similarity = compare_texts(NOTICE, text)
    assert not similarity.is_later and not similarity.is_same


def test_two_texts_without_words_are_not_the_same():
    assert not compare_texts(ComparedText(""), ComparedText("")).is_same
