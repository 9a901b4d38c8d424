"""Writes the security log. Each event also goes to the process log at once, so that an event which is rolled back or
cannot be stored leaves a line there. A detail contains no password, no code, no token, and nothing that a stranger
typed."""

import logging
from contextvars import ContextVar
from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings

from portal.security_log.models import SecurityEvent

logger = logging.getLogger("portal.security")
MAX_DETAIL = SecurityEvent._meta.get_field("detail").max_length
UNSPECIFIED_ADDRESS = "0.0.0.0"


class RequestTrail:
    """The current request, and the events to write after its view has responded."""

    def __init__(self, request: Any):
        self.request = request
        self.noted: list[SecurityEvent] = []

    def find_person(self) -> Any:
        """Returns who is signed in. Reads the session only if the browser sent its cookie."""
        if settings.SESSION_COOKIE_NAME not in self.request.COOKIES or not hasattr(self.request, "user"):
            return None
        return self.request.user if self.request.user.is_authenticated else None

    def write_noted(self) -> None:
        events, self.noted = self.noted, []
        for event in events:
            event.save(force_insert=True)


CURRENT_TRAIL: ContextVar[RequestTrail | None] = ContextVar("security-log-trail", default=None)


def log_event(kind: str, *, person: Any = None, subject: Any = None, detail: str = "") -> None:
    """Writes the event now, in the transaction of the action that it describes. Raises DatabaseError if it cannot, so
    that the action does not happen either. `person` defaults to the user who is signed in."""
    build_event(kind, person, subject, detail).save(force_insert=True)


def note_event(kind: str, *, person: Any = None, subject: Any = None, detail: str = "") -> None:
    """Writes the event after the view, when the refused change has been rolled back. Without a request it goes only to
    the process log, because at the command line the operator reads the refusal."""
    event, trail = build_event(kind, person, subject, detail), CURRENT_TRAIL.get()
    if trail:
        trail.noted.append(event)


def build_event(kind: str, person: Any, subject: Any, detail: str) -> SecurityEvent:
    trail = CURRENT_TRAIL.get()
    event = SecurityEvent(
        kind=kind,
        person=person or (trail and trail.find_person()),
        subject=subject,
        client_address=find_client_address(trail.request) if trail else None,
        detail=" ".join(detail.split())[:MAX_DETAIL],
    )
    logger.info(
        "%s person=%s subject=%s address=%s %s",
        kind,
        event.person_id,
        event.subject_id,
        event.client_address,
        event.detail,
    )
    return event


def find_client_address(request: Any) -> str | None:
    """Returns None if a proxy is not counted or the address is not valid."""
    if not settings.CLIENT_IP_IS_KNOWN:
        return None
    address = get_adapter(request).get_client_ip(request)
    try:
        return str(ip_address(address)) if address != UNSPECIFIED_ADDRESS else None
    except ValueError:
        return None
