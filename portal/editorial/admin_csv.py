"""Exports any list of the admin as CSV, with the filters, the search and the permission of the list."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.views.decorators.http import require_safe

from portal.lib.csv_response import CHUNK, build_csv_response


def find_model_admin(app: str, model: str) -> admin.ModelAdmin:
    for model_class, screen in admin.site._registry.items():
        if (model_class._meta.app_label, model_class._meta.model_name) == (app, model):
            return screen
    raise Http404("The desk has no such list.")


@require_safe
def changelist_csv(request, app, model):
    """Returns the rows of all pages of the list. The columns are those of the list and those in `csv_extra` of the
    admin."""
    screen = find_model_admin(app, model)
    if not screen.has_view_permission(request):
        raise PermissionDenied
    request.GET = request.GET.copy()
    request.GET.pop("p", None)
    try:
        rows = screen.get_changelist_instance(request).queryset
    except IncorrectLookupParameters as error:
        raise Http404("The list has no such filter.") from error
    names = [*screen.get_list_display(request), *getattr(screen, "csv_extra", ())]
    header = [label_for_field(name, screen.model, screen) for name in names]
    lines = (build_csv_row(screen, row, names) for row in rows.iterator(chunk_size=CHUNK))
    return build_csv_response(model, header, lines)


def build_csv_row(screen: admin.ModelAdmin, row, names: list[str]) -> Iterator[Any]:
    for name in names:
        field, _, value = lookup_field(name, row, screen)
        yield dict(field.flatchoices).get(value, value) if field is not None and field.choices else value
