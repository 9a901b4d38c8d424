"""Sends invitations. The letter is queued with the invitation and dropped if that is no longer open at delivery.
Holders whom an administrator entered or imported can be invited many at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from portal.accounts.models import Holding, Invitation
from portal.lib.dates import get_local_date
from portal.outbox.letters import WRITERS, EmailContent
from portal.outbox.models import Message

KIND = "invitation"
HAS_ACCOUNT = "the account already has a password"
IS_INVITED = "an earlier invitation is still open"
IS_CLOSED = "the account is closed"
IS_OVER = "the holding has ended or the post is closed"


@transaction.atomic
def send_invitation(invitation: Invitation, *, by, at: datetime) -> Invitation:
    """Saves the invitation and queues its letter. Only the letter contains the link, and it is erased once sent."""
    token = invitation.begin(by=by, at=at)
    context = {
        "invitation": invitation,
        "link": settings.SITE_URL + reverse("account-invitation", args=[token]),
        "SITE_NAME": settings.SITE_NAME,
    }
    body = render_to_string("accounts/letters/invitation.txt", context)
    subject, key = f"Your invitation to the {settings.SITE_NAME}", f"{KIND}:{invitation.pk}"
    Message.objects.queue(key, kind=KIND, subject=subject, body=body, at=at, to=invitation.email, is_secret=True)
    return invitation


@dataclass
class InvitationRound:
    """The result of inviting many people: the invitations, and the email addresses that were left out, by reason."""

    made: list[Invitation] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


@transaction.atomic
def invite_holders(holdings: Iterable[Holding], *, by, at: datetime) -> InvitationRound:
    """Invites each holder to the post they hold, as a single invitation would. Each person gets one letter."""
    invitation_round, on, written_to = InvitationRound(), get_local_date(at), set()
    invited = {email.lower() for email in Invitation.objects.open(at).values_list("email", flat=True)}
    for holding in holdings:
        email = holding.person.email
        if email in written_to:
            continue
        if reason := find_obstacle(holding, invited, on):
            invitation_round.left[reason].append(email)
            continue
        facts = {name: getattr(holding, name) for name in ("post", "held_from", "held_until", "is_deputy")}
        invitation_round.made.append(send_invitation(Invitation(email=email, **facts), by=by, at=at))
        written_to.add(email)
    return invitation_round


def find_obstacle(holding: Holding, invited: set[str], on: date) -> str:
    """Returns why the holder cannot be invited now, or an empty string."""
    person = holding.person
    if not person.is_active:
        return IS_CLOSED
    if person.has_usable_password():
        return HAS_ACCOUNT
    if holding.held_until and holding.held_until <= on or not holding.post.is_open(max(on, holding.held_from)):
        return IS_OVER
    return IS_INVITED if person.email.lower() in invited else ""


def write_invitation_email(message: Message, at: datetime) -> EmailContent | None:
    pk = int(message.key.partition(":")[2])
    is_open = Invitation.objects.open(at).filter(pk=pk).exists()
    return EmailContent(message.subject, message.body) if is_open else None


def register_email_writer() -> None:
    WRITERS[KIND] = write_invitation_email
