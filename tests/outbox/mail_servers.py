"""A mail server for tests: keeps what it takes, and can fail in every way that a real one can."""

from collections.abc import Callable

from django.core.mail.backends.base import BaseEmailBackend

taken: list = []
before: list[Callable] = []
"""Called with each letter, oldest first and once, before the server takes it; what it raises is the server's answer."""
after: list[Callable] = []
"""The same, once the server has taken it."""
closed_doors: list[Exception] = []
"""Raised when somebody comes to the door."""


class Killed(BaseException):
    """The program ends: nothing that comes after it in the program is done."""


class Server(BaseEmailBackend):
    def open(self):
        if closed_doors:
            raise closed_doors.pop(0)

    def send_messages(self, letters):
        for letter in letters:
            for answer in before[:1]:
                before.remove(answer)
                answer(letter)
            taken.append(letter)
            for answer in after[:1]:
                after.remove(answer)
                answer(letter)
        return len(letters)


def answers(error: BaseException) -> Callable:
    def raise_it(letter):
        raise error

    return raise_it
