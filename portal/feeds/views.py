"""Views of the feeds. Conditional requests are answered before any text is read."""

from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from portal.feeds import summaries, topics
from portal.feeds.formats import RENDERERS, Feed, FeedItem
from portal.feeds.queries import EventDetail, build_etag, list_events, load_event_details
from portal.lib import html
from portal.lib.conditional import evaluate_conditions
from portal.lib.query_params import get_now
from portal.register.models import RegisterEntry

UUID_NAMESPACE = UUID("8d5a1f0e-3c86-4b57-9a4e-d2f6b0a91c73")
"""For version 5 UUIDs (RFC 9562). They are made of the register's hashes, so that an entry keeps its id when the site
changes its name, its host or its addresses, and no two portals share one."""
THIRD_PARTY_AUTHOR = "Third party, not the state"


@require_safe
def topic_feed(request, get_topic, syntax, key=None):
    """`get_topic` is a function of topics; one about a single thing takes its key."""
    at = get_now(request)
    topic = get_topic(at) if key is None else get_topic(key, at)
    return build_feed_response(request, topic, syntax, at)


@require_safe
def search_feed(request, syntax):
    at = get_now(request)
    return build_feed_response(request, topics.get_search_topic(request, at), syntax, at)


def build_feed_response(request, scope: topics.Topic, syntax: str, at: datetime) -> HttpResponse:
    """The feed, or 304 to a reader who has it (RFC 9110, section 13). The tag is weak: it names the entries, and a
    new release of the portal may spell the same entries differently. A search has no date beside it: a record that it
    no longer finds takes the newest entries along."""
    found = list_events(scope, at)
    url = build_feed_url(request, scope)
    tag = f'W/"{build_etag(found, scope.title, url, settings.SITE_NAME)[:32]}"'
    changed_at = None if scope.is_search else max((int(event.told_at.timestamp()) for event in found), default=None)
    response = evaluate_conditions(request, tag, changed_at)
    if response is None:
        write, media_type = RENDERERS[syntax]
        response = HttpResponse(
            write(build_feed(request, scope, load_event_details(found))), content_type=f"{media_type}; charset=utf-8"
        )
    response.headers["ETag"] = tag
    if changed_at is not None:
        response.headers["Last-Modified"] = http_date(changed_at)
    return response


def build_feed_url(request, scope: topics.Topic) -> str:
    """The feed's own, without what somebody has added to it and in one spelling."""
    return request.build_absolute_uri(request.path) + (f"?{scope.question}" if scope.question else "")


def build_feed(request, scope: topics.Topic, news: list[EventDetail]) -> Feed:
    # What tells this register from any other; the entries have it at hand, where there are any.
    first = news[0].event.entry.first if news else get_first_hash()
    name, _, _ = request.path.rpartition(".")
    return Feed(
        id=uuid5(UUID_NAMESPACE, f"{first} {name}?{scope.question}").urn,
        url=build_feed_url(request, scope),
        page=request.build_absolute_uri(scope.page),
        title=f"{scope.title} – {settings.SITE_NAME}",
        author=settings.SITE_NAME,
        items=[build_feed_item(request, one) for one in news],
    )


def get_first_hash() -> str:
    return RegisterEntry.objects.order_by("number").values_list("hash", flat=True).first() or ""


def build_feed_item(request, one: EventDetail) -> FeedItem:
    entry, edition = one.event.entry, one.event.edition
    record, title = edition.record, summaries.format_headline(one)
    context = {
        "told": one,
        "event": one.event,
        "entry": entry,
        "edition": edition,
        "record": record,
        "site": request.build_absolute_uri("/").removesuffix("/"),
        "address": request.build_absolute_uri(entry.address),
        "abstract": summaries.format_item_summary(one),
    }
    tags = [edition.kind.label, entry.get_action_display(), *([] if record.is_official else ["Third-party text"])]
    return FeedItem(
        id=uuid5(UUID_NAMESPACE, entry.hash).urn,
        url=context["address"],
        title=title,
        summary=summaries.format_item_summary(one),
        html=html.collapse_white_space(render_to_string("feeds/entry.html", context)),
        published_at=entry.public_at,
        updated_at=one.event.updated_at,
        author=one.event.issuer or THIRD_PARTY_AUTHOR,
        tags=tags,
        language=edition.language,
    )
