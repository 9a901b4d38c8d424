"""The search page and what tells browsers of it."""

from datetime import date, datetime

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.lib.query_params import get_choice, get_date, get_now
from portal.records.document_keys import list_search_filters
from portal.records.kinds import get_kind_choices
from portal.records.models import Edition
from portal.search.engine import SearchQuery, search_records
from portal.search.models import Term

TERM_COLUMNS = ("name", "value", "label")
DAY_PARAMETERS = {"first": "from", "last": "to", "on": "on"}


@require_safe
def search_page(request):
    """Results of ?q=, narrowed by the filters; the form only where nothing is asked."""
    at = get_now(request)
    asked, choices = LenientQueryParams(request), list_filter_choices(at)
    narrowed = {name: asked.take(get_choice, name, dict(choices[name])) or "" for name in choices}
    question = SearchQuery(
        text=request.GET.get("q", "").strip(),
        narrowed=narrowed,
        is_official=request.GET.get("official") == "1",
        is_old=request.GET.get("old") == "1",
        **{name: asked.take(get_date, parameter) for name, parameter in DAY_PARAMETERS.items()},
    )
    page = asked.take(get_page_number) or 1
    found = search_records(question, at=at, page=page, size=settings.PAGE_SIZE)
    for result in found.results:
        result.edition.address = get_result_url(result.edition, question)
    context = {
        "question": question,
        "found": found,
        "page": page,
        "filters": [(one.name, one.label, choices[one.name], narrowed[one.name]) for one in list_search_filters()],
        "problems": asked.problems,
        "is_narrowed": any(narrowed.values()) or question.is_official or question.first or question.last,
    }
    return render(request, "search/search.html", context)


search_page.takes_any_text = True  # type: ignore[attr-defined]


def get_page_number(request) -> int:
    """The number in ?page=; more than there can be is as good as the first that is not there."""
    word = request.GET.get("page", "1").strip()
    if word.isascii() and word.isdigit() and int(word[:4]):
        return int(word[:4])
    raise Http404(f"“{word[:40]}” is not the number of a page.")


class LenientQueryParams:
    """Reads the query string; what cannot be is a sentence for the reader and is passed over, not an error."""

    def __init__(self, request):
        self.request = request
        self.problems: list[str] = []

    def take(self, read, *args) -> str | int | date | None:
        try:
            return read(self.request, *args)
        except Http404 as refusal:
            self.problems.append(str(refusal))
            return None


def list_filter_choices(at: datetime) -> dict[str, list[tuple[str, str]]]:
    """For each filter the values and words to choose from: those that a text of the index has that is public."""
    choices: dict[str, list] = {one.name: [] for one in list_search_filters()} | {"kind": get_kind_choices()}
    terms = Term.objects.exclude(name__in=Term.WORDS).filter(public_at__lte=at).order_by("label", "value")
    for name, value, label in terms.values_list(*TERM_COLUMNS):
        if name in choices:
            choices[name].append((value, label))
    return choices


def get_result_url(edition: Edition, question: SearchQuery) -> str:
    """Where the reader finds the words: the version that applied on the day, that version, or the record."""
    if question.on:
        return edition.record.url("on", on=question.on)
    return edition.url() if question.is_old else edition.record.get_absolute_url()


@require_safe
def opensearch_description(request):
    """How a browser can search here from its address bar (OpenSearch 1.1)."""
    context = {
        "template": request.build_absolute_uri(reverse("search")) + "?q={searchTerms}",
        "itself": request.build_absolute_uri(),
    }
    media_type = "application/opensearchdescription+xml"
    return render(request, "search/opensearch.xml", context, content_type=f"{media_type}; charset=utf-8")
