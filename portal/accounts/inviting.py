"""The letter of an invitation: queued with it, and dropped when it is no longer open at the moment of going."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from portal.accounts.models import Invitation
from portal.outbox.letters import WRITERS, Letter
from portal.outbox.models import Message

KIND = "invitation"


@transaction.atomic
def invite(invitation: Invitation, *, by, at: datetime) -> Invitation:
    """Makes it and puts its letter into the outbox. Only the letter has the link, and it is erased once it is sent."""
    token = invitation.begin(by=by, at=at)
    context = {
        "invitation": invitation,
        "link": settings.SITE_ADDRESS + reverse("account-invitation", args=[token]),
        "SITE_NAME": settings.SITE_NAME,
    }
    body = render_to_string("account/letters/invitation.txt", context)
    subject, key = f"Your invitation to the {settings.SITE_NAME}", f"{KIND}:{invitation.pk}"
    Message.objects.queue(key, kind=KIND, subject=subject, body=body, at=at, to=invitation.email, is_secret=True)
    return invitation


def last_look(message: Message, at: datetime) -> Letter | None:
    pk = int(message.key.partition(":")[2])
    is_open = Invitation.objects.open(at).filter(pk=pk).exists()
    return Letter(message.subject, message.body) if is_open else None


def install() -> None:
    WRITERS[KIND] = last_look
