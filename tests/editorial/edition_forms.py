"""Helpers that use the screen of an edition as a browser does."""

from datetime import date

from django.urls import reverse

from portal.records.kinds import list_kinds
from portal.records.models import Edition

ADMINS = {kind.value: kind.edition_model._meta.label_lower.replace(".", "_") for kind in list_kinds()}
MODELS = {"announcements": "announcements_announcement", "guidance": "guidance_guidance"}


def screen(edition: Edition, page: str = "change") -> str:
    return reverse(f"admin:{ADMINS[edition.record.kind]}_{page}", args=[edition.pk])


def form_data(response) -> dict:
    """Returns what a browser would post if nothing were changed."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {"written_by": response.context["written_by"], "_continue": ""}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                data[bound.html_name] = value.isoformat() if isinstance(value, date) else value
    return data


def opened(client, edition: Edition) -> dict:
    return form_data(client.get(screen(edition)))


def prefix_of(data: dict) -> str:
    """Returns the prefix of the rows of points."""
    return next(name for name in ("noticeitem_set", "recommendation_set", "points") if f"{name}-TOTAL_FORMS" in data)


def errors(response) -> list:
    return response.context["errors"] if response.context else []
