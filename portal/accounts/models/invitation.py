"""Invitations, through which people get their accounts. Rows are never deleted: they document who invited whom, when,
and for what."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from portal.accounts.models.agency import Post
from portal.accounts.models.holding import Holding
from portal.accounts.models.user import User
from portal.security_log.event_log import log_event
from portal.security_log.models import SecurityEvent

LASTS = timedelta(days=14)


class InvitationOver(Exception):
    """The invitation was used, was canceled or has expired in the meantime."""


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet):
    def pending(self):
        """Invitations that are neither accepted nor canceled, whether or not they have expired."""
        return self.filter(accepted_at=None, ended_at=None)

    def open(self, at: datetime):
        return self.pending().filter(expires_at__gt=at)

    def of_token(self, token: str):
        return self.filter(digest=hash_token(token))


class Invitation(models.Model):
    """An invitation of an email address to a role on the editorial desk or to a post. Only the digest of the token in
    the link is stored."""

    class Role(models.TextChoices):
        EDITOR = "editor", "Editor"
        REVIEWER = "reviewer", "Reviewer"
        ADMINISTRATOR = "administrator", "Administrator"

    email = models.EmailField("email address")
    role = models.CharField("role on the editorial desk", max_length=20, choices=Role, blank=True)
    post = models.ForeignKey("accounts.Post", models.PROTECT, null=True, blank=True, related_name="invitations")
    held_from = models.DateField("holds the post from", null=True, blank=True, help_text="The first day.")
    held_until = models.DateField("until", null=True, blank=True, help_text="The first day after the holding.")
    is_deputy = models.BooleanField("deputy", default=False, help_text="Acts for the holder and needs an end.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="invitations_made"
    )
    made_at = models.DateTimeField("created", editable=False)
    expires_at = models.DateTimeField("valid until", editable=False)
    accepted_at = models.DateTimeField("accepted", null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="invitations_accepted"
    )
    ended_at = models.DateTimeField("canceled", null=True, editable=False)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role="", post__isnull=False, held_from__isnull=False)
                | (~Q(role="") & Q(post=None, held_from=None, held_until=None, is_deputy=False)),
                name="%(app_label)s_%(class)s_purpose",
                violation_error_message="Enter a role on the desk, or a post with its first day, but not both.",
            ),
            models.CheckConstraint(
                condition=Q(held_until=None) | Q(held_until__gt=F("held_from")),
                name="%(app_label)s_%(class)s_span",
                violation_error_message="The end must be later than the first day.",
            ),
            models.CheckConstraint(
                condition=Q(is_deputy=False) | Q(held_until__isnull=False),
                name="%(app_label)s_%(class)s_deputy_ends",
                violation_error_message="A deputy needs an end.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(ended_at=None), name="%(app_label)s_%(class)s_one_end"
            ),
        ]

    def __str__(self):
        return f"{self.email}: {self.purpose}"

    @property
    def purpose(self) -> str:
        return self.get_role_display() if self.role else str(self.post)

    def clean(self):
        """Refuses a post that is closed or that somebody else holds on these days."""
        if self.post_id and self.held_from:
            if not Post.objects.open(self.held_from).filter(pk=self.post_id).exists():
                raise ValidationError("The post is not open on that day.")
            person = User.objects.filter(email__iexact=self.email).first()
            if not self.holding_of(person):
                self.new_holding(person).clean()

    def holding_of(self, person) -> Holding | None:
        """Returns the holding that the invitation would create, if an administrator has entered it already."""
        rows = self.post.holdings.of(person) if person else Holding.objects.none()
        return rows.overlapping(self.held_from, self.held_until).first()

    def new_holding(self, person) -> Holding:
        facts = {"held_from": self.held_from, "held_until": self.held_until, "is_deputy": self.is_deputy}
        return Holding(post=self.post, person=person, **facts)

    @transaction.atomic
    def begin(self, *, by, at: datetime) -> str:
        """Saves the invitation, cancels earlier ones for the same purpose, and returns the token, which is not
        stored."""
        invitations = Invitation.objects.pending().filter(email__iexact=self.email, role=self.role, post=self.post)
        for invitation in invitations:
            invitation.end(by=by, at=at)
        token = secrets.token_urlsafe(32)
        self.digest, self.made_by, self.made_at, self.expires_at = hash_token(token), by, at, at + LASTS
        self.save()
        log_event(SecurityEvent.Kind.INVITED, person=by, detail=str(self))
        return token

    def again(self) -> "Invitation":
        """Returns an unsaved copy for the same address and purpose."""
        names = ("email", "role", "post", "held_from", "held_until", "is_deputy")
        return Invitation(**{name: getattr(self, name) for name in names})

    @transaction.atomic
    def end(self, *, by, at: datetime) -> bool:
        """Cancels the invitation. Returns False if it was accepted or canceled before."""
        rows = Invitation.objects.pending().filter(pk=self.pk)
        is_ended = bool(rows.update(ended_at=at, ended_by=by))
        if is_ended:
            log_event(SecurityEvent.Kind.INVITATION_ENDED, person=by, detail=str(self))
        return is_ended

    @transaction.atomic
    def accept(self, person: User, *, at: datetime) -> None:
        """Saves the account with its role or post. Raises InvitationOver, or ValidationError with a sentence."""
        if not Invitation.objects.open(at).select_for_update().filter(pk=self.pk).exists():
            raise InvitationOver
        if person.email.lower() != self.email.lower() or not person.is_active:
            raise ValidationError("The invitation is for another account.")
        person.is_staff = person.is_staff or bool(self.role)
        person.full_clean()
        person.save()
        person.verify_email()
        if self.role:
            person.groups.set(Group.objects.filter(name=self.role))
        elif not self.holding_of(person):
            holding = self.new_holding(person)
            holding.full_clean()
            holding.save()
        self.accepted_at, self.accepted_by = at, person
        self.save(update_fields=["accepted_at", "accepted_by"])
        log_event(SecurityEvent.Kind.INVITATION_ACCEPTED, person=person, subject=person, detail=str(self))
