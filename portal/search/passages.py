"""What a result quotes: the best places of an edition, cut to the words that were found. Facts, not HTML."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from portal.search.scope import START, STOP, Place
from portal.search.words import folded

LENGTH = 260
"""Characters of a quotation, roughly."""
BEFORE = 60
"""Of these, characters before the first word that was found, roughly."""
MOST = 3
"""Points that a result quotes."""
MARKED = re.compile(f"{START}([^{START}{STOP}]*){STOP}")


@dataclass(frozen=True)
class Piece:
    kind: str  # "found", "text", or "cut" where words are left out
    text: str = ""


@dataclass(frozen=True)
class Passage:
    key: str
    number: int
    heading: list[Piece]
    text: list[Piece]


@dataclass(frozen=True)
class Quotation:
    """What was found in one edition."""

    title: list[Piece]
    passages: list[Passage]


def pieces(marked: str) -> list[Piece]:
    """Plain words and words found, in turn."""
    parts = MARKED.split(marked)
    found = (Piece("found" if place % 2 else "text", part) for place, part in enumerate(parts))
    return [piece for piece in found if piece.text]


def found_in(marked: str) -> set[str]:
    return {folded(word) for word in MARKED.findall(marked)}


def cut(marked: str) -> list[Piece]:
    """About LENGTH characters around the words found: from where most different ones are near each other."""
    marked = " ".join(marked.split())
    matches = list(MARKED.finditer(marked))
    best = max(matches, key=lambda one: len(found_in(marked[one.start() : one.start() + LENGTH])), default=None)
    start = edge(marked, max(0, best.start() - BEFORE) if best else 0, forwards=True)
    stop = edge(marked, min(len(marked), start + LENGTH), forwards=False)
    if best:
        start, stop = min(start, best.start()), max(stop, best.end())
    inner = pieces(closed(marked[start:stop]))
    return [*([Piece("cut")] if start else []), *inner, *([Piece("cut")] if stop < len(marked) else [])]


def edge(text: str, place: int, *, forwards: bool) -> int:
    """The nearest place that way at which a word begins, or the place itself."""
    if place in (0, len(text)):
        return place
    space = text.find(" ", place, place + 40) if forwards else text.rfind(" ", max(0, place - 40), place)
    return place if space < 0 else space + forwards


def closed(marked: str) -> str:
    """Without the half of a mark at either end, where several words are one find."""
    if marked.rfind(START) > marked.rfind(STOP):
        marked += STOP
    first = marked.find(STOP)
    return START + marked if 0 <= first and (marked.find(START) < 0 or first < marked.find(START)) else marked


def quotations(places: Iterable[Place]) -> dict[int, Quotation]:
    """For each edition its title, marked, and its best places: those that have most of the words."""
    by_edition: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        by_edition[place.edition_id].append(place)
    return {edition_id: quotation(found) for edition_id, found in by_edition.items()}


def quotation(places: list[Place]) -> Quotation:
    own = next((place for place in places if not place.key), None)
    points = sorted((place for place in places if place.key), key=lambda one: (-strength(one), one.number))
    most = strength(points[0]) if points else 0
    chosen = [point for point in points[:MOST] if strength(point) * 2 >= most]
    if own and len(found_in(own.text)) > most:
        chosen = [own, *chosen[: MOST - 1]]
    return Quotation(pieces(own.heading) if own else [], [passage(place) for place in chosen])


def strength(place: Place) -> int:
    """How many different words of the question stand there."""
    return len(found_in(f"{place.heading} {place.text}"))


def passage(place: Place) -> Passage:
    return Passage(place.key, place.number, pieces(place.heading) if place.key else [], cut(place.text))
