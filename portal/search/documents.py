"""Builds the index rows of an edition from its canonical document, without access to the database."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from portal.lib.markdown import split_at_points, strip_markdown
from portal.records import document_keys
from portal.records.kinds import get_kind
from portal.records.models import Edition
from portal.search.models import Document, Entry, Term
from portal.search.tokenizer import get_codes, get_vocabulary, split_words

# PostgreSQL refuses to index more than about a million bytes of words at once.
MAX_BYTES = {"title": 2_000, "headings": 50_000, "points": 200_000, "body": 100_000, "rest": 20_000}
"""Bytes of an edition's words that are indexed, by weight. Words after this limit are not found."""
MAX_PLACE_CHARACTERS = 20_000
"""Characters of a place in which words are marked."""
LOW_BITS = 24


@dataclass(frozen=True)
class IndexedEdition:
    document: Document
    entries: list[Entry]
    terms: list[Term]
    published_at: datetime


def build_document_id(published_at: datetime, edition_id: int) -> int:
    """Returns an id that is sorted by the second of publication and, within one second, by the edition's id."""
    return (int(published_at.timestamp()) << LOW_BITS) | (edition_id & ((1 << LOW_BITS) - 1))


def encode_facet(name: str, value: str) -> str:
    """Returns the code by which the index stores a filter's value like a word. Its first character occurs in no
    word."""
    return "=" + sha256(f"{name} {value}".encode()).hexdigest()[:20]


def build_index_rows(edition: Edition) -> IndexedEdition:
    """Returns the rows of a frozen edition. Load its record and publication with it."""
    data = edition.document
    entries = [build_own_entry(edition.pk, data), *(build_point_entry(edition.pk, point) for point in data["points"])]
    folded = {
        name: truncate_bytes(" ".join(split_words(text)), MAX_BYTES[name])
        for name, text in group_by_weight(data, entries).items()
    }
    terms = build_choice_terms(data)
    facets = [encode_facet("kind", data["record"]["kind"]), *(encode_facet(term.name, term.value) for term in terms)]
    facets += [encode_facet("official", "1")] if data["official"] else []
    document = Document(
        id=build_document_id(edition.published_at, edition.pk),
        edition_id=edition.pk,
        effective_from=edition.effective_from,
        effective_until=edition.effective_until,
        facets=" ".join(facets),
        **folded,
    )
    words = build_word_terms(list(folded.values()))
    return IndexedEdition(document, entries, [*terms, *words], edition.published_at)


def build_word_terms(texts: list[str]) -> list[Term]:
    """Returns the words of folded texts as terms, for suggestions and completions."""
    words_by_name = {Term.WORD: get_vocabulary(texts), Term.CODE: get_codes(texts)}
    return [Term(name=name, value=word) for name, words in words_by_name.items() for word in sorted(words)]


def truncate_bytes(text: str, most: int) -> str:
    """Cuts a text to a number of bytes of UTF-8."""
    return text if len(text) * 4 <= most else text.encode()[:most].decode(errors="ignore")


def build_own_entry(edition_id: int, data: dict) -> Entry:
    """Returns the entry of the edition's text outside its points."""
    facts = data["edition"]
    parts = [
        facts["subtitle"],
        *map(strip_markdown, split_at_points(facts["body"])),
        strip_markdown(facts["provenance"]),
    ]
    related = strip_control_characters("; ".join(list_related_texts(data)))[: MAX_PLACE_CHARACTERS // 4]
    text = strip_control_characters("\n\n".join(part for part in parts if part))[: MAX_PLACE_CHARACTERS - len(related)]
    return Entry(
        edition_id=edition_id,
        number=0,
        heading=strip_control_characters(facts["title"]),
        text="\n\n".join(filter(None, [text, related])),
    )


def build_point_entry(edition_id: int, point: dict) -> Entry:
    return Entry(
        edition_id=edition_id,
        point_key=point["key"],
        number=point["number"],
        heading=strip_control_characters(point["heading"] or document_keys.get_point_subject(point)),
        text=strip_control_characters(strip_markdown(point["text"])),
    )


def strip_control_characters(text: str) -> str:
    """Removes control characters, because the backends use some of them to mark words and to separate texts."""
    return "".join(character for character in text[:MAX_PLACE_CHARACTERS] if character >= " " or character == "\n")


def group_by_weight(data: dict, entries: list[Entry]) -> dict[str, str]:
    """Returns the texts by weight: title, headings of points, texts of points, body, and the rest."""
    facts, points = data["edition"], data["points"]
    places = [words for point in points for words in document_keys.list_search_headings(point)]
    return {
        "title": f"{facts['title']} {facts['subtitle']}",
        "headings": " ".join([entry.heading for entry in entries[1:]] + places),
        "points": " ".join(strip_markdown(point["text"]) for point in points),
        "body": " ".join(map(strip_markdown, split_at_points(facts["body"]))),
        "rest": " ".join(
            [
                strip_markdown(facts["provenance"]),
                (data["issuer"] or {}).get("name", ""),
                get_kind(data["record"]["kind"]).label,
                *list_related_texts(data),
                *(words for point in points for words in document_keys.list_search_texts(point)),
            ]
        ),
    }


def list_related_texts(data: dict) -> list[str]:
    """Returns texts of the parts, such as signers, addressees and attachments."""
    texts = [
        *document_keys.list_search_texts(data),
        *(attachment["title"] for attachment in data.get("attachments", [])),
    ]
    return [text for text in texts if text]


def build_choice_terms(data: dict) -> list[Term]:
    """Returns the values that readers can filter by, with their labels."""
    choices = [("issuer", data["issuer"]["key"], data["issuer"]["name"])] if data["issuer"] else []
    for point in data["points"]:
        choices += document_keys.list_search_terms(point)
    choices += document_keys.list_search_terms(data)
    terms = {(name, value): Term(name=name, value=value, label=label[:250]) for name, value, label in choices}
    return list(terms.values())
