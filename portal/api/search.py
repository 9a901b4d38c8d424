"""The search, as data."""

from collections.abc import Iterable

from django.conf import settings

from portal.api import data
from portal.api.answering import Ask
from portal.search.find import Question, Result, search
from portal.search.passages import Passage, Piece
from portal.search.views import address

FACETS = ("kind", "audience", "issuer", "service")


def found(ask: Ask) -> dict:
    question = Question(
        text=ask["q"],
        narrowed={name: ask[name] or "" for name in FACETS},
        is_official=bool(ask["official"]),
        first=ask["from"],
        last=ask["to"],
        on=ask["on"],
        is_old=bool(ask["old"]),
    )
    page = ask["page"] or 1
    answer = search(question, at=ask.at, page=page, size=settings.PAGE_SIZE)
    return {
        "count": answer.count,
        "is_more": answer.is_more,
        "meant": answer.meant or None,
        "items": [result(one, question, ask) for one in answer.results],
        "next": ask.following("page", page + 1 if answer.has_next else None),
    }


def result(one: Result, question: Question, ask: Ask) -> dict:
    return {
        **data.row(one.edition, ask),
        "url": ask.absolute(address(one.edition, question)),
        "marked_title": pieces(one.title),
        "passages": [passage(each) for each in one.passages],
        "other_numbers": one.others,
    }


def passage(one: Passage) -> dict:
    """The point that answers, or with no key the edition's own text."""
    return {
        "point": one.key or None,
        "number": one.number if one.key else None,
        "heading": pieces(one.heading),
        "text": pieces(one.text),
    }


def pieces(marked: Iterable[Piece]) -> list[dict]:
    """Plain words, words found, and where words are left out."""
    return [{"kind": piece.kind, "text": piece.text} for piece in marked]
