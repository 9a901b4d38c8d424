"""Notes on the text of a source document: which records use which words, and what they repaired."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from portal.lib.markdown import strip_markdown
from portal.lib.text_diff import TextChange, diff_words
from portal.sources.models import Citation, SourceDocument

PLACES = {
    "posted_on": "day of posting",
    "effective_from": "first day in effect",
    "published_on": "day of publication",
    "body": "text",
}
"""What readers call the fields of an edition, where the column has another name."""
LOST_LINK = re.compile(r"\[([^\[\]]+)\]\(lost:\)")


@dataclass
class CitationUse:
    """One place of one record that cites a span; `numbers` are the versions that cite it."""

    citation: Citation
    numbers: list[int] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The cited part of the record, as readers call it."""
        return PLACES.get(self.citation.field, self.citation.field.replace("_", " "))

    @property
    def address(self) -> str:
        anchor = f"#{self.citation.point_key}" if self.citation.point_key else ""
        return self.citation.edition.record.get_absolute_url() + anchor


@dataclass
class SourceNote:
    """A cited span and every place that cites it."""

    number: int
    start: int
    end: int
    uses: list[CitationUse] = field(default_factory=list)
    repairs: list[TextChange] = field(default_factory=list)
    """The differences between the words of the span and of the record; empty where they are equal."""
    lost_links: list[str] = field(default_factory=list)

    @property
    def record(self):
        """The record that the note is listed under: the first that cites the span."""
        return self.uses[0].citation.edition.record

    @property
    def quote(self) -> str:
        return " ".join(self.uses[0].citation.quote.split())


@dataclass(frozen=True)
class TextSegment:
    text: str
    is_cited: bool
    opens: list[SourceNote]
    closes: list[SourceNote]


def build_notes(citations: list[Citation], texts: dict[tuple[int, str], str]) -> list[SourceNote]:
    """Returns one note for each cited span, in text order. `texts` has the Markdown of points by edition id and key."""
    by_span: dict[tuple[int, int], SourceNote] = {}
    for citation in sorted(citations, key=lambda citation: (citation.start, -citation.end, citation.edition.number)):
        span = (citation.start, citation.end)
        note = by_span.setdefault(span, SourceNote(len(by_span) + 1, *span))
        place = (citation.edition.record_id, citation.field, citation.point_key)
        use = next((use for use in note.uses if find_note_place(use) == place), None)
        if use is None:
            use = CitationUse(citation)
            note.uses.append(use)
        use.numbers.append(citation.edition.number)
        markdown = texts.get((citation.edition_id, citation.point_key), "")
        if citation.field == "text" and markdown:
            note.lost_links = LOST_LINK.findall(markdown)
            note.repairs = find_repairs(citation.quote, markdown)
    return list(by_span.values())


def find_note_place(use: CitationUse) -> tuple[int, str, str]:
    return use.citation.edition.record_id, use.citation.field, use.citation.point_key


def find_repairs(quote: str, markdown: str) -> list[TextChange]:
    quoted, recorded = " ".join(quote.split()), " ".join(strip_markdown(markdown).split())
    return [] if quoted == recorded else diff_words(quoted, recorded)


def split_segments(source: SourceDocument, notes: list[SourceNote]) -> list[TextSegment]:
    """Cuts the text wherever a span begins or ends, and leaves out the withheld part."""
    hidden = range(source.withheld_from or 0, source.withheld_until or 0)
    opens, closes = defaultdict(list), defaultdict(list)
    for note in notes:
        opens[note.start].append(note)
        closes[note.end].append(note)
    segments, depth = [], 0
    cuts = sorted({0, len(source.text), hidden.start, hidden.stop, *opens, *closes})
    for start, end in pairwise(cuts):
        depth += len(opens[start]) - len(closes[start])
        if start not in hidden:
            segments.append(TextSegment(source.text[start:end], depth > 0, opens[start], closes[end]))
    return segments
