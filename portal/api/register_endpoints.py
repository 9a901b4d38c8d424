"""API endpoints for the register, for programs that follow it or verify its chain."""

from portal.api.problems import not_found_problem
from portal.api.views import ApiRequest
from portal.lib.pagination import fetch_page
from portal.public.register_views import build_entry_data
from portal.records.register_queries import annotate_subjects
from portal.register.models import RegisterEntry


def entry_list(ask: ApiRequest) -> dict:
    """Lists the entries, oldest first. The cursor is the number of the last entry on the previous page."""
    entries = annotate_subjects(RegisterEntry.objects.filter(number__gt=ask["after"] or 0), ask.at)
    page, last = fetch_page(entries.order_by("number"))
    cursor = last.number if last else None
    return {"items": [build_entry_data(entry, ask.at) for entry in page], "next": ask.following("after", cursor)}


def entry_detail(ask: ApiRequest, number: int) -> dict:
    entry = annotate_subjects(RegisterEntry.objects.filter(number=number), ask.at).first()
    if entry is None:
        raise not_found_problem(f"The register has no entry {number}.")
    return build_entry_data(entry, ask.at)
