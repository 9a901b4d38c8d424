"""Builds the index rows of an edition from its canonical document, without access to the database."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from unicodedata import normalize

from django.conf import settings
from django.utils.translation import get_language_info

from portal.lib.markdown import split_at_points, strip_markdown
from portal.records import document_keys
from portal.records.kinds import get_kind
from portal.records.models import Edition
from portal.search.compounds import list_joined_words
from portal.search.highlighting import fold_letters
from portal.search.models import Document, Entry, Term
from portal.search.tokenizer import fold_text, get_codes, get_vocabulary, split_words

# PostgreSQL refuses to index more than about a million bytes of words at once.
MAX_BYTES = {"title": 2_000, "headings": 50_000, "points": 200_000, "body": 100_000, "rest": 20_000}
"""Bytes of an edition's words that are indexed, by weight. Words after this limit are not found."""
JOINED_PART = 4
"""The words that compounds mean follow the others, and get another fourth of these bytes."""
MAX_PLACE_CHARACTERS = 20_000
"""Characters of a place in which words are marked."""
GAP = "ꙮ"
"""A letter that no text has, between the two, so that no phrase reaches from one to the other."""
LOW_BITS = 24
LANGUAGE_NAMES = {"ht": ["Kreyòl ayisyen", "Haitian Creole"], "zh": ["中文", "Chinese"]}
"""Names of languages that Django lacks or has only for two ways of writing."""
DIVIDING_PATTERN = re.compile("[\u00ad\u034f\u200b\u2060-\u2064\ufeff]")
"""Characters that nobody sees and that change nothing but where a line may end."""
PRINTED_PATTERN = re.compile("[\ufb00-\ufb06\uff01-\uff5e]")
"""Ligatures and wide letters."""


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
    folded = {name: fold_words(text, MAX_BYTES[name]) for name, text in group_by_weight(data, entries).items()}
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


def fold_words(text: str, most: int) -> str:
    """Returns the folded words of a text, followed by the words that its compounds mean."""
    words = truncate_bytes(" ".join(split_words(text)), most)
    joined = truncate_bytes(" ".join(list_joined_words(fold_text(text))), most // JOINED_PART)
    return f"{words} {GAP} {joined}" if joined else words


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
    related = clean_place("; ".join(list_related_texts(data)))[: MAX_PLACE_CHARACTERS // 4]
    text = clean_place("\n\n".join(part for part in parts if part))[: MAX_PLACE_CHARACTERS - len(related)]
    return build_entry(edition_id, "", 0, facts["title"], "\n\n".join(filter(None, [text, related])))


def build_point_entry(edition_id: int, point: dict) -> Entry:
    heading = point["heading"] or document_keys.get_point_subject(point)
    return build_entry(edition_id, point["key"], point["number"], heading, clean_place(strip_markdown(point["text"])))


def build_entry(edition_id: int, key: str, number: int, heading: str, text: str) -> Entry:
    heading = clean_place(heading)
    joined = dict.fromkeys(word for place in (heading, text) for word in list_joined_words(fold_letters(place)))
    return Entry(
        edition_id=edition_id,
        point_key=key,
        number=number,
        heading=heading,
        text=text,
        joined=" ".join(joined),
    )


def clean_place(text: str) -> str:
    """Removes control characters, because the backends use some of them to mark words and to separate texts. Removes
    the invisible characters too that would divide a word, and makes letters that are printed as one sign single ones,
    because the databases do not. Tabs, which divide the cells of a table, become spaces."""
    text = normalize("NFC", DIVIDING_PATTERN.sub("", text[:MAX_PLACE_CHARACTERS])).replace("\t", " ")
    text = PRINTED_PATTERN.sub(lambda match: normalize("NFKC", match[0]), text)
    return "".join(character for character in text if character >= " " or character == "\n")


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
                *list_language_names(facts.get("language", "")),
                *(words for point in points for words in document_keys.list_search_texts(point)),
            ]
        ),
    }


def list_language_names(code: str) -> list[str]:
    """Returns the names of a language in itself and in English, such as “Español” and “Spanish”. The language of the
    site has none, because its name would find every text."""
    primary = code.lower().partition("-")[0]
    if not primary or primary == settings.LANGUAGE_CODE.partition("-")[0]:
        return []
    if primary in LANGUAGE_NAMES:
        return LANGUAGE_NAMES[primary]
    try:
        info = get_language_info(code.lower())
    except KeyError:
        return []
    return [info["name_local"], info["name"]]


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
