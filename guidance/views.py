"""The list of guidance, with a filter by audience, and the public totals of acknowledgements. `portal.public` has the
pages of a record, as for every kind."""

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from guidance.models import Addressee
from guidance.reports.public_totals import MIN_GROUP_SIZE, ROUNDING_STEP, get_memo_totals
from portal.accounts.audiences import get_audience_choices
from portal.lib.query_params import get_now
from portal.public.list_views import RecordListView


class GuidanceListView(RecordListView):
    section = "guidance"
    title = "Guidance"

    def filters(self, issuers, years):
        return [("audience", "Addressed to", get_audience_choices()), *super().filters(issuers, years)]

    def filtered(self, chosen, on, at):
        editions = super().filtered(chosen, on, at)
        if chosen["audience"]:
            addressed = Addressee.objects.filter(edition=OuterRef("pk"), audience=chosen["audience"])
            editions = editions.filter(Exists(addressed))
        return editions


@require_safe
def memo_totals(request, key):
    """Shows how many agencies have acknowledged the memo, as far as that is public. The page depends only on the day
    and on the issuer's settings, so it can be cached like other public pages."""
    totals = get_memo_totals(key, get_now(request))
    if totals is None:
        raise Http404("No totals are published for this text.")
    context = {
        "section": "guidance",
        "section_url": reverse("guidance:list"),
        "record": totals.shown.record,
        "edition": totals.shown,
        "document": {"edition": {"title": totals.shown.title, "language": totals.shown.language}},
        "here": "Acknowledgements",
        "here_language": "",
        "totals": totals,
        "smallest": MIN_GROUP_SIZE,
        "step": ROUNDING_STEP,
    }
    return render(request, "guidance/totals.html", context)
