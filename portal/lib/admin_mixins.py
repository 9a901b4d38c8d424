"""Mixins for admins: lists of limited cost, and read-only rows."""

from django.contrib.admin.widgets import AutocompleteSelect
from django.core.paginator import Paginator
from django.utils.functional import cached_property

from portal.lib.text import parse_number


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


class NumberedAutocompleteSelect(AutocompleteSelect):
    """Shows a submitted value that is not the id of a row as no choice. Django's widget fails for "abc"."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [word for word in value if parse_number(str(word)) is not None], attrs)


class AutocompleteMixin:
    """For an admin or inline with `autocomplete_fields`. Comes before ModelAdmin."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", NumberedAutocompleteSelect(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class ReadOnlyMixin:
    """For an admin or inline whose rows the desk shows and never changes."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
