import pytest

from portal.lib.grammar import add_article, format_count, join_phrases, pluralize_noun


@pytest.mark.parametrize(
    ("noun", "plural"),
    [("item", "items"), ("inquiry", "inquiries"), ("day", "days"), ("box", "boxes"), ("new version", "new versions")],
)
def test_nouns_get_a_plural(noun, plural):
    assert pluralize_noun(noun) == plural


def test_the_count_decides_between_singular_and_plural():
    assert [format_count(count, "item") for count in (0, 1, 2000)] == ["0 items", "1 item", "2,000 items"]


def test_articles_follow_the_first_letter():
    assert [add_article(noun) for noun in ("item", "Answer", "question")] == ["an item", "an Answer", "a question"]


def test_the_last_phrase_of_a_list_follows_and():
    assert [join_phrases("abc"[:size]) for size in (1, 2, 3)] == ["a", "a and b", "a, b and c"]
