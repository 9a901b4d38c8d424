"""The rows of the index that an edition makes, from its canonical document. Nothing here touches the database."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from portal.records.formats import contact_line
from portal.records.kinds import Kind
from portal.records.markdown import around_points, plain
from portal.records.models import Edition
from portal.search.models import Document, Entry, Term
from portal.search.words import codes, vocabulary, words_of

# PostgreSQL refuses to index more than about a million bytes of words at once.
MOST = {"title": 2_000, "headings": 50_000, "points": 200_000, "body": 100_000, "rest": 20_000}
"""Bytes of an edition's words that are indexed, by weight; what lies behind them is not found."""
MOST_SHOWN = 20_000
"""Characters of one place in which words are marked."""
LOW_BITS = 24


@dataclass(frozen=True)
class Indexed:
    document: Document
    entries: list[Entry]
    terms: list[Term]
    published_at: datetime


def document_id(published_at: datetime, edition_id: int) -> int:
    """The second of publication, and then, for those of one second, the edition's id."""
    return (int(published_at.timestamp()) << LOW_BITS) | (edition_id & ((1 << LOW_BITS) - 1))


def facet(name: str, value: str) -> str:
    """A code that stands in the index like a word; its first character is in no word."""
    return "=" + sha256(f"{name} {value}".encode()).hexdigest()[:20]


def indexed(edition: Edition) -> Indexed:
    """The rows of a frozen edition; its record and its publication should be at hand."""
    data = edition.document
    entries = [own_entry(edition.pk, data), *(point_entry(edition.pk, point) for point in data["points"])]
    folded = {name: cut(" ".join(words_of(text)), MOST[name]) for name, text in weighed(data, entries).items()}
    terms = choices(data)
    facets = [facet("kind", data["record"]["kind"]), *(facet(one.name, one.value) for one in terms)]
    facets += [facet("official", "1")] if data["official"] else []
    document = Document(
        id=document_id(edition.published_at, edition.pk),
        edition_id=edition.pk,
        effective_from=edition.effective_from,
        effective_until=edition.effective_until,
        facets=" ".join(facets),
        **folded,
    )
    words = words_terms(list(folded.values()))
    return Indexed(document, entries, [*terms, *words], edition.published_at)


def words_terms(texts: list[str]) -> list[Term]:
    """The words of these folded texts, to suggest them or to finish the last one of a question."""
    found = {Term.WORD: vocabulary(texts), Term.CODE: codes(texts)}
    return [Term(name=name, value=word) for name, words in found.items() for word in sorted(words)]


def cut(text: str, most: int) -> str:
    """The beginning of a text, in bytes of UTF-8."""
    return text if len(text) * 4 <= most else text.encode()[:most].decode(errors="ignore")


def own_entry(edition_id: int, data: dict) -> Entry:
    """What the edition says beside its points."""
    said = data["edition"]
    parts = [said["subtitle"], *map(plain, around_points(said["body"])), plain(said["provenance"])]
    around = clean("; ".join(beside(data)))[: MOST_SHOWN // 4]
    text = clean("\n\n".join(part for part in parts if part))[: MOST_SHOWN - len(around)]
    return Entry(
        edition_id=edition_id, number=0, heading=clean(said["title"]), text="\n\n".join(filter(None, [text, around]))
    )


def point_entry(edition_id: int, point: dict) -> Entry:
    return Entry(
        edition_id=edition_id,
        point_key=point["key"],
        number=point["number"],
        heading=clean(point["heading"] or (point.get("service") or {}).get("name", "")),
        text=clean(plain(point["text"])),
    )


def clean(text: str) -> str:
    """Without the control characters, some of which later mark what was found and part one text from the next."""
    return "".join(one for one in text[:MOST_SHOWN] if one >= " " or one == "\n")


def weighed(data: dict, entries: list[Entry]) -> dict[str, str]:
    """The words by weight: title, what names a point, what points say, the body, and all that is beside it."""
    said, points = data["edition"], data["points"]
    services = [point["service"] for point in points if point.get("service")]
    return {
        "title": f"{said['title']} {said['subtitle']}",
        "headings": " ".join([entry.heading for entry in entries[1:]] + [service["place"] for service in services]),
        "points": " ".join(plain(point["text"]) for point in points),
        "body": " ".join(map(plain, around_points(said["body"]))),
        "rest": " ".join(
            [
                plain(said["provenance"]),
                (data["issuer"] or {}).get("name", ""),
                Kind(data["record"]["kind"]).label,
                *beside(data),
                *((point.get("availability") or "").replace("_", " ") for point in points),
            ]
        ),
    }


def beside(data: dict) -> list[str]:
    """Whom a text comes from and goes to, its files, and what is told of a release."""
    people = [*data.get("signers", []), *data.get("addressees", [])]
    files, release = data.get("attachments", []), data.get("release") or {}
    found = [
        *map(contact_line, data.get("contacts", [])),
        *(", ".join(filter(None, [one["name"], one.get("office")])) for one in people),
        *(one["title"] for one in files),
        *release.values(),
    ]
    return [one for one in found if one]


def choices(data: dict) -> list[Term]:
    """What a search can be narrowed to, with the words that readers choose it by."""
    found = [("issuer", data["issuer"]["key"], data["issuer"]["name"])] if data["issuer"] else []
    for point in data["points"]:
        if service := point.get("service"):
            found.append(("service", service["key"], f"{service['name']}, {service['place']}"))
        if audience := point.get("audience"):
            found.append(("audience", audience, audience.replace("_", " ").capitalize()))
    found += [("audience", one["audience"], one["name"]) for one in data.get("addressees", [])]
    terms = {(name, value): Term(name=name, value=value, label=label[:250]) for name, value, label in found}
    return list(terms.values())
