"""Holdings, which record who holds a post between two days."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from portal.security_log.event_log import log_event
from portal.security_log.models import SecurityEvent

TAKEN = "On some of these days somebody else holds the post. End that holding first, or enter a deputy."


class HoldingQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(person=user.pk)

    def current(self, on: date):
        """Holdings that include the day."""
        return self.filter(Q(held_until__isnull=True) | Q(held_until__gt=on), held_from__lte=on)

    def principal(self):
        return self.filter(is_deputy=False)

    def overlapping(self, held_from: date, held_until: date | None):
        """Holdings that share a day with the span [held_from, held_until)."""
        holdings = self if held_until is None else self.filter(held_from__lt=held_until)
        return holdings.filter(Q(held_until__isnull=True) | Q(held_until__gt=held_from))


class Holding(models.Model):
    """On each day a post has at most one holder besides its deputies. A trigger refuses a second (see triggers.py)."""

    post = models.ForeignKey("accounts.Post", models.PROTECT, related_name="holdings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="holdings")
    held_from = models.DateField("from", help_text="The first day.")
    held_until = models.DateField("until", null=True, blank=True, help_text="The first day after the holding.")
    is_deputy = models.BooleanField("deputy", default=False, help_text="Acts for the holder and needs an end.")

    objects = HoldingQuerySet.as_manager()

    class Meta:
        ordering = ["post", "-held_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_until__isnull=True) | Q(held_until__gt=F("held_from")),
                name="%(app_label)s_%(class)s_span",
                violation_error_message="The end must be later than the first day.",
            ),
            models.CheckConstraint(
                condition=Q(is_deputy=False) | Q(held_until__isnull=False),
                name="%(app_label)s_%(class)s_deputy_ends",
                violation_error_message="A deputy needs an end.",
            ),
            models.UniqueConstraint(
                fields=["post", "person", "held_from"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="This person already holds the post from that day.",
            ),
        ]
        indexes = [models.Index(fields=["person", "held_from"], name="accounts_holding_of_person")]

    def __str__(self):
        return f"{self.person}: {self.post} from {self.held_from}"

    @transaction.atomic
    def save(self, **kwargs):
        """Writes to the security log as well, because a holding gives access to the officials' pages."""
        super().save(**kwargs)
        kind = "deputy" if self.is_deputy else "holder"
        detail = f"{self.post}: {kind} from {self.held_from} until {self.held_until or 'further notice'}"
        log_event(SecurityEvent.Kind.ROLE_CHANGED, subject=self.person, detail=detail)

    def clean(self):
        """Refuses a second holder with a sentence, before the database does."""
        if self.is_deputy or not (self.post_id and self.held_from):
            return
        others = Holding.objects.principal().filter(post=self.post_id).exclude(pk=self.pk)
        if others.overlapping(self.held_from, self.held_until).exists():
            raise ValidationError(TAKEN)
