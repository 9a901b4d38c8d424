"""Checks the links in a text: to which record and point they lead, and whether there is a public page."""

import re
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from django.urls import Resolver404, resolve

from portal.lib.heading_ids import is_heading_id
from portal.lib.phone_links import is_phone_uri
from portal.lib.stored_querysets import StoredQuerySet
from portal.records.kinds import get_kind
from portal.records.models.point import Point
from portal.records.obstacles import DraftPlace, Obstacle
from portal.records.querysets import FOR_EVERYBODY, PUBLIC_STATUSES, build_retracted_condition

KEY_LOOKUPS: dict[str, Callable[[set[str], Any, datetime], set[str]]] = {}
"""By the view name of a page with a `key` in its address: returns those of the given keys that readers can open once
the given edition is public at the moment. Other apps add theirs."""

_NON_PUBLIC_PREFIXES = ("/admin/", "/accounts/", "/official/", "/static/")
_HOST_PATTERN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z0-9-]{2,}(:\d+)?", re.IGNORECASE)
_MAILBOX_PATTERN = re.compile(r"[^@\s]++@(?=[^@\s]+\.[^@\s])[^@\s]++")


@dataclass(frozen=True)
class LinkTarget:
    """A page of a record. `numbers` are the versions in its address; `point` is a key or ""."""

    record: str
    section: str
    numbers: tuple[int, ...] = ()
    point: str = ""


def is_external_link(link: str) -> bool:
    return bool(urlsplit(link).scheme)


def resolve_record_link(link: str) -> LinkTarget | None:
    """Returns the page of a record to which an address of this site leads, or None for any other link."""
    match, parts = _resolve_path(link), urlsplit(link)
    if match is None or "section" not in match.kwargs or "key" not in match.kwargs:
        return None
    facts = match.kwargs
    numbers = tuple(facts[name] for name in ("number", "old", "new") if name in facts)
    fragment = unquote(parts.fragment)
    point = facts.get("point") or ("" if is_heading_id(fragment) else fragment)
    return LinkTarget(facts["key"], facts["section"], numbers, point)


def _resolve_path(link: str):
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    for path in (unquote(parts.path), f"{unquote(parts.path)}/"):
        try:
            return resolve(path)
        except Resolver404:
            pass
    return None


def find_broken_links(
    links: Iterable[tuple[DraftPlace, str]], edition, at: datetime, heading_ids: Set[str] = frozenset()
) -> list[str]:
    """Returns a sentence for each link that will not work at the moment `at`. `links` are pairs of a place in the text
    and the address. Addresses of this site are looked up; of other addresses, only the form is checked.
    `heading_ids` are those on the page of the edition. Makes at most three queries."""
    links = list(dict.fromkeys(links))
    targets = [target for _, link in links if (target := resolve_record_link(link))]
    texts = _PublicTargets(edition, targets, at, heading_ids)
    known = _find_known_keys((link for _, link in links), edition, at)
    problems = ((where, _check_link(link, texts, known)) for where, link in links)
    return [Obstacle(f"{where} {problem}", where) for where, problem in problems if problem]


def _check_link(link: str, texts: "_PublicTargets", known: dict[str, set[str]]) -> str:
    if is_external_link(link):
        return "" if _is_well_formed_url(link) else f"has an invalid link: {link}"
    if link.startswith("#"):
        has_target = unquote(link[1:]) in texts.own_ids
        return "" if has_target else f"links to {link}, and no point or heading of this text has that key."
    if not link.startswith("/") or link.startswith("//"):
        return f"links to “{link}”: begin an address of this site with one / and another with https://."
    match, target = _resolve_path(link), resolve_record_link(link)
    is_lost = match is None or link.startswith(_NON_PUBLIC_PREFIXES) or not (target is None or texts.answer(target))
    if match and match.view_name in known:
        is_lost = is_lost or match.kwargs["key"] not in known[match.view_name]
    return f"links to {link}, which is not a public page." if is_lost else ""


def _is_well_formed_url(link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme in ("http", "https"):
        return bool(_HOST_PATTERN.fullmatch(parts.netloc))
    path = unquote(parts.path)
    return bool(_MAILBOX_PATTERN.fullmatch(path) if parts.scheme == "mailto" else is_phone_uri(path))


def _find_known_keys(links: Iterable[str], edition, at: datetime) -> dict[str, set[str]]:
    keys_by_view: dict[str, set[str]] = {}
    for link in links:
        match = _resolve_path(link)
        if match and match.view_name in KEY_LOOKUPS:
            keys_by_view.setdefault(match.view_name, set()).add(match.kwargs["key"])
    return {name: KEY_LOOKUPS[name](keys, edition, at) for name, keys in keys_by_view.items()}


@StoredQuerySet
def select_point_keys(*, edition: int):
    return Point.objects.filter(edition=edition).order_by().values_list("key", flat=True)


class _PublicTargets:
    """The versions and points of the linked records that readers can open at a moment, and those of the edition that
    contains the links, because they become public together."""

    def __init__(self, edition, targets: list[LinkTarget], at: datetime, heading_ids: Set[str]):
        keys, points = {target.record for target in targets}, {target.point for target in targets} - {""}
        public = (
            type(edition)
            ._base_manager.filter(FOR_EVERYBODY, status__in=PUBLIC_STATUSES, published_at__lte=at, record__key__in=keys)
            .exclude(build_retracted_condition())
        )
        own = edition.record.key
        self.own_points = set(select_point_keys(edition=edition.pk))
        self.own_ids = self.own_points | heading_ids
        rows = public.values_list("record__key", "record__kind", "number") if keys else ()
        self.versions = {(key, get_kind(kind).section, number) for key, kind, number in rows}
        if edition.record.is_for_everybody:
            self.versions.add((own, edition.record.section, edition.number))
        rows = Point.objects.filter(edition__in=public, key__in=points) if points else Point.objects.none()
        self.points = set(rows.values_list("edition__record__key", "key"))
        self.points |= {(own, point) for point in self.own_points}

    def answer(self, target: LinkTarget) -> bool:
        """Whether there is a public page at the target."""
        page = (target.record, target.section)
        numbers = {number for key, section, number in self.versions if (key, section) == page}
        has_point = not target.point or (target.record, target.point) in self.points
        return bool(numbers) and set(target.numbers) <= numbers and has_point
