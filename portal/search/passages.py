"""What a result quotes: the best places of an edition, cut to the words that were found. Facts, not HTML."""

from collections.abc import Callable
from typing import NamedTuple

from portal.search.marking import Marked, Span
from portal.search.scope import Place

LENGTH = 260
"""Characters of a quotation, roughly."""
BEFORE = 60
"""Of these, characters before the first word that was found, roughly."""
MOST = 3
"""Points that a result quotes."""


class Piece(NamedTuple):
    kind: str  # "found", "text", or "cut" where words are left out
    text: str = ""


class Passage(NamedTuple):
    key: str
    number: int
    heading: list[Piece]
    text: list[Piece]


class Quotation(NamedTuple):
    """What was found in one edition."""

    title: list[Piece]
    passages: list[Passage]


def pieces(marked: Marked) -> list[Piece]:
    """Plain words and words found, in turn."""
    return between(marked, 0, len(marked.text))


def between(marked: Marked, start: int, stop: int) -> list[Piece]:
    """The same of a part of the text, which ends within no span."""
    text, found, last = marked.text, [], start
    for first, end, _ in marked.spans:
        if end > stop:
            break
        if first >= start:
            if first > last:
                found.append(Piece("text", in_a_line(text[last:first])))
            found.append(Piece("found", in_a_line(text[first:end])))
            last = end
    if stop > last:
        found.append(Piece("text", in_a_line(text[last:stop])))
    return found


def in_a_line(text: str) -> str:
    return text.replace("\n\n", " ").replace("\n", " ") if "\n" in text else text


def cut(marked: Marked) -> list[Piece]:
    """About LENGTH characters around the words found: from where most different ones are near each other."""
    text, spans = marked
    if len(text) <= LENGTH:
        return pieces(marked)
    first, end, _ = fullest(spans) if spans else (0, 0, 0)
    start = min(first, edge(text, max(0, first - BEFORE), forwards=True))
    stop = max(end, edge(text, min(len(text), start + LENGTH), forwards=False))
    for first, end, _ in spans:
        if first < start < end:
            start = first
        if first < stop < end:
            stop = end
    inner = between(marked, start, stop)
    return [*([Piece("cut")] if start else []), *inner, *([Piece("cut")] if stop < len(text) else [])]


def fullest(spans: list[Span]) -> Span:
    """The first from which on most different terms stand within LENGTH."""
    best, most, every = spans[0], 0, len({term for _, _, term in spans})
    for place, span in enumerate(spans):
        near, reach = set(), span[0] + LENGTH
        for other in range(place, len(spans)):
            if spans[other][1] > reach:
                break
            near.add(spans[other][2])
        if len(near) > most:
            best, most = span, len(near)
            if most == every:
                break
    return best


def edge(text: str, place: int, *, forwards: bool) -> int:
    """The nearest place that way at which a word begins, or the place itself."""
    if place in (0, len(text)):
        return place
    space = text.find(" ", place, place + 40) if forwards else text.rfind(" ", max(0, place - 40), place)
    return place if space < 0 else space + forwards


def quotation(places: list[Place], read: Callable[[str], Marked], terms: int) -> Quotation:
    """Of an edition's places its title, marked, and the best: those that have most of the question's terms. The
    edition's own text, often a long one, is read only where no point has all of them."""
    own = next((place for place in places if not place.key), None)
    points = [marked(place, read) for place in places if place.key]
    points.sort(key=lambda point: (-point.strength, point.number))
    most = points[0].strength if points else 0
    body = read(own.text) if own and most < terms else None
    is_better = body and len({term for _, _, term in body.spans}) > most
    chosen = [point for point in points[: MOST - bool(is_better)] if point.strength * 2 >= most]
    passages = [Passage("", own.number, [], cut(body))] if is_better else []
    passages += [Passage(point.key, point.number, pieces(point.heading), cut(point.text)) for point in chosen]
    return Quotation(pieces(read(own.heading)) if own else [], passages)


class Point(NamedTuple):
    """A place with what was found there."""

    key: str
    number: int
    heading: Marked
    text: Marked
    strength: int
    """How many different terms stand there."""


def marked(place: Place, read: Callable[[str], Marked]) -> Point:
    heading, text = read(place.heading), read(place.text)
    return Point(place.key, place.number, heading, text, len({term for _, _, term in heading.spans + text.spans}))
