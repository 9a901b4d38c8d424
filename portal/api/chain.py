"""Answers about the register, for those who follow it or verify its chain."""

from django.conf import settings

from portal.api.answering import Ask
from portal.api.problems import not_found
from portal.records.entries import with_subjects
from portal.register.models import RegisterEntry
from portal.register_pages import entry_data


def entry_list(ask: Ask) -> dict:
    """Oldest first; the cursor is the number of the last entry of the page before."""
    entries = with_subjects(RegisterEntry.objects.filter(number__gt=ask["after"] or 0), ask.at)
    found = list(entries.order_by("number")[: settings.PAGE_SIZE + 1])
    page = found[: settings.PAGE_SIZE]
    cursor = page[-1].number if len(found) > len(page) else None
    return {"items": [entry_data(one, ask.at) for one in page], "next": ask.following("after", cursor)}


def entry(ask: Ask, number: int) -> dict:
    found = with_subjects(RegisterEntry.objects.filter(number=number), ask.at).first()
    if found is None:
        raise not_found(f"The register has no entry {number}.")
    return entry_data(found, ask.at)
