"""Suggestions in forms of the admin. Django's own view accepts any field of any model, including reverse relations, and
fails for many of them."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied


class DeclaredAutocompleteView(AutocompleteJsonView):
    """Responds only for fields that a form of the admin declares in `autocomplete_fields`."""

    def process_request(self, request):
        field = tuple(request.GET.get(name, "") for name in ("app_label", "model_name", "field_name"))
        if not is_declared(self.admin_site, request, *field):
            raise PermissionDenied
        return super().process_request(request)

    def get_queryset(self):
        """Loads what the names of the rows need, as the list of the same rows does."""
        related = self.model_admin.list_select_related
        return super().get_queryset().select_related(*related) if related else super().get_queryset()


def is_declared(site: AdminSite, request, app_label: str, model_name: str, field_name: str) -> bool:
    """Whether a form that the person may use declares the field, which is named as the form's widget sends it."""
    label = f"{app_label}.{model_name}"
    return any(
        form.opts.label_lower == label and field_name in form.get_autocomplete_fields(request)
        for admin in site._registry.values()
        for form in (admin, *list_inlines(admin, request, label))
    )


def list_inlines(admin: ModelAdmin, request, label: str) -> list[InlineModelAdmin]:
    """None where no inline is for the model: Django checks four permissions to make one."""
    if any(inline.model._meta.label_lower == label for inline in admin.get_inlines(request, None)):
        return admin.get_inline_instances(request)
    return []
