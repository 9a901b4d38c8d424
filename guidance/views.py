"""The list of guidance, which can be narrowed to an audience; a record's own pages are those of every kind."""

from django.db.models import Exists, OuterRef

from guidance.models import Addressee, Audience
from portal.records.lists import RecordList


class GuidanceList(RecordList):
    section = "guidance"
    title = "Guidance"

    def filters(self, issuers, years):
        return [("audience", "Addressed to", Audience.choices), *super().filters(issuers, years)]

    def filtered(self, chosen, on, at):
        editions = super().filtered(chosen, on, at)
        if chosen["audience"]:
            addressed = Addressee.objects.filter(edition=OuterRef("pk"), audience=chosen["audience"])
            editions = editions.filter(Exists(addressed))
        return editions
