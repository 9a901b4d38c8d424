"""By when a memo is to be acknowledged, and of what officials have been told by letter."""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from portal.outbox.models import Message


class Deadline(models.Model):
    """For the recommendations that this version asks for, in it and in the minor versions after it. It belongs to the
    issuer's work and not to the text, so that it can be moved after publication."""

    edition = models.OneToOneField(
        "guidance.MemoEdition",
        models.PROTECT,
        related_name="deadline",
        verbose_name="memo version",
        help_text="The version that asks. Minor versions and corrections keep its day.",
    )
    due_on = models.DateField("due", help_text="The last day on which it is to be acknowledged.")
    escalate_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"is_active": True, "is_staff": True},
        help_text="The member of staff who is informed of posts that have not acknowledged. Empty: nobody.",
    )
    escalate_after = models.PositiveSmallIntegerField(default=7, help_text="Days after the due day.")

    class Meta:
        ordering = ["-due_on", "-id"]

    def __str__(self):
        return f"{self.edition}, due {self.due_on}"

    @property
    def escalates_on(self) -> date | None:
        """None where nobody is to be told, or who was named has left: who is late is for staff to know."""
        named = self.escalate_to
        is_there = named is not None and named.is_active and named.is_staff
        return self.due_on + timedelta(days=self.escalate_after) if is_there else None

    def clean(self):
        begins = self.edition.effective_from if self.edition_id else None
        if begins and self.due_on and self.due_on < begins:
            raise ValidationError("The memo is due on or after the first day on which it applies.")


class Reminder(models.Model):
    """That a person was to be told one thing about one duty of a post, in which letter. Written with the letter, so
    nobody is told a thing twice. `on` is the day for which it stands: of a weekly reminder the first of its week."""

    class Kind(models.TextChoices):
        ASKED = "asked", "New or changed"
        WEEK = "week", "Due in 7 days"
        TOMORROW = "tomorrow", "Due tomorrow"
        OVERDUE = "overdue", "Overdue"
        ESCALATED = "escalated", "Escalated"

    kind = models.CharField(max_length=10, choices=Kind)
    post = models.ForeignKey("accounts.Post", models.PROTECT, related_name="reminders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders")
    edition = models.ForeignKey("records.Edition", models.PROTECT, related_name="reminders")
    on = models.DateField()
    message = models.ForeignKey(Message, models.PROTECT, related_name="reminders")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "post", "edition", "kind", "on"], name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["asked", "week", "tomorrow", "overdue", "escalated"]),
                name="%(app_label)s_%(class)s_kind",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.post_id}, {self.on}"

    @property
    def unique_key(self) -> tuple:
        return self.person_id, self.post_id, self.edition_id, self.kind, self.on
