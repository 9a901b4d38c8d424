"""Which source documents readers can see at a moment."""

from datetime import datetime

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When

from portal.records.models import Edition
from portal.records.querysets import PUBLIC_STATUSES


class SourceState(models.TextChoices):
    """What readers see of a source document at a moment. It is derived, never stored."""

    PUBLIC = "public", "Readers see it"
    WITHDRAWN = "withdrawn", "Withdrawn"
    HIDDEN = "hidden", "Only staff see it"


class SourceQuerySet(models.QuerySet):
    """Source documents. `at` is a moment. Every page, export and check that shows them to readers uses public()."""

    def with_state(self, at: datetime):
        """Adds `state_then`, a SourceState value. The last publication or withdrawal of the text itself decides.
        Without one, the text is public while a public edition that was not published in error cites it."""
        steps = self.model._meta.get_field("steps").related_model.objects.filter(source=OuterRef("pk")).decisions(at)
        citations = self.model._meta.get_field("citations").related_model.objects.filter(source=OuterRef("pk"))
        cited = citations.filter(edition__in=Edition.objects.public(at).not_retracted(at))
        return self.annotate(last_decision=Subquery(steps.values("action")[:1])).annotate(
            state_then=Case(
                When(last_decision="withdraw", then=Value(SourceState.WITHDRAWN)),
                When(last_decision="publish", then=Value(SourceState.PUBLIC)),
                When(Exists(cited), then=Value(SourceState.PUBLIC)),
                default=Value(SourceState.HIDDEN),
                output_field=models.CharField(),
            )
        )

    def public(self, at: datetime):
        return self.with_state(at).filter(state_then=SourceState.PUBLIC)

    def withdrawn(self, at: datetime):
        return self.with_state(at).filter(state_then=SourceState.WITHDRAWN)

    def used_in_records(self):
        """Returns what a complete export needs: texts that readers see, saw or will see. Drafts do not count."""
        steps = self.model._meta.get_field("steps").related_model.objects.filter(source=OuterRef("pk")).decisions()
        citations = self.model._meta.get_field("citations").related_model.objects.filter(source=OuterRef("pk"))
        cited = citations.filter(edition__status__in=PUBLIC_STATUSES)
        return self.filter(Q(Exists(steps)) | Q(Exists(cited)))

    def proposed(self):
        """Returns the texts whose publication a second person has to decide."""
        steps = self.model._meta.get_field("steps").related_model.objects.filter(source=OuterRef("pk"))
        return self.annotate(last_step=Subquery(steps.order_by("-pk").values("action")[:1])).filter(last_step="propose")
