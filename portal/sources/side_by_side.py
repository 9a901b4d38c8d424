"""Compares two source documents: the text that both have, and the points of one that the other paraphrases."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.sources.comparison.collation import Collation, collate_texts, find_common_stretch
from portal.sources.comparison.long_texts import TextLines, collate_long, common_lines
from portal.sources.comparison.paraphrase import find_paraphrases
from portal.sources.models import SourceDocument

LONGEST = 400_000
"""Most characters, of both texts together, that are compared word by word. In longer texts, lines are compared first,
and the lines that differ may have this many characters; more would take too long for a page request."""
MOST_POINTS = 60


@dataclass(frozen=True)
class ParaphrasedPoint:
    """A point in the words of one document, and the most similar passages of the other."""

    source: SourceDocument
    other: SourceDocument
    quote: str
    passages: list[str]


@dataclass(frozen=True)
class SideBySide:
    one: SourceDocument
    other: SourceDocument
    collation: Collation | None
    """None if the texts have no sentence in common, or if `is_too_long`."""
    is_part: bool = False
    """Whether only part of a text is compared, because the rest has no counterpart."""
    tellings: list[ParaphrasedPoint] = field(default_factory=list)
    is_long: bool = False
    """Whether `collation` has only the rows that differ, because all rows would be too long for a page."""
    is_too_long: bool = False
    words: int = 0
    """Number of words of the first text in the compared part."""

    @property
    def texts(self) -> tuple[SourceDocument, SourceDocument]:
        return self.one, self.other

    @property
    def summary(self) -> str:
        if self.is_too_long:
            return (
                f"The lines that differ have more than {LONGEST:,} characters. They are not compared word by word "
                "because that would take minutes and the page would be too long to read."
            )
        if self.collation is None:
            return "The texts have no sentence in common."
        summary = self.collation.summary
        return (
            f"In the common part of {self.words:,} words: {summary[0].lower()}{summary[1:]}"
            if self.is_part
            else summary
        )


def set_side_by_side(
    one: SourceDocument, other: SourceDocument, spans: Iterable[tuple[int, int, int]] = ()
) -> SideBySide:
    """Compares two source documents. `spans` are the points of records that cite either of them: id of the document,
    start, end."""
    texts = {source.pk: source.shown_text for source in (one, other)}
    is_long = sum(map(len, texts.values())) > LONGEST
    stretch = get_recorded_stretch(one, other) or find_stretch(texts[one.pk], texts[other.pk], is_long)
    tellings = [
        telling
        for source, report in ((one, other), (other, one))
        for telling in list_tellings(
            source, report, texts[report.pk], sorted(row[1:] for row in spans if row[0] == source.pk)
        )
    ]
    if stretch is None:
        return SideBySide(one, other, None, tellings=tellings)
    pair = texts[one.pk][slice(*stretch[0])], texts[other.pk][slice(*stretch[1])]
    is_whole = all(whole.strip() == part.strip() for whole, part in zip(texts.values(), pair, strict=True))
    is_part = not (is_whole or get_recorded_stretch(one, other))
    collation = collate_long(*pair, LONGEST) if is_long else collate_texts(*pair)
    words = len(pair[0].split())
    return SideBySide(one, other, collation, is_part, tellings, is_long, collation is None, words)


def find_stretch(one: str, other: str, is_long: bool) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Finds the text that both have in common: by sentences, or by lines if the texts are long."""
    return common_lines(TextLines.of(one), TextLines.of(other)) if is_long else find_common_stretch(one, other)


def get_recorded_stretch(one: SourceDocument, other: SourceDocument) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Returns the recorded spans if one document is a copy of the other."""
    if other.copy_of_id == one.pk:
        return (other.original_from, other.original_until), (other.copied_from, other.copied_until)
    if one.copy_of_id == other.pk:
        return (one.copied_from, one.copied_until), (one.original_from, one.original_until)
    return None


def list_tellings(source: SourceDocument, report: SourceDocument, text: str, spans: list) -> list[ParaphrasedPoint]:
    quotes = list(dict.fromkeys(" ".join(source.text[start:end].split()) for start, end in spans))[:MOST_POINTS]
    passages: dict[int, list[str]] = {}
    for paraphrase in find_paraphrases(quotes, text):
        sentence = " ".join(text[paraphrase.start : paraphrase.end].split())
        passages.setdefault(paraphrase.point, []).append(sentence)
    return [ParaphrasedPoint(source, report, quotes[point], sentences) for point, sentences in passages.items()]
