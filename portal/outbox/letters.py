"""Renders letters immediately before they are sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class EmailContent:
    subject: str
    body: str


WRITERS: dict[str, Callable[..., EmailContent | None]] = {}
"""By kind of message, the function that writes the letter when it is sent. It receives the message and the moment, and
returns None if the letter is no longer needed. Apps add theirs when they load. Other kinds are sent as queued."""


def render_letter(message, at: datetime) -> EmailContent | None:
    """Returns the letter, with its subject on one line of at most 300 characters, or None if it is no longer needed."""
    writer = WRITERS.get(message.kind)
    letter = writer(message, at) if writer else EmailContent(message.subject, message.body)
    return letter and EmailContent(" ".join(letter.subject.split())[:300], letter.body)
