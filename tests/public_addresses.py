"""Every public address, made from the URL configuration, so that a new one is walked or fails: see addresses()."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLResolver, get_resolver, reverse

from portal.api.endpoints import ENDPOINTS
from portal.public.converters import EditionFormatConverter
from portal.records.models import Record
from portal.sources.models import SourceDocument

SYNTAXES = ("atom", "rss", "json")
DAYS = ("2025-02-15", "2999-01-01")
FORMS = EditionFormatConverter.regex.replace("\\", "").split("|")
LEFT_OUT = {
    "admin/": "asks for an account of the desk; who may see what there is tested in tests/desk",
    "drafts/": "shows a draft to whoever was given its secret link; tested in tests/desk/test_draft_links.py",
    "official/": "asks for an account of an official; who reads what there is tested in tests/guidance/official",
    "accounts/": "signing in and out",
    "api/": "the answer at every address below it that is none",
}
"""Routes that are not walked, with the reason. The API's own addresses are, for their routes are longer."""


@dataclass
class Things:
    """What addresses are made of: keys of everything that there is, hidden or not."""

    points: list[str]
    attachments: list[str]
    issuers: list[str]
    services: list[str]
    audiences: list[str]
    entries: list[int]
    words: list[str]
    """What searches are asked."""
    records: list[Record] = field(default_factory=lambda: list(Record.objects.order_by("key")))
    sources: list[str] = field(default_factory=lambda: list(SourceDocument.objects.values_list("key", flat=True)))
    editions: tuple[int, ...] = (1, 2)
    digests: tuple[str, ...] = ("0" * 64,)
    """Of receipts; without any, that a made-up one finds nothing is all that can be walked."""

    def keys(self, name: str) -> list[str]:
        """What ⟨key⟩ stands for in the address of that name."""
        for part, found in {"issuer": self.issuers, "service": self.services, "audience": self.audiences}.items():
            if part in name:
                return found
        if name.startswith("source") or name == "choose-beside":
            return self.sources
        section = name.partition(":")[0]
        return [
            one.key for one in self.records if section not in ("announcements", "guidance") or one.section == section
        ]

    def values(self, name: str, part: str) -> list:
        """What a part of the address of that name can be. A part that nothing is known of is a KeyError: say here
        what it can be, so that the address is walked."""
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
            "address": lambda: [one.get_absolute_url() for one in self.records],
        }
        return known[part]()

    def queries(self, name: str) -> list[str]:
        """Query strings that change what the address of that name tells; an empty one is asked always."""
        days = [f"on={day}" for day in DAYS] + ["on=2025-02-15&known=2025-02-15"]
        searches = [f"q={word}{more}" for word in self.words for more in ("", "&old=1", f"&on={DAYS[1]}")]
        lists = ["standing=upcoming", "standing=withdrawn", "year=2025", "kind=memo", "audience=police_chiefs"]
        if name.startswith("api:"):
            taken = {parameter.name for one in ENDPOINTS if f"api:{one.name}" == name for parameter in one.parameters}
            searches = [query.replace("old=1", "old=true") for query in searches]
            asked = [*days, *searches, "standing=upcoming", "old=1&new=2"]
            return [query for query in asked if {part.partition("=")[0] for part in query.split("&")} <= taken]
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
        }.get(name, [])


def routes(resolver=None, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str, list[str]]]:
    """Name, route and parts of every address of the URL configuration."""
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern).removeprefix("^")
        if isinstance(one, URLResolver):
            yield from routes(one, route, (*spaces, one.namespace) if one.namespace else spaces)
        else:
            yield ":".join([*spaces, one.name or ""]), route, list(one.pattern.regex.groupindex)


def is_left_out(name: str, route: str) -> bool:
    return any(route.startswith(start) and not (start == "api/" and route != start) for start in LEFT_OUT)


def named(things: Things) -> list[tuple[str, str]]:
    """Every address once, with the name of its route."""
    found = {}
    for name, route, parts in routes():
        if is_left_out(name, route):
            continue
        for chosen in itertools.product(*(things.values(name, part) for part in parts)):
            url = reverse(name, kwargs=dict(zip(parts, chosen, strict=True)))
            for address in [url, *(f"{url}?{query}" for query in things.queries(name))]:
                found.setdefault(address, name)
    return [(name, address) for address, name in found.items()]


def addresses(things: Things) -> list[str]:
    return [address for _, address in named(things)]
