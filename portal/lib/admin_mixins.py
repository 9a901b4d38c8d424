"""Mixins for admins: lists of limited cost, and read-only rows."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property


class CappedPaginator(Paginator):
    """Counts and paginates only the first rows in the requested order.

    Counting all rows, or showing a very late page, would read every row. Filters, the search and another order lead to
    the rows beyond the limit."""

    MOST = 2000

    @cached_property
    def found(self) -> int:
        """Number of rows, counted up to one more than the limit."""
        return self.object_list.order_by().values("pk")[: self.MOST + 1].count()  # type: ignore[attr-defined]

    @cached_property
    def count(self) -> int:
        return min(self.found, self.MOST)

    @property
    def is_more(self) -> bool:
        return self.found > self.MOST


class LongListMixin:
    """For an admin whose table grows over the years. Comes before ModelAdmin."""

    paginator: type[Paginator] = CappedPaginator
    show_full_result_count = False


class ReadOnlyMixin:
    """For an admin or inline whose rows the desk shows and never changes."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
