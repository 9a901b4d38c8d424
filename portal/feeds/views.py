"""Views of the feeds. They answer conditional requests before they read any text."""

from datetime import date, datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from portal.accounts.audiences import get_audience, get_audience_values
from portal.feeds import summaries, topics
from portal.feeds.formats import RENDERERS, Feed, FeedItem
from portal.feeds.queries import EventDetail, build_etag, list_events, load_event_details
from portal.lib import dates, html
from portal.lib.conditional import evaluate_conditions
from portal.lib.query_params import get_now, reads_query
from portal.register.models import RegisterEntry
from portal.search.views import list_query_names

UUID_NAMESPACE = UUID("8d5a1f0e-3c86-4b57-9a4e-d2f6b0a91c73")
"""Namespace of version 5 UUIDs (RFC 9562). They are made from the hashes of the register, so an entry keeps its id when
the site changes its name, host or URLs, and no two portals share an id."""
THIRD_PARTY_AUTHOR = "Third party, not the state"


@require_safe
def feed_list(request):
    """Lists the feeds and calendars of everything that has published something."""
    at = get_now(request)
    context = {
        "issuers": topics.list_public_issuers(at),
        "services": topics.list_public_services(at),
        "audiences": [(value, get_audience(value).label) for value in get_audience_values()],
    }
    return render(request, "feeds/feeds.html", context)


@require_safe
def topic_feed(request, get_topic, syntax, key=None):
    """Sends the feed of a topic. `get_topic` is a function of `topics`; with a `key`, it takes that key first."""
    at = get_now(request)
    topic = get_topic(at) if key is None else get_topic(key, at)
    return build_feed_response(request, topic, syntax, at)


@reads_query(more=list_query_names)
@require_safe
def search_feed(request, syntax):
    at = get_now(request)
    return build_feed_response(request, topics.get_search_topic(request, at), syntax, at)


def build_feed_response(request, scope: topics.Topic, syntax: str, at: datetime) -> HttpResponse:
    """Returns the feed, or 304 if the reader's copy is current (RFC 9110, section 13). The ETag is weak, because a new
    release may write the same entries differently. A search has no Last-Modified: when it no longer finds a record,
    the newest entries disappear and the date would go back."""
    events = list_events(scope, at)
    url = build_feed_url(request, scope)
    tag = f'W/"{build_etag(events, scope.title, url, settings.SITE_NAME)[:32]}"'
    changed_at = None if scope.is_search else max((int(event.told_at.timestamp()) for event in events), default=None)
    response = evaluate_conditions(request, tag, changed_at)
    if response is None:
        write, media_type = RENDERERS[syntax]
        feed = build_feed(request, scope, load_event_details(events), dates.get_local_date(at))
        response = HttpResponse(write(feed), content_type=f"{media_type}; charset=utf-8")
    response.headers["ETag"] = tag
    if changed_at is not None:
        response.headers["Last-Modified"] = http_date(changed_at)
    return response


def build_feed_url(request, scope: topics.Topic) -> str:
    """Returns the normalized URL of the feed, without unknown parameters."""
    return request.build_absolute_uri(request.path) + (f"?{scope.question}" if scope.question else "")


def build_feed(request, scope: topics.Topic, details: list[EventDetail], on: date) -> Feed:
    # The first hash identifies this register. The entries already contain it, if there are any.
    first = details[0].event.entry.first if details else get_first_hash()
    name, _, _ = request.path.rpartition(".")
    return Feed(
        id=uuid5(UUID_NAMESPACE, f"{first} {name}?{scope.question}").urn,
        url=build_feed_url(request, scope),
        page=request.build_absolute_uri(scope.page),
        title=f"{scope.title} – {settings.SITE_NAME}",
        author=settings.SITE_NAME,
        items=[build_feed_item(request, detail, on) for detail in details],
    )


def get_first_hash() -> str:
    return RegisterEntry.objects.order_by("number").values_list("hash", flat=True).first() or ""


def build_feed_item(request, detail: EventDetail, on: date) -> FeedItem:
    """Returns the entry. Points that have ended by the day `on`, or begin later, are marked."""
    entry, edition = detail.event.entry, detail.event.edition
    record, title = edition.record, summaries.format_headline(detail)
    context = {
        "on": on,
        "detail": detail,
        "event": detail.event,
        "entry": entry,
        "edition": edition,
        "record": record,
        "site": request.build_absolute_uri("/").removesuffix("/"),
        "address": request.build_absolute_uri(entry.address),
        "action": summaries.describe_action(detail),
        "abstract": summaries.format_item_summary(detail),
    }
    tags = [edition.kind.label, entry.get_action_display(), *([] if record.is_official else ["Third-party text"])]
    return FeedItem(
        id=uuid5(UUID_NAMESPACE, entry.hash).urn,
        url=context["address"],
        title=title,
        summary=summaries.format_item_summary(detail),
        html=html.collapse_white_space(render_to_string("feeds/entry.html", context)),
        published_at=entry.public_at,
        updated_at=detail.event.updated_at,
        author=detail.event.issuer or THIRD_PARTY_AUTHOR,
        tags=tags,
        language=edition.language,
    )
