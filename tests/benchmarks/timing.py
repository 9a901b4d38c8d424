"""Communication of a benchmark with its workers, one line of JSON at a time. It uses only the standard library, so that
workers of any project can import it."""

import json
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ENOUGH = 1.0
"""Seconds after which a round ends."""

Ways = dict[str, Callable[[str], object]]


class Worker:
    """A process for one database and project. It answers one query at a time."""

    def __init__(self, command: list[str], folder: Path, env: dict[str, str]):
        self.started_by = {"args": command, "cwd": folder, "env": env}
        self.begin()

    def begin(self) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(**self.started_by, stdin=pipe, stdout=pipe, text=True)
        self.texts: int = self.read()

    def ask(self, text: str, repeats: int, within: float | None = None) -> dict[str, list[float]] | None:
        """Returns the milliseconds of each way of searching, at most `repeats` of each. If there is no answer within
        `within` seconds, starts the process again and returns None."""
        self.process.stdin.write(json.dumps([text, repeats]) + "\n")
        self.process.stdin.flush()
        if select.select([self.process.stdout], [], [], within)[0]:
            return self.read()
        self.process.kill()
        self.process.wait()
        self.begin()
        return None

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("A worker of the benchmark has ended. Its messages are printed above.")
        return json.loads(line)


def answer(texts: int, ways: Ways) -> None:
    """Runs in a worker: prints the number of its texts, then answers queries until its input ends."""
    print(texts, flush=True)
    for line in sys.stdin:
        text, repeats = json.loads(line)
        print(json.dumps({name: times(ask, text, repeats) for name, ask in ways.items()}), flush=True)


def times(ask: Callable[[str], object], text: str, repeats: int) -> list[float]:
    """Returns the milliseconds of each search, after a first one that is not counted."""
    ask(text)
    milliseconds, first_start = [], time.perf_counter()
    while len(milliseconds) < repeats and (not milliseconds or time.perf_counter() - first_start < ENOUGH):
        start = time.perf_counter()
        ask(text)
        milliseconds.append((time.perf_counter() - start) * 1000)
    return milliseconds
