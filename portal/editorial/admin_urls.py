"""Where on the desk the screen of an edition or a record is, whatever its kind."""

from django.contrib import admin
from django.urls import reverse

from portal.records.models import Edition, Record


def get_edition_url_name(edition: Edition, page: str = "change", *args) -> str:
    """The address of the edition's screen, or of another page of it: "step" with its name, "carry"."""
    model = next(
        model for model in admin.site._registry if getattr(model._default_manager, "kind", None) == edition.record.kind
    )
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[edition.pk, *args])


def get_record_url_name(record: Record) -> str:
    model = next(
        model for model, screen in admin.site._registry.items() if record.kind in getattr(screen, "edition_admins", ())
    )
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[record.pk])
