"""The addresses of editions and records of any kind on the desk."""

from django.urls import reverse

from portal.records.kinds import get_kind
from portal.records.models import Edition, Record


def get_edition_admin_url(edition: Edition, page: str = "change", *args) -> str:
    """Returns the address of the edition's screen, or of another page of it: "step" with its name, or "carry"."""
    opts = get_kind(edition.record.kind).edition_model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[edition.pk, *args])


def get_record_admin_url(record: Record) -> str:
    opts = get_kind(record.kind).record_model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])
