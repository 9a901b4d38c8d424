"""The URLs of the feeds, each in three formats."""

from django.urls import path, register_converter

from portal.feeds import topics, views
from portal.feeds.converters import FeedFormatConverter

register_converter(FeedFormatConverter, "syntax")

SITE_TOPICS = {
    "all": topics.get_everything_topic,
    "announcements": topics.get_announcements_topic,
    "guidance": topics.get_guidance_topic,
}
KEYED_TOPICS = {
    "issuers": topics.get_issuer_topic,
    "services": topics.get_service_topic,
    "audiences": topics.get_audience_topic,
    "records": topics.get_record_topic,
}

urlpatterns = [
    path("", views.feed_list, name="feeds"),
    *(
        path(f"{name}.<syntax:syntax>", views.topic_feed, {"get_topic": get_topic}, name=f"feed-{name}")
        for name, get_topic in SITE_TOPICS.items()
    ),
    *(
        path(f"{name}/<slug:key>.<syntax:syntax>", views.topic_feed, {"get_topic": get_topic}, name=f"feed-{name}")
        for name, get_topic in KEYED_TOPICS.items()
    ),
    path("search.<syntax:syntax>", views.search_feed, name="feed-search"),
]
