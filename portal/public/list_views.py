"""Lists of records: filtered, newest first, paged by key so that a late page costs no more than the first."""

import re
from datetime import UTC, datetime

from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import View

from portal.lib import dates
from portal.lib.pagination import fetch_page
from portal.lib.query_params import get_choice, get_now, reads_query
from portal.records.kinds import get_section_kind_values, get_section_kinds
from portal.records.models import Edition, Issuer, Point
from portal.records.querysets import Standing

CURSOR_PATTERN = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def format_cursor(edition: Edition) -> str:
    """Returns the position where a page ends: the last edition's moment in microseconds since 1970, and its id."""
    return f"{round((edition.published_at - EPOCH).total_seconds() * 1_000_000)}-{edition.pk}"


def get_editions_after(cursor: str):
    """Returns the editions after the cursor, newest first; all editions for an empty cursor. Raises Http404 for an
    invalid one. Apply other filters after this one, because SQLite enters an index with the first bound in the
    query."""
    if not cursor:
        return Edition.objects.all()
    match = CURSOR_PATTERN.fullmatch(cursor)
    try:
        moment = datetime.fromtimestamp(int(match[1]) / 1_000_000, UTC) if match else None
    except (OverflowError, ValueError):
        moment = None
    if moment is None or int(match[2]) >= 2**63:
        raise Http404("This page of the list does not exist. Start again with the newest.")
    later = Q(published_at__lt=moment) | Q(published_at=moment, id__lt=int(match[2]))
    return Edition.objects.filter(later, published_at__lte=moment)


def paginate_editions(queryset) -> tuple[list[Edition], str]:
    """Returns the first page of the rows, and the cursor of the next page or an empty text."""
    page, last = fetch_page(queryset.order_by("-published_at", "-id"))
    return page, format_cursor(last) if last else ""


def annotate_list_rows(queryset, on, known):
    """Adds what a row of a list shows, and leaves out the texts."""
    light = queryset.with_standing(on, known).select_related("record__issuer").defer("body", "provenance")
    points = Point.objects.filter(edition=OuterRef("pk")).order_by().values("edition")
    return light.annotate(point_count=Coalesce(Subquery(points.annotate(count=Count("pk")).values("count")), 0))


def get_visible_issuers(at: datetime):
    """Returns the issuers with at least one text that readers may see. The subquery returns a scalar, because for
    EXISTS PostgreSQL reads every edition first."""
    texts = Edition.objects.public(at).not_retracted(at).filter(record__issuer=OuterRef("pk"))
    return Issuer.objects.filter(pk=Subquery(texts.order_by().values("record__issuer")[:1]))


@method_decorator(require_safe, name="dispatch")
class RecordListView(View):
    """Lists the records of a section, each with the edition that readers see today."""

    section = ""
    title = ""
    template_name = "public/list.html"
    standings = (Standing.IN_EFFECT, Standing.UPCOMING, Standing.ENDED, Standing.WITHDRAWN, Standing.REFERENCE)

    @classmethod
    def as_view(cls, **initkwargs):
        filters = cls(**initkwargs).filters([], [])
        return reads_query(*(name for name, _, _ in filters), "after")(super().as_view(**initkwargs))

    def get(self, request):
        at = get_now(request)
        on = dates.get_local_date(at)
        first = Edition.objects.public(at).aggregate(first=Min("published_at"))["first"]
        years = range(on.year, dates.get_local_date(first).year - 1 if first else on.year, -1)
        issuers = list(get_visible_issuers(at))
        chosen = self.chosen(request, issuers, years)
        self.candidates = get_editions_after(request.GET.get("after", ""))
        rows, next_cursor = paginate_editions(self.filtered(chosen, on, at))
        context = {
            "section": self.section,
            "title": self.title,
            "rows": rows,
            "next": next_cursor,
            "is_later_page": "after" in request.GET,
            "chosen": chosen,
            "filters": self.filters(issuers, years),
        }
        return render(request, self.template_name, context)

    def filters(self, issuers, years) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Returns name, label and choices of each filter."""
        return [
            ("kind", "Kind", [(kind.value, kind.label) for kind in get_section_kinds(self.section)]),
            ("issuer", "Issued by", [(issuer.key, issuer.name) for issuer in issuers]),
            ("year", "Published in", [(str(year), str(year)) for year in years]),
            ("standing", "Standing", [(standing.value, standing.label) for standing in self.standings]),
        ]

    def chosen(self, request, issuers, years) -> dict[str, str]:
        """Returns the chosen value of each filter. Raises Http404 with a message for a value that is not a choice."""
        return {
            name: get_choice(request, name, [value for value, _ in choices])
            for name, _, choices in self.filters(issuers, years)
        }

    def filtered(self, chosen: dict[str, str], on, at):
        editions = self.candidates
        if chosen["year"]:
            year = int(chosen["year"])
            first, next_first = (
                dates.get_start_of_day(on.replace(year=january, month=1, day=1)) for january in (year, year + 1)
            )
            editions = editions.filter(published_at__gte=first, published_at__lt=next_first)
        kinds = [chosen["kind"]] if chosen["kind"] else get_section_kind_values(self.section)
        editions = editions.filter(record__kind__in=kinds).showing(on, at)
        if chosen["issuer"]:
            editions = editions.filter(record__issuer__key=chosen["issuer"])
        if chosen["standing"]:
            editions = editions.of_standing([Standing(chosen["standing"])], on, at)
        return annotate_list_rows(editions, on, at)
