"""What a draft still has from the version before although its words changed: days to confirm, and lost citations."""

from django.contrib import messages

from portal.records.models import Edition
from portal.records.point_days import confirm_days, find_old_days
from portal.sources.citation_copy import find_lost_places
from portal.sources.models import Citation

BUTTON = "_confirm_days"
"""The name of the buttons that confirm the days of one point; the value is its key."""


def describe_changed_words(edition: Edition) -> dict:
    """Returns the context of the notices above the text; nothing for a version that is not a draft."""
    if edition.status != Edition.Status.DRAFT:
        return {}
    return {"old_days": find_old_days(edition), "lost_citations": find_lost_places(edition, Citation)}


class ConfirmDaysMixin:
    """For the admin of an edition. The button saves the form too, so that it confirms what the person sees."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        key = request.POST.get(BUTTON)
        if key and confirm_days(form.instance, key):
            self.message_user(request, "Confirmed: these days hold for the new words.", messages.SUCCESS)
