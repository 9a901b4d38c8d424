"""Pages by key: each begins after the key of the last row of the page before, so a late page costs no more."""

from typing import Any

from django.conf import settings


def fetch_page(rows) -> tuple[list, Any]:
    """The first PAGE_SIZE rows of an ordered queryset, and the last of them if more rows follow, else None."""
    found = list(rows[: settings.PAGE_SIZE + 1])
    page = found[: settings.PAGE_SIZE]
    return page, page[-1] if len(found) > len(page) else None
