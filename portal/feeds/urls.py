"""The addresses of the feeds, each in three syntaxes."""

from django.urls import path, register_converter

from portal.feeds import views
from portal.feeds.converters import SyntaxConverter

register_converter(SyntaxConverter, "syntax")

ONE_OF = {"issuers": "issuer", "services": "service", "audiences": "audience", "records": "record"}

urlpatterns = [
    *(
        path(f"{name}.<syntax:syntax>", views.feed, {"scope": scope}, name=f"feed-{name}")
        for name, scope in {"all": "everything", "announcements": "announcements", "guidance": "guidance"}.items()
    ),
    *(
        path(f"{name}/<slug:key>.<syntax:syntax>", views.feed, {"scope": scope}, name=f"feed-{name}")
        for name, scope in ONE_OF.items()
    ),
    path("search.<syntax:syntax>", views.search_feed, name="feed-search"),
]
