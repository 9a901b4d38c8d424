"""What a query string asks for: refused with a sentence where it cannot be."""

from datetime import date, datetime

from django.http import Http404
from django.utils import timezone


def get_now(request) -> datetime:
    """The moment that a page is of: now, or the one that a preview on the desk has set on the request."""
    return getattr(request, "moment", None) or timezone.now()


def get_date(request, name: str) -> date | None:
    """The day in ?name=2020-06-05; None where it is missing or empty. Raises Http404 with a sentence."""
    word = request.GET.get(name, "").strip()
    if not word:
        return None
    try:
        # fromisoformat only would also read 20200605 and 2020-W23-5.
        if len(word) == 10 and word[4] == word[7] == "-":
            return date.fromisoformat(word)
    except ValueError:
        pass
    raise Http404(f"“{word[:40]}” is not a day of the calendar. Write a day as 2020-06-05.")


def get_edition_number(request, name: str) -> int | None:
    """The whole number from 1 to 999999 in ?name=; None where it is missing. Raises Http404 with a sentence."""
    word = request.GET.get(name, "").strip()
    if not word:
        return None
    if word.isascii() and word.isdigit() and 0 < int(word[:7]) < 1_000_000:
        return int(word[:7])
    raise Http404(f"“{word[:40]}” is not the number of a version.")


def get_int(request, name: str) -> int | None:
    """The whole number in ?name=, as far as a database can hold one; None where it is missing. Raises Http404."""
    word = request.GET.get(name, "").strip()
    if not word:
        return None
    if word.isascii() and word.isdigit() and len(word) <= 18:
        return int(word)
    raise Http404(f"“{word[:40]}” is not a number.")


def get_choice(request, name: str, values) -> str:
    """One of the values in ?name=; an empty text where it is missing. Raises Http404 with a sentence."""
    word = request.GET.get(name, "").strip()
    if word and word not in values:
        raise Http404(f"“{word[:40]}” is not one of the choices of “{name}”.")
    return word
