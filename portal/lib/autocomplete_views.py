"""Suggestions in forms of the admin. Django's own view accepts any field of any model, including reverse relations, and
fails for many of them."""

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied

FieldName = tuple[str, str, str]
"""Labels of app and model, and the name of the field, as the form's widget sends them."""


class DeclaredAutocompleteView(AutocompleteJsonView):
    """Responds only for fields that a form of the admin declares in `autocomplete_fields`."""

    def process_request(self, request):
        field = tuple(request.GET.get(name, "") for name in ("app_label", "model_name", "field_name"))
        if field not in list_declared_fields(self.admin_site, request):
            raise PermissionDenied
        return super().process_request(request)


def list_declared_fields(site: AdminSite, request) -> set[FieldName]:
    forms = [form for admin in site._registry.values() for form in (admin, *admin.get_inline_instances(request))]
    fields = [form.opts.get_field(name) for form in forms for name in form.get_autocomplete_fields(request)]
    return {(field.model._meta.app_label, str(field.model._meta.model_name), field.name) for field in fields}
