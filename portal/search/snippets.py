"""Builds the quotations of a result: the best places of an edition, cut around the matching words, as plain data."""

from typing import NamedTuple

from portal.search.highlighting import HighlightedText, Span
from portal.search.types import ReadText, TextPlace

SNIPPET_LENGTH = 260
"""Approximate number of characters of a quotation."""
LEAD_LENGTH = 60
"""Approximate number of these characters before the first matching word."""
MAX_POINTS = 3
"""Largest number of points that a result quotes."""


class SnippetPiece(NamedTuple):
    kind: str  # "found", "text", or "cut" for words left out
    text: str = ""


class Snippet(NamedTuple):
    key: str
    number: int
    heading: list[SnippetPiece]
    text: list[SnippetPiece]


class ResultSnippets(NamedTuple):
    """The title of an edition and the passages to quote, with the matching words marked."""

    title: list[SnippetPiece]
    passages: list[Snippet]


def split_into_pieces(marked: HighlightedText) -> list[SnippetPiece]:
    """Splits a text into alternating pieces of plain and matching words."""
    return split_range(marked, 0, len(marked.text))


def split_range(marked: HighlightedText, start: int, stop: int) -> list[SnippetPiece]:
    """Does the same for a part of the text that does not end within a span."""
    text, pieces, last = marked.text, [], start
    for first, end, _ in marked.spans:
        if end > stop:
            break
        if first >= start:
            if first > last:
                pieces.append(SnippetPiece("text", join_lines(text[last:first])))
            pieces.append(SnippetPiece("found", join_lines(text[first:end])))
            last = end
    if stop > last:
        pieces.append(SnippetPiece("text", join_lines(text[last:stop])))
    return pieces


def join_lines(text: str) -> str:
    return text.replace("\n\n", " ").replace("\n", " ") if "\n" in text else text


def cut_snippet(marked: HighlightedText) -> list[SnippetPiece]:
    """Returns about `SNIPPET_LENGTH` characters around the place with the most different matching words."""
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
    """Returns the first span that has the most different terms within the next `SNIPPET_LENGTH` characters."""
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
    """Returns the nearest word boundary in the direction, or the place itself."""
    if place in (0, len(text)):
        return place
    space = text.find(" ", place, place + 40) if forwards else text.rfind(" ", max(0, place - 40), place)
    return place if space < 0 else space + forwards


def build_snippets(places: list[TextPlace], read: ReadText, terms: int) -> ResultSnippets:
    """Returns the marked title of an edition and its best places: those with the most terms of the query. The edition's
    own text is often long, so it is read only if no point has all terms."""
    own = next((place for place in places if not place.key), None)
    points = [highlight_point(place, read) for place in places if place.key]
    points.sort(key=lambda point: (-point.strength, point.number))
    most = points[0].strength if points else 0
    body = read(own.text, joined=own.joined) if own and most < terms else None
    is_better = body and len({term for _, _, term in body.spans}) > most
    chosen = [point for point in points[: MAX_POINTS - bool(is_better)] if point.strength * 2 >= most]
    passages = [Snippet("", own.number, [], cut_snippet(body))] if own and body and is_better else []
    passages += [
        Snippet(point.key, point.number, split_into_pieces(point.heading), cut_snippet(point.text)) for point in chosen
    ]
    return ResultSnippets(split_into_pieces(read(own.heading, joined=own.joined)) if own else [], passages)


class HighlightedPoint(NamedTuple):
    """A point with the matching words marked."""

    key: str
    number: int
    heading: HighlightedText
    text: HighlightedText
    strength: int
    """Number of different terms in it."""


def highlight_point(place: TextPlace, read: ReadText) -> HighlightedPoint:
    heading, text = read(place.heading, joined=place.joined), read(place.text, joined=place.joined)
    return HighlightedPoint(
        place.key, place.number, heading, text, len({term for _, _, term in heading.spans + text.spans})
    )
