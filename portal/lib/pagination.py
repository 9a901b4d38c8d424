"""Keyset pagination: a page begins after the key of the last row of the previous page, so late pages cost no more.
Lists that stay short have pages by number."""

from typing import Any

from django.conf import settings
from django.http import Http404

ROWS_PER_PAGE = 20
"""Of pages by number."""


def fetch_page(rows) -> tuple[list, Any]:
    """Returns the first PAGE_SIZE rows of an ordered queryset, and the last of them if more rows follow, else None."""
    fetched = list(rows[: settings.PAGE_SIZE + 1])
    page = fetched[: settings.PAGE_SIZE]
    return page, page[-1] if len(fetched) > len(page) else None


def fetch_numbered_page(rows, number: int, *, otherwise: str) -> tuple[list, bool]:
    """Returns the rows of a page of an ordered queryset or list, and whether more follow. Pages are counted from 1.
    Raises Http404 with the message `otherwise` for a page after the last one."""
    fetched = list(rows[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE + 1])
    if not fetched and number > 1:
        raise Http404(otherwise)
    return fetched[:ROWS_PER_PAGE], len(fetched) > ROWS_PER_PAGE
