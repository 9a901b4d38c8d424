"""Mail on its way out: one row for each letter, from the moment somebody is to have it until it is known what became
of it. The outbox does not know what letters are about; see letters.py."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When

from portal.outbox.letters import EmailContent, render_now

WAITS = [timedelta(minutes=minutes) for minutes in (10, 30, 60, 120, 240, 480, 960, 1440)]
"""How long to wait after each refusal that may pass; after the last of them a letter has failed."""
PATIENCE = timedelta(minutes=15)
"""Longer than a letter can take on its way to the mail server: what is still being sent then, nobody is sending."""
UNSURE = (
    "The program ended while it handed the letter over: the mail server may have it or not. Nothing was sent again. "
    "Ask the recipient, then send it again or give it up."
)
CLOSED = "The account was closed before the letter could go."


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
        """Puts a letter into the outbox, once for each key, and tells whether it is new. It goes with the next
        `run_due`. `person` is an account, whose address of the day of sending is taken; `to` an address without one.
        What is secret, such as a link that admits its holder, is shown to nobody and erased once it is sent."""
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
    def take(self, at: datetime) -> "Message | None":
        """The next letter that is to go, written and marked as being sent; None when none is left. Of two programs
        that ask at once each gets another one. One that is no longer wanted is settled here."""
        for message in self.due(at).select_for_update(skip_locked=True).order_by("next_at", "pk")[:1]:
            return message.begin(at)
        return None

    def mark_unsure(self, at: datetime) -> int:
        """Gives up waiting for programs that ended while they sent something."""
        stuck = self.filter(state=Message.State.SENDING, started_at__lte=at - PATIENCE)
        return stuck.update(state=Message.State.UNSURE, problem=UNSURE)

    def unsettled(self):
        """What waits for a person to decide."""
        return self.filter(state__in=(Message.State.UNSURE, Message.State.FAILED))

    def send_again(self) -> int:
        again = (Message.State.UNSURE, Message.State.FAILED, Message.State.GIVEN_UP, Message.State.QUEUED)
        rows = self.filter(state__in=again).exclude(is_secret=True, body="")
        return rows.update(state=Message.State.QUEUED, next_at=F("queued_at"), attempts=0)

    def give_up(self) -> int:
        waiting = (Message.State.UNSURE, Message.State.FAILED, Message.State.QUEUED)
        erased = Case(When(is_secret=True, then=Value("")), default=F("body"), output_field=models.TextField())
        return self.filter(state__in=waiting).update(state=Message.State.GIVEN_UP, body=erased)


class Message(models.Model):
    """A letter is `sent` when the mail server has taken it. Between `sending` and that nobody can know, if the program
    is killed, so such a letter becomes `unsure` and is not sent twice. The Message-ID stays the same, so that mail
    programs drop a second copy."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waits"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "No longer needed"
        UNSURE = "unsure", "Unsure: sent or not"
        FAILED = "failed", "Failed"
        GIVEN_UP = "given_up", "Given up"

    key = models.CharField(max_length=200, unique=True, help_text="What it is about: nothing goes twice for one key.")
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

    def letter(self, at: datetime) -> EmailContent | None:
        """The rendered email; None if it is no longer needed."""
        return render_now(self, at)

    def begin(self, at: datetime) -> "Message":
        """Marks it as being sent, in the words of the moment, or as no longer needed. The caller holds its lock."""
        letter = None if self.is_to_closed_account else self.letter(at)
        if letter is None:
            self.state, self.body = self.State.DROPPED, "" if self.is_secret else self.body
            self.problem = CLOSED if self.is_to_closed_account else "What it was about is settled."
        else:
            self.subject, self.body = letter.subject, letter.body
            self.to = self.person.email if self.person else self.to
            self.state, self.started_at, self.attempts = self.State.SENDING, at, self.attempts + 1
        self.save()
        return self

    @property
    def is_to_closed_account(self) -> bool:
        return self.person is not None and not self.person.is_active

    def _became(self, state: str, **facts) -> None:
        """Settles this attempt, also when another program has called it unsure meanwhile, and no later attempt."""
        mine = Message.objects.filter(pk=self.pk, attempts=self.attempts, started_at=self.started_at)
        mine.filter(state__in=(self.State.SENDING, self.State.UNSURE)).update(state=state, **facts)
        self.state = state

    def arrived(self, at: datetime) -> None:
        self._became(self.State.SENT, sent_at=at, problem="", **({"body": ""} if self.is_secret else {}))

    def put_off(self, problem: str, at: datetime) -> None:
        """After a refusal that may pass: again later, or, after the last time, failed."""
        if self.attempts > len(WAITS):
            return self.fail(problem)
        return self._became(self.State.QUEUED, problem=problem, next_at=at + WAITS[self.attempts - 1])

    def fail(self, problem: str) -> None:
        self._became(self.State.FAILED, problem=problem)

    def doubt(self, problem: str) -> None:
        self._became(self.State.UNSURE, problem=problem)
