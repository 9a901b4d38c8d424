"""Hands letters to the mail server, each once. Every refusal becomes a sentence."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from smtplib import SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.message import BadHeaderError

from portal.outbox.models import Message

log = logging.getLogger(__name__)
ServerRefusal = SMTPResponseException | SMTPRecipientsRefused
UNREACHABLE = "The mail server cannot be reached or does not let this site in ({}). It is tried again at the next run."


def build_message_id(message: Message) -> str:
    """RFC 5322 §3.6.4; the same for every attempt, so that a mail program that gets two copies can drop one."""
    host = settings.SITE_URL.partition("//")[2].partition("/")[0].partition(":")[0] or "localhost"
    return f"<{hashlib.sha256(message.key.encode()).hexdigest()[:40]}@{host}>"


def deliver_messages(clock: Callable[[], datetime]) -> Iterator[str]:
    """Sends what is due, and tells what became of each letter. A connection is opened before a letter is taken, and
    for each again: so what can go wrong first leaves the letter waiting, and no connection has gone stale."""
    if stuck := Message.objects.mark_unsure(clock()):
        yield f"{stuck} of an earlier run: unsure whether sent."
    while Message.objects.due(clock()).exists():
        connection = get_connection()
        try:
            connection.open()
        except (OSError, SMTPException) as error:
            problem = UNREACHABLE.format(describe_error(error))
            Message.objects.due(clock()).update(problem=problem)
            yield problem
            return
        try:
            message = Message.objects.take(clock())
            if message is None:
                return
            if message.state == Message.State.SENDING:
                send_message(message, connection, clock)
        finally:
            close_connection(connection)
        yield f"{message.get_state_display()}: {message.to}, {message.subject}"


def send_message(message: Message, connection, clock: Callable[[], datetime]) -> None:
    """Tries once. Only what the server or the letter itself refused for certain may be tried again."""
    headers = {"Message-ID": build_message_id(message), "Auto-Submitted": "auto-generated"}
    mail = EmailMessage(message.subject, message.body, to=[message.to], headers=headers, connection=connection)
    try:
        count = mail.send()
    except (SMTPResponseException, SMTPRecipientsRefused) as error:
        handle_refusal(message, error, clock())
    except (BadHeaderError, SMTPNotSupportedError, UnicodeError, ValueError) as error:
        message.fail(f"The letter cannot be written as mail ({describe_error(error)}).")
    except Exception as error:
        log.warning("A letter may have been sent or not.", exc_info=True)
        message.doubt(
            f"The connection broke while the letter was handed over ({describe_error(error)}): it may have arrived."
        )
    else:
        if count:
            message.arrived(clock())
        else:
            message.put_off("The mail server took no letter.", clock())


def handle_refusal(message: Message, error: ServerRefusal, at: datetime) -> None:
    """Codes from 500 on are final (RFC 5321 §4.2.1)."""
    code, answer = get_server_answer(error)
    words = f"The mail server refused it: {code} {answer}."
    if code >= 500:
        message.fail(f"{words} It is not tried again by itself: correct the address or the settings first.")
    else:
        message.put_off(f"{words} It is tried again later.", at)


def get_server_answer(error: ServerRefusal) -> tuple[int, str]:
    code, answer = (
        next(iter(error.recipients.values()))
        if isinstance(error, SMTPRecipientsRefused)
        else (error.smtp_code, error.smtp_error)
    )
    return code, answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)


def describe_error(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def close_connection(connection) -> None:
    """What the server says to a farewell changes nothing about the letter."""
    try:
        connection.close()
    except (OSError, SMTPException):
        log.info("The mail server did not take leave.", exc_info=True)
