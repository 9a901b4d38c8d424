"""Deadlines for acknowledging memos, and the reminders that emails to officials contain."""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from portal.outbox.models import Message
from portal.records.models import Edition, SharedRow


class Deadline(SharedRow):
    """The day by which posts are to acknowledge the recommendations that this version adds or changes. It also holds
    for the minor versions after it. It is not part of the text, so it can be moved after publication, by two people."""

    edition = models.OneToOneField(
        "guidance.MemoEdition",
        models.PROTECT,
        related_name="deadline",
        verbose_name="memo version",
        help_text="The version to acknowledge. Minor versions and corrections after it keep its deadline.",
    )
    due_on = models.DateField("due", help_text="The last day on which to acknowledge it.")
    escalate_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"is_active": True, "is_staff": True},
        help_text="The staff member to inform of posts that have not acknowledged. If empty, nobody is informed.",
    )
    escalate_after = models.PositiveSmallIntegerField(default=7, help_text="Days after the due day.")

    class Meta:
        ordering = ["-due_on", "-id"]

    def __str__(self):
        return f"{self.edition}, due {self.due_on}"

    @property
    def escalates_on(self) -> date | None:
        """The first day on which `escalate_to` is informed. None if nobody is named, or if the person is no longer
        active staff, because only staff may know which posts are late."""
        person = self.escalate_to
        is_active_staff = person is not None and person.is_active and person.is_staff
        return self.due_on + timedelta(days=self.escalate_after) if is_active_staff else None

    def is_used(self) -> bool:
        """Whether a version is in review or published that has the deadline or would get it."""
        stored = Deadline.objects.filter(pk=self.pk).values("edition") if self.pk else []
        editions = Edition.objects.filter(Q(pk=self.edition_id) | Q(pk__in=stored))
        return editions.exclude(status=Edition.Status.DRAFT).exists()

    def clean(self):
        begins = self.edition.effective_from if self.edition_id else None
        if begins and self.due_on and self.due_on < begins:
            raise ValidationError("The due day cannot be before the first day on which the memo applies.")


class Reminder(models.Model):
    """A reminder to a person about one duty of a post, and the message that contains it. Saved together with the
    message, so that nobody gets the same reminder twice. `on` is the day to which the reminder belongs; for a weekly
    reminder, the first day of its week."""

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
