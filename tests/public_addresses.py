"""Lists every public address from the URL configuration, so that tests visit each new address or fail."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLResolver, get_resolver, reverse

from portal.api.endpoints import ENDPOINTS
from portal.public.converters import EditionFormatConverter
from portal.records.models import Attachment, Record
from portal.sources.models import SourceDocument

SYNTAXES = ("atom", "rss", "json")
DAYS = ("2025-02-15", "2999-01-01")
FORMS = EditionFormatConverter.regex.replace("\\", "").split("|")
LEFT_OUT = {
    "admin/": "needs an account of the desk; tests/editorial tests access to it",
    "drafts/": "shows a draft to the holders of a secret link; tested in tests/editorial/test_share_links.py",
    "official/": "needs an account of an official; tests/guidance/officials tests access to it",
    "accounts/": "signing in and out",
    "api/": "the response for every address below it that does not exist",
}
"""Beginnings of routes that tests do not visit, with the reason. The addresses of the API are visited; their routes are
longer."""


@dataclass
class Things:
    """The values in addresses: keys of everything in the database, hidden or not."""

    points: list[str]
    attachments: list[str]
    issuers: list[str]
    services: list[str]
    audiences: list[str]
    entries: list[int]
    words: list[str]
    """Words for searches."""
    records: list[Record] = field(default_factory=lambda: list(Record.objects.order_by("key")))
    sources: list[str] = field(default_factory=lambda: list(SourceDocument.objects.values_list("key", flat=True)))
    editions: tuple[int, ...] = (1, 2)
    digests: tuple[str, ...] = ("0" * 64,)
    """Digests of receipts. Without real ones, tests can only check that an invented digest gives 404."""

    def keys(self, name: str) -> list[str]:
        """Returns the values of ⟨key⟩ in the address with this name."""
        for part, keys in {"issuer": self.issuers, "service": self.services, "audience": self.audiences}.items():
            if part in name:
                return keys
        if name.startswith("source") or name == "choose-beside":
            return self.sources
        section = name.partition(":")[0]
        return [
            record.key
            for record in self.records
            if section not in ("announcements", "guidance") or record.section == section
        ]

    def values(self, name: str, part: str) -> list:
        """Returns the values of a part of the address with this name. Raises KeyError for an unknown part: add its
        values here, so that tests visit the address."""
        known = {
            "key": lambda: self.keys(name),
            "other": lambda: self.sources,
            "number": lambda: self.entries if name == "api:entry" else list(self.editions),
            "old": lambda: list(self.editions),
            "new": lambda: list(self.editions),
            "on": lambda: list(DAYS),
            "point": lambda: self.points,
            "form": lambda: [form for form in FORMS if name.endswith("data") or form in ("bib", "csl.json")],
            "syntax": lambda: list(SYNTAXES),
            "section": lambda: ["records"],
            "digest": lambda: list(self.digests),
            "sha256": lambda: self.attachments,
            "file_name": lambda: sorted(
                {file.file_name for file in Attachment.objects.filter(sha256__in=self.attachments)}
            ),
            "address": lambda: [record.get_absolute_url() for record in self.records],
        }
        return known[part]()

    def queries(self, name: str) -> list[str]:
        """Returns query strings that change the response of the address with this name. Tests also visit the address
        without a query string."""
        days = [f"on={day}" for day in DAYS] + ["on=2025-02-15&known=2025-02-15"]
        searches = [f"q={word}{more}" for word in self.words for more in ("", "&old=1", f"&on={DAYS[1]}")]
        lists = ["standing=upcoming", "standing=withdrawn", "year=2025", "kind=memo", "audience=police_chiefs"]
        if name.startswith("api:"):
            endpoints = [endpoint for endpoint in ENDPOINTS if f"api:{endpoint.name}" == name]
            accepted = {parameter.name for endpoint in endpoints for parameter in endpoint.parameters}
            searches = [query.replace("old=1", "old=true") for query in searches]
            queries = [*days, *searches, "standing=upcoming", "old=1&new=2"]
            return [query for query in queries if {part.partition("=")[0] for part in query.split("&")} <= accepted]
        return {
            "home": days,
            "search": searches,
            "feed-search": searches,
            "announcements:list": lists,
            "guidance:list": lists,
            "announcements:on": ["known=2999-01-01", "known=2025-02-15"],
            "guidance:on": ["known=2999-01-01", "known=2025-02-15"],
            "announcements:choose-comparison": ["a=1&b=2"],
            "guidance:choose-comparison": ["a=1&b=2"],
            "register": ["before=999"],
            "register-data": ["after=1"],
            "sources": [f"after={key}" for key in self.sources],
        }.get(name, [])


def routes(resolver=None, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str, list[str]]]:
    """Yields name, route and parts of every address of the URL configuration."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            yield from routes(entry, route, (*spaces, entry.namespace) if entry.namespace else spaces)
        else:
            yield ":".join([*spaces, entry.name or ""]), route, list(entry.pattern.regex.groupindex)


def is_left_out(name: str, route: str) -> bool:
    return any(route.startswith(start) and not (start == "api/" and route != start) for start in LEFT_OUT)


def named(things: Things) -> list[tuple[str, str]]:
    """Returns every address once, with the name of its route."""
    names = {}
    for name, route, parts in routes():
        if is_left_out(name, route):
            continue
        for values in itertools.product(*(things.values(name, part) for part in parts)):
            url = reverse(name, kwargs=dict(zip(parts, values, strict=True)))
            for address in [url, *(f"{url}?{query}" for query in things.queries(name))]:
                names.setdefault(address, name)
    return [(name, address) for address, name in names.items()]


def addresses(things: Things) -> list[str]:
    return [address for _, address in named(things)]
