"""Mixins for admins: lists that cost the same however long they are, and rows that nobody changes."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property


class CappedPaginator(Paginator):
    """Counts and pages the first rows in the order that was asked for. Counting them all reads each of them, and so
    does a page far behind; nobody leafs that far, and a filter, the search or another order finds what lies there."""

    MOST = 2000

    @cached_property
    def found(self) -> int:
        """How many rows there are, as far as one more than the most."""
        return self.object_list.order_by().values("pk")[: self.MOST + 1].count()  # type: ignore[attr-defined]

    @cached_property
    def count(self) -> int:
        return min(self.found, self.MOST)

    @property
    def is_more(self) -> bool:
        return self.found > self.MOST


class LongListMixin:
    """For an admin whose rows grow with the years. Comes before ModelAdmin."""

    paginator: type[Paginator] = CappedPaginator
    show_full_result_count = False


class ReadOnlyMixin:
    """For an admin or inline of rows that the desk shows and never changes."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
