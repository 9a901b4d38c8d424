"""The addresses of the feeds. Whoever has the newest entries already is told so before any text is fetched."""

from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from portal.feeds import scopes, telling
from portal.feeds.entries import Told, events, told, validator
from portal.feeds.syntaxes import WRITERS, Feed, Item
from portal.records.asked import asked_moment
from portal.register.models import RegisterEntry
from portal.security.conditions import conditional

NAMESPACE = UUID("8d5a1f0e-3c86-4b57-9a4e-d2f6b0a91c73")
"""For version 5 UUIDs (RFC 9562). They are made of the register's hashes, so that an entry keeps its id when the site
changes its name, its host or its addresses, and no two portals share one."""
THIRD_PARTY = "Third party, not the state"


@require_safe
def feed(request, scope, syntax, key=None):
    """`scope` names a function of scopes; those about one thing have its key."""
    at = asked_moment(request)
    find = getattr(scopes, scope)
    return answer(request, find(at) if key is None else find(key, at), syntax, at)


@require_safe
def search_feed(request, syntax):
    at = asked_moment(request)
    return answer(request, scopes.search(request, at), syntax, at)


def answer(request, scope: scopes.Scope, syntax: str, at: datetime) -> HttpResponse:
    """The feed, or 304 to a reader who has it (RFC 9110, section 13). The tag is weak: it names the entries, and a
    new release of the portal may spell the same entries differently. A search has no date beside it: a record that it
    no longer finds takes the newest entries along."""
    found = events(scope, at)
    url = address(request, scope)
    tag = f'W/"{validator(found, scope.title, url, settings.SITE_NAME)[:32]}"'
    changed_at = None if scope.is_search else max((int(event.told_at.timestamp()) for event in found), default=None)
    response = conditional(request, tag, changed_at)
    if response is None:
        write, media_type = WRITERS[syntax]
        response = HttpResponse(
            write(the_feed(request, scope, told(found))), content_type=f"{media_type}; charset=utf-8"
        )
    response.headers["ETag"] = tag
    if changed_at is not None:
        response.headers["Last-Modified"] = http_date(changed_at)
    return response


def address(request, scope: scopes.Scope) -> str:
    """The feed's own, without what somebody has added to it and in one spelling."""
    return request.build_absolute_uri(request.path) + (f"?{scope.question}" if scope.question else "")


def the_feed(request, scope: scopes.Scope, news: list[Told]) -> Feed:
    # What tells this register from any other; the entries have it at hand, where there are any.
    first = news[0].event.entry.first if news else first_hash()
    name, _, _ = request.path.rpartition(".")
    return Feed(
        id=uuid5(NAMESPACE, f"{first} {name}?{scope.question}").urn,
        url=address(request, scope),
        page=request.build_absolute_uri(scope.page),
        title=f"{scope.title} – {settings.SITE_NAME}",
        author=settings.SITE_NAME,
        items=[item(request, one) for one in news],
    )


def first_hash() -> str:
    return RegisterEntry.objects.order_by("number").values_list("hash", flat=True).first() or ""


def item(request, one: Told) -> Item:
    entry, edition = one.event.entry, one.event.edition
    record, title = edition.record, telling.headline(one)
    context = {
        "told": one,
        "event": one.event,
        "entry": entry,
        "edition": edition,
        "record": record,
        "site": request.build_absolute_uri("/").removesuffix("/"),
        "address": request.build_absolute_uri(entry.address),
        "abstract": telling.abstract(one),
    }
    tags = [edition.kind.label, entry.get_action_display(), *([] if record.is_official else ["Third-party text"])]
    return Item(
        id=uuid5(NAMESPACE, entry.hash).urn,
        url=context["address"],
        title=title,
        summary=telling.abstract(one),
        html=render_to_string("feeds/entry.html", context).strip(),
        published_at=entry.public_at,
        updated_at=one.event.updated_at,
        author=one.event.issuer or THIRD_PARTY,
        tags=tags,
        language=edition.language,
    )
