"""The sitemap: every record's lasting address with the day on which its page last changed."""

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
    """In the order in which the records were made, so that a new one is added to the last page only."""

    limit = 5000

    def get_protocol(self, protocol=None):
        return get_site_url().partition("://")[0]

    def get_domain(self, site=None):
        return get_site_url().partition("://")[2]

    def items(self):
        at = timezone.now()
        public = Edition.objects.public(at).filter(record=OuterRef("pk"))
        # A record of which nothing may be read any more answers 410.
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
        """Not told of a page of the sitemap: every record would have to be read for it."""


def build_last_change(on: date, at: datetime) -> Greatest:
    """When an edition last changed its record's page: by being published or withdrawn, by taking effect, by ending."""
    moments = {name: TruncDate(name, tzinfo=dates.get_time_zone()) for name in ("published_at", "withdrawn_at")}
    rules: list[tuple[str, date, F | TruncDate]] = [(name, at, then) for name, then in moments.items()]
    rules += [(name, on, F(name)) for name in ("effective_from", "effective_until", "withdrawn_from")]
    return Greatest(
        *(Case(When(**{f"{name}__lte": limit}, then=then), default=NEVER_CHANGED) for name, limit, then in rules)
    )


SITEMAPS = {"records": RecordSitemap}


@views.x_robots_tag
def sitemap_index(request):
    """The sections and their pages. Django's own view names the host of the request."""
    first = request.build_absolute_uri(reverse("sitemap-section", kwargs={"section": "records"}))
    later = range(2, RecordSitemap().paginator.num_pages + 1)
    sections = [SitemapIndexItem(address) for address in (first, *(f"{first}?p={number}" for number in later))]
    return render(request, "sitemap_index.xml", {"sitemaps": sections}, content_type="application/xml")


@reads_query("p")
def sitemap_section(request, section):
    """Without Last-Modified: a record that is gone takes its day along, and those that are left do not tell."""
    response = views.sitemap(request, SITEMAPS, section)
    response.headers.pop("Last-Modified", None)
    return response
