"""The sitemap: every record's lasting address with the day of its last publication."""

from django.contrib.sitemaps import Sitemap
from django.utils import timezone

from portal.records import days
from portal.records.models import Edition


class RecordSitemap(Sitemap):
    limit = 5000

    def items(self):
        at = timezone.now()
        shown = Edition.objects.showing(days.day_of(at), at).select_related("record")
        return shown.defer("body", "provenance").order_by("-published_at", "-id")

    def location(self, edition):
        return edition.record.get_absolute_url()

    def lastmod(self, edition):
        return edition.published_at


SITEMAPS = {"records": RecordSitemap}
