"""The sitemap: every record's lasting address with the day of its last publication."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from portal.records.models import Edition, Record


class RecordSitemap(Sitemap):
    """In the order in which the records were made, so that a new one is added to the last page only."""

    limit = 5000

    def items(self):
        public = Edition.objects.public(timezone.now()).filter(record=OuterRef("pk"))
        # A record of which nothing may be read any more answers 410.
        public = public.exclude(withdrawal_kind=Edition.WithdrawalKind.PUBLISHED_IN_ERROR)
        newest = public.order_by("-published_at").values("published_at")[:1]
        return Record.objects.filter(Exists(public)).annotate(last_published_at=Subquery(newest)).order_by("pk")

    def lastmod(self, record):
        return record.last_published_at

    def get_latest_lastmod(self):
        """By one row, where Django would read every record."""
        newest = Edition.objects.public(timezone.now()).order_by("-published_at").values_list("published_at", flat=True)
        return newest.first()


SITEMAPS = {"records": RecordSitemap}
