"""Lists of the desk that cost the same however much there is."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property


class FirstRows(Paginator):
    """Counts and pages the first rows in the order that was asked for. Counting them all reads each of them, and so
    does a page far behind; nobody leafs that far, and a filter, the search or another order finds what lies there."""

    MOST = 2000

    @cached_property
    def found(self) -> int:
        """How many rows there are, as far as one more than the most."""
        return self.object_list.order_by().values("pk")[: self.MOST + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self.found, self.MOST)

    @property
    def is_more(self) -> bool:
        return self.found > self.MOST


class LongList:
    """For an admin whose rows grow with the years. Comes before ModelAdmin."""

    paginator = FirstRows
    show_full_result_count = False
