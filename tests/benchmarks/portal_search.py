"""The portal's worker of the search benchmark: it answers queries, or prints its texts for another project."""

import json
import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string
from timing import answer

SIZE = 20


def whole_page(text: str) -> bytes:
    return Client(SERVER_NAME="localhost").get("/search/", {"q": text}).content


def asked_first(text: str) -> bytes:
    """Clears the response cache, so that the page is rendered."""
    import_string("portal.response_cache.middleware.RESPONSE_STORE").clear()
    return whole_page(text)


def results(text: str) -> object:
    """Returns what the search page shows: the first results with their standing and quotations, and their number."""
    search, question = map(import_string, ("portal.search.engine.search_records", "portal.search.engine.SearchQuery"))
    at = timezone.now()
    return search(question(text), at=at, size=SIZE)


def plain_like(text: str) -> list:
    """Searches without an index: every word is in title, body or a point of an edition shown today."""
    editions, at = apps.get_model("records", "Edition").objects, timezone.now()
    shown = editions.showing(at.date(), at)
    points = apps.get_model("records", "Point").objects
    for word in text.strip('"').split():
        in_points = points.filter(Q(heading__icontains=word) | Q(text__icontains=word)).values("edition")
        shown = shown.filter(Q(title__icontains=word) | Q(body__icontains=word) | Q(pk__in=in_points))
    return list(shown.order_by("-published_at")[:SIZE])


def write_texts() -> None:
    """Prints every text of the index as a line of JSON: its words by weight, and whether it is shown today."""
    at = timezone.now()
    shown = set(apps.get_model("records", "Edition").objects.showing(at.date(), at).values_list("pk", flat=True))
    documents = apps.get_model("search", "Document").objects.order_by("pk")
    for row in documents.values("edition_id", "title", "headings", "points", "body", "rest").iterator():
        print(json.dumps(row | {"is_live": row["edition_id"] in shown}))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    settings.DEBUG = (
        False  # The start needs it, because there are no collected static files; later it would keep every query.
    )
    if sys.argv[1:] == ["texts"]:
        write_texts()
    else:
        ways = {"first": asked_first, "again": whole_page, "search": results, "LIKE": plain_like}
        answer(apps.get_model("search", "Document").objects.count(), ways)
