"""Likeness: the same text on another page, a later state of a text, and texts that only resemble each other."""

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


def text_of(source: str, place: int = 0) -> ComparedText:
    one = parse_documents(source)[place]
    items = [
        ComparedStatement(item.text.value, (item.posted_on.value if item.posted_on else None,)) for item in one.items
    ]
    items += [ComparedStatement(found.value) for found in one.recommendations]
    items += [
        ComparedStatement(f"{row.question.value} {row.answer.value if row.answer else ''}") for row in one.questions
    ]
    body = "\n".join(source[start:end] for start, end in one.body)
    return ComparedText(one.title.value if one.title else "", items, body)


def keyed(text: ComparedText) -> ComparedText:
    rows = [ComparedStatement(row.words, row.days, f"key-{number}") for number, row in enumerate(text.statements)]
    return ComparedText(text.title, rows, text.body)


SERVICES = ("the Fingerprint Identification Unit", "Reports and Records")
NOTICE, RELEASE, ANSWERS = keyed(text_of(PAGE)), keyed(text_of(PAGE, 1)), keyed(text_of(QUESTIONS))


def spoilt(words: str, seed: int) -> str:
    """With one word in twelve gone, doubled or changed, and other marks and spaces."""
    chance = random.Random(seed)
    made = []
    for word in words.split():
        made += chance.choice([[], [word, word], ["otherwise"]]) if chance.random() < 1 / 12 else [word]
    return "  ".join(made).replace("’", "'").replace("–", "--")


def test_a_banner_with_other_marks_and_spaces_says_the_same():
    rows = [ComparedStatement(spaced(row.words), row.days) for row in NOTICE.statements]
    found = compare_texts(NOTICE, ComparedText(NOTICE.title.upper(), rows))
    assert found.is_same and not found.is_later
    assert found.keys == [row.key for row in NOTICE.statements]


def spaced(words: str) -> str:
    return re.sub(r"\s", "\xa0 ", words.replace("’", "'"))


@pytest.mark.parametrize("change", ["days", "words", "one fewer", "one more", "title"])
def test_whatever_differs_makes_it_another_state(change):
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
    found = compare_texts(NOTICE, ComparedText(title, rows))
    assert found.is_later and not found.is_same


@pytest.mark.parametrize("kept", [range(4, 9), [1, 2, *range(4, 9)]])
def test_earlier_states_of_the_notice_keep_their_keys(kept):
    rows = [NOTICE.statements[place] for place in kept]
    found = compare_texts(
        ComparedText(NOTICE.title, rows),
        ComparedText(NOTICE.title, [ComparedStatement(r.words, r.days) for r in NOTICE.statements]),
    )
    assert found.is_later
    assert found.keys == [row.key if place in kept else None for place, row in enumerate(NOTICE.statements)]


@pytest.mark.parametrize("known", [NOTICE, RELEASE, ANSWERS], ids=["notice", "release", "questions"])
def test_spoilt_texts_in_another_order_keep_their_keys(known):
    """20 states of each: at least 99 of 100 points keep their key, and no key goes to another point."""
    right = wrong = 0
    for seed in range(20):
        order = list(range(len(known.statements)))
        random.Random(seed).shuffle(order)
        rows = [ComparedStatement(spoilt(known.statements[place].words, seed)) for place in order]
        found = compare_texts(known, ComparedText(known.title, rows, spoilt(known.body, seed)))
        assert found.is_later
        for place, key in zip(order, found.keys, strict=True):
            right += key == known.statements[place].key
            wrong += key not in (None, known.statements[place].key)
    assert right >= 0.99 * 20 * len(known.statements) and wrong == 0


def test_of_two_services_in_one_phrase_each_keeps_its_key():
    """The phrase is not what makes them alike: both re-open by appointment, then both by mail."""
    old = [f"Effective June 15, {unit} will re-open by appointment only." for unit in SERVICES]
    new = [f"Effective July 1, {unit} will continue by mail only." for unit in reversed(SERVICES)]
    assert [place for place, _ in pair_texts(old, new)] == [1, 0]


def test_different_documents_of_one_kind_are_not_states_of_each_other():
    """Over all pairs of the corpus: at most 1 of 200 is taken for a state of another."""
    by_kind: dict[str, list[ComparedText]] = {}
    for case in cases():
        if len(case.key) == 1:
            by_kind.setdefault(case.key[0]["kind"], []).append(text_of(case.text))
    pairs = [
        (one, other)
        for rows in by_kind.values()
        for i, one in enumerate(rows)
        for j, other in enumerate(rows)
        if i != j
    ]
    taken = [(one.title, other.title) for one, other in pairs if compare_texts(one, other).score >= 0.58]
    assert len(pairs) > 500 and len(taken) <= len(pairs) // 200, taken


@pytest.mark.parametrize("text", [ComparedText(""), ComparedText("A title"), ComparedText("", [ComparedStatement("")])])
def test_a_text_without_words_is_a_state_of_nothing(text):
    found = compare_texts(NOTICE, text)
    assert not found.is_later and not found.is_same


def test_two_texts_without_words_are_not_the_same():
    assert not compare_texts(ComparedText(""), ComparedText("")).is_same
