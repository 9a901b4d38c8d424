"""Citations of an edition or of one of its points: plain text, BibTeX and CSL-JSON, with permanent address and digest.
They are made from the register's document, like the page."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from portal.lib import dates
from portal.lib.languages import isolate_words
from portal.records.models import Edition

_TEX_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
}
_TEX_SPECIAL = re.compile("[" + re.escape("".join(_TEX_ESCAPES)) + "]")
_URL_ESCAPES = {"\\": "%5C", "{": "%7B", "}": "%7D"}


@dataclass(frozen=True)
class EditionCitation:
    """What a citation states. For a third-party text, `published_on` is None because the day is unknown, and `author`
    is empty."""

    key: str
    author: str
    title: str
    genre: str
    version: int
    published_on: date | None
    url: str
    digest: str
    language: str
    is_official: bool

    @property
    def digest_line(self) -> str:
        return f"SHA-256 of version {self.version}: {self.digest}"


def build_citation(edition: Edition, absolute: Callable[[str], str], point: dict | None = None) -> EditionCitation:
    """Returns the citation of a frozen edition, or of a point of its document. `absolute` completes a URL of this
    site."""
    document = edition.document
    facts, record = document["edition"], edition.record
    key, url, title = f"{record.key}-v{edition.number}", edition.url(), facts["title"]
    if point is not None:
        key, url = f"{key}-{point['key']}", f"{url}#{point['key']}"
        title = f"{title}, {record.point_noun} {point['number']}"
    return EditionCitation(
        key=key,
        author=(document["issuer"] or {}).get("name", "") if document["official"] else "",
        title=title,
        genre=edition.kind.label if document["official"] else f"{edition.kind.label}, third-party text",
        version=edition.number,
        published_on=dates.get_local_date(datetime.fromisoformat(facts["published_at"]))
        if document["official"]
        else None,
        url=absolute(url),
        digest=edition.publication.content_digest,
        language=facts["language"],
        is_official=document["official"],
    )


def format_plain_citation(cited: EditionCitation) -> str:
    """Formats one line, such as: Office of the Governor, “On the matter”, memo, version 2, June 5, 2020, https://…"""
    dated = dates.format_day(cited.published_on) if cited.published_on else "undated"
    parts = [cited.author, f"“{isolate_words(cited.title)}”", cited.genre.lower(), f"version {cited.version}", dated]
    return f"{', '.join(part for part in parts if part)}, {cited.url} ({cited.digest_line})"


def format_bibtex(cited: EditionCitation) -> str:
    """Formats an entry of type misc, which every style supports. Braces keep a style from changing names and
    capitals."""
    on = cited.published_on
    fields = [
        ("author", f"{{{escape_tex(cited.author)}}}" if cited.author else ""),
        ("title", f"{{{escape_tex(cited.title)}}}"),
        ("howpublished", escape_tex(cited.genre)),
        ("version", str(cited.version)),
        ("year", str(on.year) if on else ""),
        ("month", str(on.month) if on else ""),
        ("day", str(on.day) if on else ""),
        ("date", on.isoformat() if on else ""),
        ("url", "".join(_URL_ESCAPES.get(character, character) for character in cited.url)),
        ("language", escape_tex(cited.language)),
        ("note", f"Version {cited.version}. SHA-256: {cited.digest}"),
    ]
    lines = [f"  {name} = {{{value}}}," for name, value in fields if value]
    return "\n".join([f"@misc{{{cited.key},", *lines, "}"]) + "\n"


def escape_tex(words: str) -> str:
    """Returns the words in one line, with every special character of TeX escaped."""
    return _TEX_SPECIAL.sub(lambda match: _TEX_ESCAPES[match[0]], " ".join(words.split()))


def format_csl_json(cited: EditionCitation) -> str:
    """Formats a list of one item in the JSON of the Citation Style Language 1.0."""
    on = cited.published_on
    item: dict[str, object] = {
        "id": cited.key,
        "type": "document",
        "title": cited.title,
        "genre": cited.genre,
        "version": str(cited.version),
        "URL": cited.url,
        "language": cited.language,
        "note": cited.digest_line,
    }
    if cited.author:
        item |= {"author": [{"literal": cited.author}], "publisher": cited.author}
    if on:
        item["issued"] = {"date-parts": [[on.year, on.month, on.day]]}
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


CITATION_FORMATS = {
    "bib": (format_bibtex, "application/x-bibtex; charset=utf-8"),
    "csl.json": (format_csl_json, "application/vnd.citationstyles.csl+json"),
}
"""By the ending of the URL: the function that formats the citation, and its media type."""
