"""The outbox: one row for each letter, from the moment it is queued until its result is known. The outbox does not know
what letters are about; see letters.py."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When

from portal.outbox.letters import render_letter

WAITS = [timedelta(minutes=minutes) for minutes in (10, 30, 60, 120, 240, 480, 960, 1440)]
"""The time to wait after each temporary refusal. After the last one, a letter has failed."""
PATIENCE = timedelta(minutes=15)
"""Longer than a delivery can take. If a letter is still marked as being sent then, its program has ended."""
UNSURE = (
    "The program ended while it handed the letter to the mail server, which may or may not have accepted it. It was "
    "not sent again. Ask the recipient, then send it again or give it up."
)
CLOSED = "The account was closed before the letter was sent."


class MessageQuerySet(models.QuerySet["Message"]):
    def queue(
        self,
        key: str,
        *,
        kind: str,
        subject: str,
        body: str = "",
        at: datetime,
        person=None,
        to: str = "",
        is_secret: bool = False,
    ) -> tuple["Message", bool]:
        """Queues a letter once for each key and returns it with whether it is new. The next `run_due` sends it.
        `person` is an account, and its address on the day of sending is used. `to` is an address without an account.
        If `is_secret`, as for a link that gives access, the text is shown to nobody and erased once it is sent."""
        facts = {
            "kind": kind,
            "subject": " ".join(subject.split())[:300],
            "body": body,
            "person": person,
            "to": person.email if person else to,
            "is_secret": is_secret,
            "queued_at": at,
            "next_at": at,
        }
        return self.get_or_create(key=key, defaults=facts)

    def due(self, at: datetime):
        return self.filter(state=Message.State.QUEUED, next_at__lte=at)

    @transaction.atomic
    def start_next(self, at: datetime) -> "Message | None":
        """Starts and returns the next letter that is due, or None if none is left. Two programs that call this at the
        same time get different letters. A letter that is no longer needed is returned as dropped."""
        for message in self.due(at).select_for_update(skip_locked=True).order_by("next_at", "pk")[:1]:
            return message.start_attempt(at)
        return None

    def mark_abandoned(self, at: datetime) -> int:
        """Marks letters as unsure whose program ended while it sent them. Returns their number."""
        letters = self.filter(state=Message.State.SENDING, started_at__lte=at - PATIENCE)
        return letters.update(state=Message.State.UNSURE, problem=UNSURE)

    def unsettled(self):
        """Letters that need the decision of a person."""
        return self.filter(state__in=(Message.State.UNSURE, Message.State.FAILED))

    def send_again(self) -> int:
        states = (Message.State.UNSURE, Message.State.FAILED, Message.State.GIVEN_UP, Message.State.QUEUED)
        rows = self.filter(state__in=states).exclude(is_secret=True, body="")
        return rows.update(state=Message.State.QUEUED, next_at=F("queued_at"), attempts=0)

    def give_up(self) -> int:
        states = (Message.State.UNSURE, Message.State.FAILED, Message.State.QUEUED)
        body = Case(When(is_secret=True, then=Value("")), default=F("body"), output_field=models.TextField())
        return self.filter(state__in=states).update(state=Message.State.GIVEN_UP, body=body)


class Message(models.Model):
    """A letter is `sent` when the mail server has accepted it. If the program is killed while a letter is `sending`,
    nobody can know the result, so the letter becomes `unsure` and is not sent twice. The Message-ID stays the same, so
    that mail programs drop a second copy."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "No longer needed"
        UNSURE = "unsure", "Unsure whether sent"
        FAILED = "failed", "Failed"
        GIVEN_UP = "given_up", "Given up"

    key = models.CharField(max_length=200, unique=True, help_text="What it is about. Each key gets only one letter.")
    kind = models.CharField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    is_secret = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    problem = models.TextField(blank=True, help_text="Why it was not sent, as a sentence.")
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField(help_text="Not before this moment.")
    started_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "letter"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "next_at"], name="outbox_message_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending", "sent", "dropped", "unsure", "failed", "given_up"]),
                name="%(app_label)s_%(class)s_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="%(app_label)s_%(class)s_sent_at"
            ),
            models.CheckConstraint(condition=~Q(to=""), name="%(app_label)s_%(class)s_to"),
        ]

    def __str__(self):
        return f"{self.subject} ({self.to})"

    def start_attempt(self, at: datetime) -> "Message":
        """Renders the letter and marks it as being sent, or as no longer needed. The caller holds the row lock."""
        letter = None if self.is_to_closed_account else render_letter(self, at)
        if letter is None:
            self.state, self.body = self.State.DROPPED, "" if self.is_secret else self.body
            self.problem = CLOSED if self.is_to_closed_account else "The letter is no longer needed."
        else:
            self.subject, self.body = letter.subject, letter.body
            self.to = self.person.email if self.person else self.to
            self.state, self.started_at, self.attempts = self.State.SENDING, at, self.attempts + 1
        self.save()
        return self

    @property
    def is_to_closed_account(self) -> bool:
        return self.person is not None and not self.person.is_active

    def _set_state(self, state: str, **facts) -> None:
        """Settles this attempt, even if another program has marked it unsure in the meantime, but no later attempt."""
        attempt = Message.objects.filter(pk=self.pk, attempts=self.attempts, started_at=self.started_at)
        attempt.filter(state__in=(self.State.SENDING, self.State.UNSURE)).update(state=state, **facts)
        self.state = state

    def mark_sent(self, at: datetime) -> None:
        self._set_state(self.State.SENT, sent_at=at, problem="", **({"body": ""} if self.is_secret else {}))

    def retry_later(self, problem: str, at: datetime) -> None:
        """Queues the letter again after a temporary refusal, or marks it as failed after the last wait."""
        if self.attempts > len(WAITS):
            return self.mark_failed(problem)
        return self._set_state(self.State.QUEUED, problem=problem, next_at=at + WAITS[self.attempts - 1])

    def mark_failed(self, problem: str) -> None:
        self._set_state(self.State.FAILED, problem=problem)

    def mark_unsure(self, problem: str) -> None:
        self._set_state(self.State.UNSURE, problem=problem)
