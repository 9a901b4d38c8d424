"""Functions that a child process runs. This module is light because the child imports it."""

import os
import signal
import sys


class Refusal(Exception):
    pass


class Unpicklable(Exception):
    def __init__(self, first, second):
        super().__init__(f"{first} and {second}")


def count_bytes(content: bytes) -> dict:
    print("noise on standard output")
    return {"size": len(content)}


def refuse(content: bytes) -> None:
    raise Refusal("Not this one.")


def refuse_oddly() -> None:
    raise Unpicklable("a", "b")


def spin(content: bytes = b"", *more) -> None:
    while True:
        pass


def hold_lock() -> None:
    """Keeps the interpreter's lock in C."""
    pow(10, 10**9)


def sleep_for_ever() -> None:
    signal.pause()


def take(size: int) -> int:
    return len(bytearray(size))


def crash() -> None:
    os.abort()


def name_modules() -> list[str]:
    return sorted({name.split(".")[0] for name in sys.modules})


def name_variables() -> list[str]:
    return sorted(os.environ)


def write_file(path: str) -> None:
    with open(path, "wb") as file:
        file.write(b"x" * 100_000)
