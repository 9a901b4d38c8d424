"""Removes the secret parts of addresses from logs: whoever reads a log must not be able to open a draft, accept an
invitation or choose a password for somebody else."""

import logging
import re

SECRET_PATHS = ("drafts", "accounts/invitation", "accounts/password/reset/key", "accounts/confirm-email")
"""Beginnings of paths whose next part is a secret. deploy/nginx.conf has the same list."""
SECRET = re.compile(rf"(/(?:{'|'.join(SECRET_PATHS).replace('/', '/++')})/)(?!\w++\.py\b)[/ \"']*+[^\s/?#&\"']++")
"""The file of a module in a traceback is not an address."""
ENCODED = re.compile(r"%(?:25)*+(2[DFdf]|3[0-9Aa]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff])")
"""Letters, digits and "-/:_", percent-encoded once or several times, as in the query ?next= of the sign-in page."""


def redact_tokens(text: str) -> str:
    return SECRET.sub(r"\1[redacted]", decode_address(text))


def has_token(address: str) -> bool:
    return SECRET.search(decode_address(address)) is not None


def decode_address(text: str) -> str:
    return ENCODED.sub(lambda match: chr(int(match[1], 16)), text)


class RedactTokensFilter(logging.Filter):
    """Redacts the message and the traceback of every record, whichever logger or handler it is added to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact_tokens(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = record.exc_text and redact_tokens(record.exc_text)
        return True
