"""Hands each letter to the mail server once. Every refusal is recorded as a sentence."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from smtplib import SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.message import BadHeaderError

from portal.lib.grammar import format_count
from portal.outbox.models import Message

log = logging.getLogger(__name__)
ServerRefusal = SMTPResponseException | SMTPRecipientsRefused
UNREACHABLE = "The mail server cannot be reached or refuses this site ({}). The next run tries again."


def build_message_id(message: Message) -> str:
    """Follows RFC 5322 §3.6.4. Every attempt has the same ID, so that a mail program can drop a second copy."""
    host = settings.SITE_URL.partition("//")[2].partition("/")[0].partition(":")[0] or "localhost"
    return f"<{hashlib.sha256(message.key.encode()).hexdigest()[:40]}@{host}>"


def deliver_messages(clock: Callable[[], datetime]) -> Iterator[str]:
    """Sends the letters that are due and yields a line about each. Opens a connection for each letter and before it
    starts the letter, so that a failure to connect leaves the letter waiting and no connection is stale."""
    if count := Message.objects.mark_abandoned(clock()):
        yield f"Unsure whether sent by an earlier run: {format_count(count, 'letter')}."
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
            message = Message.objects.start_next(clock())
            if message is None:
                return
            if message.state == Message.State.SENDING:
                send_message(message, connection, clock)
        finally:
            close_connection(connection)
        yield f"{message.get_state_display()}: {message.to}, {message.subject}"


def send_message(message: Message, connection, clock: Callable[[], datetime]) -> None:
    """Makes one attempt. A letter is tried again only if it is certain that the server did not accept it."""
    headers = {"Message-ID": build_message_id(message), "Auto-Submitted": "auto-generated"}
    mail = EmailMessage(message.subject, message.body, to=[message.to], headers=headers)
    try:
        count = connection.send_messages([mail])
    except (SMTPResponseException, SMTPRecipientsRefused) as error:
        handle_refusal(message, error, clock())
    except (BadHeaderError, SMTPNotSupportedError, UnicodeError, ValueError) as error:
        message.mark_failed(f"The letter cannot be written as an email ({describe_error(error)}).")
    except Exception as error:
        log.warning("It is unknown whether a letter was sent.", exc_info=True)
        message.mark_unsure(
            f"The connection broke while the letter was handed over ({describe_error(error)}). It may have arrived."
        )
    else:
        if count:
            message.mark_sent(clock())
        else:
            message.retry_later("The mail server accepted no letter.", clock())


def handle_refusal(message: Message, error: ServerRefusal, at: datetime) -> None:
    """Marks the letter as failed if the code is 500 or more, which is final (RFC 5321 §4.2.1). Otherwise retries it."""
    code, answer = get_server_answer(error)
    problem = f"The mail server refused the letter: {code} {answer}."
    if code >= 500:
        message.mark_failed(
            f"{problem} It is not tried again automatically. Correct the address or the settings first."
        )
    else:
        message.retry_later(f"{problem} It is tried again later.", at)


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
    """Ignores errors, because they change nothing about the letter."""
    try:
        connection.close()
    except (OSError, SMTPException):
        log.info("The connection to the mail server was not closed properly.", exc_info=True)
