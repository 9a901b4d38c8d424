"""How a benchmark asks its workers, one line of JSON at a time. Standard library only, for workers of any project."""

import json
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ENOUGH = 1.0
"""Seconds after which a round asks no more."""

Ways = dict[str, Callable[[str], object]]


class Worker:
    """A process of its own for each database and project; it answers one question at a time."""

    def __init__(self, command: list[str], folder: Path, env: dict[str, str]):
        self.started_by = {"args": command, "cwd": folder, "env": env}
        self.begin()

    def begin(self) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(**self.started_by, stdin=pipe, stdout=pipe, text=True)
        self.texts: int = self.read()

    def ask(self, text: str, repeats: int, within: float | None = None) -> dict[str, list[float]] | None:
        """Milliseconds of each way to ask it, that often at most; None where so many seconds bring no answer, after
        which it begins again."""
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
            raise SystemExit("A worker of the benchmark has ended; its own words stand above.")
        return json.loads(line)


def answer(texts: int, ways: Ways) -> None:
    """In a worker: says how many texts it has, then answers until nobody asks."""
    print(texts, flush=True)
    for line in sys.stdin:
        text, repeats = json.loads(line)
        print(json.dumps({name: times(ask, text, repeats) for name, ask in ways.items()}), flush=True)


def times(ask: Callable[[str], object], text: str, repeats: int) -> list[float]:
    """Milliseconds of each time, after one that is not counted."""
    ask(text)
    found, began = [], time.perf_counter()
    while len(found) < repeats and (not found or time.perf_counter() - began < ENOUGH):
        start = time.perf_counter()
        ask(text)
        found.append((time.perf_counter() - start) * 1000)
    return found
