"""A mail server for tests. It stores the letters that it accepts and can fail in every way that a real one can."""

from collections.abc import Callable

from django.core.mail.backends.base import BaseEmailBackend

accepted: list = []
before: list[Callable] = []
"""Functions, each called once with a letter before the server accepts it. What one raises is the server's answer."""
after: list[Callable] = []
"""Functions, each called once with a letter after the server has accepted it."""
connection_errors: list[Exception] = []
"""Errors, each raised once when a program opens a connection."""


class Killed(BaseException):
    """The program is killed, so nothing after this point is done."""


class Server(BaseEmailBackend):
    def open(self):
        if connection_errors:
            raise connection_errors.pop(0)

    def send_messages(self, letters):
        for letter in letters:
            for answer in before[:1]:
                before.remove(answer)
                answer(letter)
            accepted.append(letter)
            for answer in after[:1]:
                after.remove(answer)
                answer(letter)
        return len(letters)


def answers(error: BaseException) -> Callable:
    def raise_it(letter):
        raise error

    return raise_it
