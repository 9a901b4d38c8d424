"""What a result quotes: the best places of an edition, cut to the words that were found. Facts, not HTML."""

from collections.abc import Callable
from typing import NamedTuple

from portal.search.highlighting import HighlightedText, Span
from portal.search.types import TextPlace

SNIPPET_LENGTH = 260
"""Characters of a quotation, roughly."""
LEAD_LENGTH = 60
"""Of these, characters before the first word that was found, roughly."""
MAX_POINTS = 3
"""Points that a result quotes."""


class SnippetPiece(NamedTuple):
    kind: str  # "found", "text", or "cut" where words are left out
    text: str = ""


class Snippet(NamedTuple):
    key: str
    number: int
    heading: list[SnippetPiece]
    text: list[SnippetPiece]


class ResultSnippets(NamedTuple):
    """What was found in one edition."""

    title: list[SnippetPiece]
    passages: list[Snippet]


def split_into_pieces(marked: HighlightedText) -> list[SnippetPiece]:
    """Plain words and words found, in turn."""
    return split_range(marked, 0, len(marked.text))


def split_range(marked: HighlightedText, start: int, stop: int) -> list[SnippetPiece]:
    """The same of a part of the text, which ends within no span."""
    text, found, last = marked.text, [], start
    for first, end, _ in marked.spans:
        if end > stop:
            break
        if first >= start:
            if first > last:
                found.append(SnippetPiece("text", join_lines(text[last:first])))
            found.append(SnippetPiece("found", join_lines(text[first:end])))
            last = end
    if stop > last:
        found.append(SnippetPiece("text", join_lines(text[last:stop])))
    return found


def join_lines(text: str) -> str:
    return text.replace("\n\n", " ").replace("\n", " ") if "\n" in text else text


def cut_snippet(marked: HighlightedText) -> list[SnippetPiece]:
    """About LENGTH characters around the words found: from where most different ones are near each other."""
    text, spans = marked
    if len(text) <= SNIPPET_LENGTH:
        return split_into_pieces(marked)
    first, end, _ = find_densest_span(spans) if spans else (0, 0, 0)
    start = min(first, find_word_edge(text, max(0, first - LEAD_LENGTH), forwards=True))
    stop = max(end, find_word_edge(text, min(len(text), start + SNIPPET_LENGTH), forwards=False))
    for first, end, _ in spans:
        if first < start < end:
            start = first
        if first < stop < end:
            stop = end
    inner = split_range(marked, start, stop)
    return [*([SnippetPiece("cut")] if start else []), *inner, *([SnippetPiece("cut")] if stop < len(text) else [])]


def find_densest_span(spans: list[Span]) -> Span:
    """The first from which on most different terms stand within LENGTH."""
    best, most, every = spans[0], 0, len({term for _, _, term in spans})
    for place, span in enumerate(spans):
        near, reach = set(), span[0] + SNIPPET_LENGTH
        for other in range(place, len(spans)):
            if spans[other][1] > reach:
                break
            near.add(spans[other][2])
        if len(near) > most:
            best, most = span, len(near)
            if most == every:
                break
    return best


def find_word_edge(text: str, place: int, *, forwards: bool) -> int:
    """The nearest place that way at which a word begins, or the place itself."""
    if place in (0, len(text)):
        return place
    space = text.find(" ", place, place + 40) if forwards else text.rfind(" ", max(0, place - 40), place)
    return place if space < 0 else space + forwards


def build_snippets(places: list[TextPlace], read: Callable[[str], HighlightedText], terms: int) -> ResultSnippets:
    """Of an edition's places its title, marked, and the best: those that have most of the question's terms. The
    edition's own text, often a long one, is read only where no point has all of them."""
    own = next((place for place in places if not place.key), None)
    points = [highlight_point(place, read) for place in places if place.key]
    points.sort(key=lambda point: (-point.strength, point.number))
    most = points[0].strength if points else 0
    body = read(own.text) if own and most < terms else None
    is_better = body and len({term for _, _, term in body.spans}) > most
    chosen = [point for point in points[: MAX_POINTS - bool(is_better)] if point.strength * 2 >= most]
    passages = [Snippet("", own.number, [], cut_snippet(body))] if own and body and is_better else []
    passages += [
        Snippet(point.key, point.number, split_into_pieces(point.heading), cut_snippet(point.text)) for point in chosen
    ]
    return ResultSnippets(split_into_pieces(read(own.heading)) if own else [], passages)


class HighlightedPoint(NamedTuple):
    """A place with what was found there."""

    key: str
    number: int
    heading: HighlightedText
    text: HighlightedText
    strength: int
    """How many different terms are there."""


def highlight_point(place: TextPlace, read: Callable[[str], HighlightedText]) -> HighlightedPoint:
    heading, text = read(place.heading), read(place.text)
    return HighlightedPoint(
        place.key, place.number, heading, text, len({term for _, _, term in heading.spans + text.spans})
    )
