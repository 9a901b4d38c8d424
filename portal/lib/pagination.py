"""Keyset pagination: a page begins after the key of the last row of the previous page, so late pages cost no more."""

from typing import Any

from django.conf import settings


def fetch_page(rows) -> tuple[list, Any]:
    """Returns the first PAGE_SIZE rows of an ordered queryset, and the last of them if more rows follow, else None."""
    fetched = list(rows[: settings.PAGE_SIZE + 1])
    page = fetched[: settings.PAGE_SIZE]
    return page, page[-1] if len(fetched) > len(page) else None
