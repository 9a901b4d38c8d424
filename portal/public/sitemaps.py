"""The sitemap: the permanent address of every record with the day on which its page last changed."""

from datetime import date, datetime

from django.contrib.sitemaps import Sitemap, views
from django.contrib.sitemaps.views import SitemapIndexItem
from django.db.models import Case, DateField, Exists, F, Max, OuterRef, Subquery, Value, When
from django.db.models.functions import Greatest, TruncDate
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from portal.lib import dates
from portal.lib.query_params import reads_query
from portal.lib.site_url import get_site_url
from portal.records.models import Edition, Record

NEVER_CHANGED = Value(date.min, output_field=DateField())


class RecordSitemap(Sitemap):
    """Lists the records in the order of their creation, so that a new one changes only the last page."""

    limit = 5000

    def get_protocol(self, protocol=None):
        return get_site_url().partition("://")[0]

    def get_domain(self, site=None):
        return get_site_url().partition("://")[2]

    def items(self):
        at = timezone.now()
        public = Edition.objects.public(at).filter(record=OuterRef("pk"))
        # The page of a record without any readable text answers 410.
        readable = public.not_retracted(at)
        changed = (
            public.order_by()
            .values("record")
            .annotate(on=Max(build_last_change(dates.get_local_date(at), at)))
            .values("on")
        )
        return Record.objects.filter(Exists(readable)).annotate(changed_on=Subquery(changed)).order_by("pk")

    def lastmod(self, record):
        return record.changed_on

    def get_latest_lastmod(self):
        """Returns None: to know the newest day, the index would have to read every record."""


def build_last_change(on: date, at: datetime) -> Greatest:
    """Returns the day on which an edition last changed its record's page: when it was published or withdrawn, took
    effect or ended."""
    moments = {name: TruncDate(name, tzinfo=dates.get_time_zone()) for name in ("published_at", "withdrawn_at")}
    rules: list[tuple[str, date, F | TruncDate]] = [(name, at, then) for name, then in moments.items()]
    rules += [(name, on, F(name)) for name in ("effective_from", "effective_until", "withdrawn_from")]
    return Greatest(
        *(Case(When(**{f"{name}__lte": limit}, then=then), default=NEVER_CHANGED) for name, limit, then in rules)
    )


SITEMAPS = {"records": RecordSitemap}


@views.x_robots_tag
def sitemap_index(request):
    """Lists the sections and their pages. Replaces Django's own view, which would name the host of the request."""
    first = request.build_absolute_uri(reverse("sitemap-section", kwargs={"section": "records"}))
    later = range(2, RecordSitemap().paginator.num_pages + 1)
    sections = [SitemapIndexItem(address) for address in (first, *(f"{first}?p={number}" for number in later))]
    return render(request, "sitemap_index.xml", {"sitemaps": sections}, content_type="application/xml")


@reads_query("p")
def sitemap_section(request, section):
    """Sends a page of the sitemap without Last-Modified. When a record disappears, its day disappears with it, and the
    newest day of the remaining records would not show the change."""
    response = views.sitemap(request, SITEMAPS, section)
    response.headers.pop("Last-Modified", None)
    return response
