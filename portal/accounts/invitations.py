"""The letter of an invitation: queued with it, and dropped when it is no longer open at the moment of going. Holders
who were entered or loaded are invited many at once."""

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
HAS_ACCOUNT = "an account is there already"
IS_INVITED = "an earlier invitation is still open"
IS_CLOSED = "the account is closed"
IS_OVER = "the holding is over or the post is closed"


@transaction.atomic
def send_invitation(invitation: Invitation, *, by, at: datetime) -> Invitation:
    """Makes it and puts its letter into the outbox. Only the letter has the link, and it is erased once it is sent."""
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
    """Result of inviting many people: the invitations, and the addresses left out, by reason."""

    made: list[Invitation] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


@transaction.atomic
def invite_holders(holdings: Iterable[Holding], *, by, at: datetime) -> InvitationRound:
    """Invites each holder to the post that is held, as a single invitation would; one letter to a person."""
    told, on, written_to = InvitationRound(), get_local_date(at), set()
    invited = {email.lower() for email in Invitation.objects.open(at).values_list("email", flat=True)}
    for holding in holdings:
        email = holding.person.email
        if email in written_to:
            continue
        if reason := find_obstacle(holding, invited, on):
            told.left[reason].append(email)
            continue
        facts = {name: getattr(holding, name) for name in ("post", "held_from", "held_until", "is_deputy")}
        told.made.append(send_invitation(Invitation(email=email, **facts), by=by, at=at))
        written_to.add(email)
    return told


def find_obstacle(holding: Holding, invited: set[str], on: date) -> str:
    """Why the holder is not to be invited now; empty when nothing is against it."""
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
