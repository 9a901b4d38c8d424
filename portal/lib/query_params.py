"""Reads parameters of a query string. Invalid values raise Http404 with a sentence for the reader."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.utils import timezone

from portal.lib.dates import parse_day
from portal.lib.text import parse_number


def reads_query(*names: str, more: Callable[[], Iterable[str]] = tuple, is_strict: bool = False):
    """Declares the parameters that a public view reads. CanonicalQueryMiddleware removes all others.

    `more` returns names that are registered later. A view with `is_strict` receives all names and refuses the others
    itself."""

    def declare(view):
        view.get_query_names = lambda: (*names, *more())
        view.is_query_strict = is_strict
        return view

    return declare


def build_canonical_query(query: QueryDict, names: Iterable[str]) -> str:
    """Returns the query string in canonical form: the given names in the given order, each once with its last value.
    White space around a value and values without words are left out, as the readers of this module ignore them."""
    pairs = [(name, str(query[name]).strip()) for name in names if name in query]
    return urlencode([(name, value) for name, value in pairs if value])


def get_now(request) -> datetime:
    """Returns the moment for which a page is rendered: now, or the moment that a preview has set on the request."""
    return getattr(request, "moment", None) or timezone.now()


def get_date(request, name: str) -> date | None:
    """Returns the day in ?name=2020-06-05, or None if it is missing or empty. Raises Http404 with a sentence."""
    word = request.GET.get(name, "").strip()
    if not word:
        return None
    try:
        return parse_day(word)
    except ValueError as error:
        raise Http404(str(error)) from error


def get_edition_number(request, name: str) -> int | None:
    """Returns the whole number from 1 to 999999 in ?name=, or None if it is missing. Raises Http404 with a sentence."""
    word = request.GET.get(name, "").strip()
    if not word:
        return None
    if number := parse_number(word, digits=6):
        return number
    raise Http404(f"“{word[:40]}” is not the number of a version.")


def get_int(request, name: str) -> int | None:
    """Returns the whole number of up to 18 digits in ?name=, which fits the database, or None if it is missing. Raises
    Http404 with a sentence."""
    word = request.GET.get(name, "").strip()
    if not word:
        return None
    if (number := parse_number(word)) is not None:
        return number
    raise Http404(f"“{word[:40]}” is not a number.")


def get_choice(request, name: str, values) -> str:
    """Returns the one of `values` that is in ?name=, or "" if it is missing. Raises Http404 with a sentence."""
    word = request.GET.get(name, "").strip()
    if word and word not in values:
        raise Http404(f"“{word[:40]}” is not one of the choices of “{name}”.")
    return word
