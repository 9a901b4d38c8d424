"""Writes a feed as Atom (RFC 4287), RSS 2.0 or JSON Feed 1.1. Atom and RSS use Django's generators."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The moment of the last change of an empty feed. Atom requires one, and Django would use the current time."""
INVALID_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot contain, not even escaped."""


@dataclass(frozen=True)
class FeedItem:
    """An entry of a feed. URLs are absolute; `html` is not escaped yet."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published_at: datetime
    updated_at: datetime
    author: str
    tags: list[str]
    language: str


@dataclass(frozen=True)
class Feed:
    """A feed. `url` is its own URL, `page` is that of the page for readers."""

    id: str
    url: str
    page: str
    title: str
    author: str
    items: list[FeedItem]


class LatestPostMixin:
    """Takes the moment of the feed from its items instead of the clock."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=EPOCH)


class AtomFeed(LatestPostMixin, Atom1Feed):
    """Writes the text as content; Django would write it as the summary."""

    def item_attributes(self, item):
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item["summary"]:
            handler.addQuickElement("summary", item["summary"])
        handler.addQuickElement("content", item["html"], {"type": "html"})


class RssFeed(LatestPostMixin, Rss201rev2Feed):
    """RSS has no language of an item, so it is that of the Dublin Core module."""

    def rss_attributes(self):
        return {**super().rss_attributes(), "xmlns:dc": "http://purl.org/dc/elements/1.1/"}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("dc:language", item["language"])


def render_atom(feed: Feed) -> str:
    generator = AtomFeed(
        feed.title,
        feed.page,
        None,
        language="en",
        author_name=replace_invalid_xml(feed.author),
        feed_url=feed.url,
        feed_guid=feed.id,
    )
    return write_feed(generator, feed, lambda item: {"description": None, "html": replace_invalid_xml(item.html)})


def render_rss(feed: Feed) -> str:
    generator = RssFeed(
        replace_invalid_xml(feed.title),
        feed.page,
        # Feed readers render a description as HTML, and the title of a search contains the words of the query.
        escape(replace_invalid_xml(feed.title)),
        language="en",
        feed_url=feed.url,
    )
    return write_feed(
        generator, feed, lambda item: {"description": replace_invalid_xml(item.html), "unique_id_is_permalink": False}
    )


def write_feed(generator, feed: Feed, format_content) -> str:
    generator.feed["title"] = replace_invalid_xml(feed.title)
    for item in feed.items:
        generator.add_item(
            title=replace_invalid_xml(item.title),
            link=item.url,
            unique_id=item.id,
            author_name=replace_invalid_xml(item.author),
            pubdate=item.published_at,
            updateddate=item.updated_at,
            categories=[replace_invalid_xml(tag) for tag in item.tags],
            summary=replace_invalid_xml(item.summary),
            language=item.language,
            **format_content(item),
        )
    return generator.writeString("utf-8")


def replace_invalid_xml(text: str) -> str:
    return INVALID_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def render_json(feed: Feed) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.url,
        "language": "en",
        "authors": [{"name": feed.author}],
        "items": [build_json_item(item) for item in feed.items],
    }
    return json.dumps(document, ensure_ascii=False)


def build_json_item(item: FeedItem) -> dict:
    facts = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.html,
        "date_published": item.published_at.isoformat(),
        "date_modified": item.updated_at.isoformat(),
        "authors": [{"name": item.author}],
        "tags": item.tags,
        "language": item.language,
    }
    return {name: value for name, value in facts.items() if value}


RENDERERS = {
    "atom": (render_atom, "application/atom+xml"),
    "rss": (render_rss, "application/rss+xml"),
    "json": (render_json, "application/feed+json"),
}
"""By the ending of the URL: the function that writes the feed, and its media type."""
