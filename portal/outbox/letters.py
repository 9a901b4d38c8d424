"""Renders emails, immediately before they are sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class EmailContent:
    subject: str
    body: str


WRITERS: dict[str, Callable[..., EmailContent | None]] = {}
"""By kind of message, what writes it when it goes: from the message and the moment, or None when it is no longer
wanted. Apps add theirs when they are loaded; a kind without one goes as it was queued."""


def render_now(message, at: datetime) -> EmailContent | None:
    writer = WRITERS.get(message.kind)
    letter = writer(message, at) if writer else EmailContent(message.subject, message.body)
    return letter and EmailContent(" ".join(letter.subject.split())[:300], letter.body)
