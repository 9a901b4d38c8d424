"""Two source documents side by side: the stretch that both have, and what one tells in words of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.sources.comparison.collation import Collation, collate_texts, find_common_stretch
from portal.sources.comparison.long_texts import TextLines, collate_long, common_lines
from portal.sources.comparison.paraphrase import find_paraphrases
from portal.sources.models import SourceDocument

LONGEST = 400_000
"""Characters of both texts together that are compared word by word. Of longer texts the lines are compared first, and
as many characters may be in lines that differ; more would keep a reader waiting."""
MOST_POINTS = 60


@dataclass(frozen=True)
class ParaphrasedPoint:
    """A point in the words of one document, and the passages of the other that are nearest to it."""

    source: SourceDocument
    other: SourceDocument
    quote: str
    passages: list[str]


@dataclass(frozen=True)
class SideBySide:
    one: SourceDocument
    other: SourceDocument
    collation: Collation | None
    """None where no sentence is in both."""
    is_part: bool = False
    """Whether only a part of either text is compared, since the rest has no counterpart."""
    tellings: list[ParaphrasedPoint] = field(default_factory=list)
    is_long: bool = False
    """Whether only the rows that differ are there, since the whole would be no page to read."""
    is_too_long: bool = False
    words: int = 0
    """Of the first text, in the part that is compared."""

    @property
    def texts(self) -> tuple[SourceDocument, SourceDocument]:
        return self.one, self.other

    @property
    def summary(self) -> str:
        if self.is_too_long:
            return (
                f"The lines that differ have more than {LONGEST:,} characters. They are not compared word by word "
                "here, because that takes minutes and makes a page too long to read."
            )
        if self.collation is None:
            return "No sentence is in both texts word for word."
        said = self.collation.summary
        return (
            f"In the part that both have, {self.words:,} words: {said[0].lower()}{said[1:]}" if self.is_part else said
        )


def set_side_by_side(
    one: SourceDocument, other: SourceDocument, spans: Iterable[tuple[int, int, int]] = ()
) -> SideBySide:
    """`spans` are the points that records have from either text: id of the document, start, end."""
    texts = {source.pk: source.shown_text for source in (one, other)}
    is_long = sum(map(len, texts.values())) > LONGEST
    stretch = get_recorded_stretch(one, other) or find_stretch(texts[one.pk], texts[other.pk], is_long)
    tellings = [
        told
        for source, report in ((one, other), (other, one))
        for told in list_tellings(
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
    """What both have in common, by sentences, or of long texts by lines."""
    return common_lines(TextLines.of(one), TextLines.of(other)) if is_long else find_common_stretch(one, other)


def get_recorded_stretch(one: SourceDocument, other: SourceDocument) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The stretch that somebody has recorded of a copy and its original."""
    if other.copy_of_id == one.pk:
        return (other.original_from, other.original_until), (other.copied_from, other.copied_until)
    if one.copy_of_id == other.pk:
        return (one.copied_from, one.copied_until), (one.original_from, one.original_until)
    return None


def list_tellings(source: SourceDocument, report: SourceDocument, text: str, spans: list) -> list[ParaphrasedPoint]:
    quotes = list(dict.fromkeys(" ".join(source.text[start:end].split()) for start, end in spans))[:MOST_POINTS]
    passages: dict[int, list[str]] = {}
    for found in find_paraphrases(quotes, text):
        passages.setdefault(found.point, []).append(" ".join(text[found.start : found.end].split()))
    return [ParaphrasedPoint(source, report, quotes[point], found) for point, found in passages.items()]
