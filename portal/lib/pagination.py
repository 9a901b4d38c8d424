"""Pages by key, each of which begins after the key of the last row of the page before, so a late page costs no more;
and pages by number, for lists that stay short."""

from typing import Any

from django.conf import settings
from django.http import Http404

ROWS_PER_PAGE = 20
"""Of pages by number."""


def fetch_page(rows) -> tuple[list, Any]:
    """The first PAGE_SIZE rows of an ordered queryset, and the last of them if more rows follow, else None."""
    found = list(rows[: settings.PAGE_SIZE + 1])
    page = found[: settings.PAGE_SIZE]
    return page, page[-1] if len(found) > len(page) else None


def fetch_numbered_page(rows, number: int, *, otherwise: str) -> tuple[list, bool]:
    """The rows of the page, counted from 1, of an ordered queryset or a list, and whether more follow. Raises Http404
    with the sentence `otherwise` for a page behind the last."""
    found = list(rows[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE + 1])
    if not found and number > 1:
        raise Http404(otherwise)
    return found[:ROWS_PER_PAGE], len(found) > ROWS_PER_PAGE
