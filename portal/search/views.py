"""The search page, and the description of it for browsers."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.lib.dates import get_local_date
from portal.lib.query_params import get_choice, get_date, get_now, reads_query
from portal.records.document_keys import list_search_filters
from portal.records.kinds import get_kind_choices
from portal.records.models import Edition
from portal.search.engine import SearchQuery, search_records
from portal.search.models import Term
from portal.search.named_values import Choice, find_named_values
from portal.search.point_standings import get_point_standings

TERM_COLUMNS = ("name", "value", "label")
DAY_PARAMETERS = {"first": "from", "last": "to", "on": "on"}


def list_query_names() -> tuple[str, ...]:
    """Returns the names of the search's query parameters in the order of the form, without `page`."""
    return (
        "q",
        *(search_filter.name for search_filter in list_search_filters()),
        *DAY_PARAMETERS.values(),
        "official",
        "old",
    )


@reads_query(more=lambda: (*list_query_names(), "page"))
@require_safe
def search_page(request):
    """Shows the results of `?q=` with the chosen filters; without a query, only the form."""
    at = get_now(request)
    query_params, choices = LenientQueryParams(request), list_filter_choices(at)
    narrowed = {name: query_params.take(get_choice, name, dict(choices[name])) or "" for name in choices}
    question = SearchQuery(
        text=request.GET.get("q", "").strip(),
        narrowed=narrowed,
        is_official=request.GET.get("official") == "1",
        is_old=request.GET.get("old") == "1",
        **{name: query_params.take(get_date, parameter) for name, parameter in DAY_PARAMETERS.items()},
    )
    page = query_params.take(get_page_number) or 1
    results = search_records(question, at=at, page=page, size=settings.PAGE_SIZE)
    for result in results.results:
        result.edition.address = get_result_url(result.edition, question)
        result.edition.point_standings = get_point_standings(result.edition, question.on or get_local_date(at))
    context = {
        "question": question,
        "found": results,
        "named": list_named_values(question, choices, at) if page == 1 else [],
        "page": page,
        "filters": [
            (search_filter.name, search_filter.label, choices[search_filter.name], narrowed[search_filter.name])
            for search_filter in list_search_filters()
        ],
        "problems": query_params.problems,
        "is_narrowed": any(narrowed.values()) or question.is_official or question.first or question.last,
    }
    return render(request, "search/search.html", context)


def list_named_values(question: SearchQuery, choices: Mapping[str, list[Choice]], at: datetime) -> list[Choice]:
    """Returns the address and the label of what the query names, such as the row of a service on the board. The pages
    of another day or of old versions have none."""
    if question.on or question.is_old:
        return []
    named_values = []
    for search_filter in list_search_filters():
        named = find_named_values(question.text, choices[search_filter.name]) if search_filter.list_addresses else []
        if named and search_filter.list_addresses:
            addresses = search_filter.list_addresses([value for value, _ in named], at)
            named_values += [(addresses[value], label) for value, label in named if value in addresses]
    return named_values


search_page.takes_any_text = True  # type: ignore[attr-defined]


def get_page_number(request) -> int:
    """Returns the number in `?page=`. Only the first four digits count, because no result has so many pages."""
    text = request.GET.get("page", "1").strip()
    if text.isascii() and text.isdigit() and int(text[:4]):
        return int(text[:4])
    raise Http404(f"“{text[:40]}” is not the number of a page.")


class LenientQueryParams:
    """Reads the query string. An invalid value is ignored and adds a message to `problems` instead of an error page."""

    def __init__(self, request):
        self.request = request
        self.problems: list[str] = []

    def take(self, read, *args) -> str | int | date | None:
        try:
            return read(self.request, *args)
        except Http404 as error:
            self.problems.append(str(error))
            return None


def list_filter_choices(at: datetime) -> dict[str, list[tuple[str, str]]]:
    """Returns values and labels by filter: those that occur in a public text of the index."""
    choices: dict[str, list] = {search_filter.name: [] for search_filter in list_search_filters()} | {
        "kind": get_kind_choices()
    }
    terms = Term.objects.exclude(name__in=Term.WORDS).filter(public_at__lte=at).order_by("label", "value")
    for name, value, label in terms.values_list(*TERM_COLUMNS):
        if name in choices:
            choices[name].append((value, label))
    return choices


def get_result_url(edition: Edition, question: SearchQuery) -> str:
    """Returns the URL where the reader finds the words: the version of the day, that version, or the record."""
    if question.on:
        return edition.record.url("on", on=question.on)
    return edition.url() if question.is_old else edition.record.get_absolute_url()


@require_safe
def opensearch_description(request):
    """Describes the search so that browsers can offer it in the address bar (OpenSearch 1.1)."""
    context = {
        "template": request.build_absolute_uri(reverse("search")) + "?q={searchTerms}",
        "itself": request.build_absolute_uri(),
    }
    media_type = "application/opensearchdescription+xml"
    return render(request, "search/opensearch.xml", context, content_type=f"{media_type}; charset=utf-8")
