"""An attack and its attempts. Each attempt returns a description of its failure, if any."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Attempt = Callable[[], str]
"""Tries something. Returns an empty text if the portal held, otherwise what happened."""


@dataclass
class Attack:
    """An attack. It runs one of every `every` attempts, until `ends_at`, in seconds of time.monotonic()."""

    name: str
    attempts: Iterable[Attempt]
    every: int = 1
    ends_at: float = float("inf")
    count: int = 0
    failures: list[str] = field(default_factory=list)
    is_complete: bool = False

    @property
    def has_failed(self) -> bool:
        return bool(self.failures) or not self.is_complete or self.count == 0

    def run(self) -> None:
        for number, attempt in enumerate(self.attempts):
            if number % self.every:
                continue
            if time.monotonic() > self.ends_at:
                return
            self.count += 1
            if failure := attempt():
                self.failures.append(failure)
        self.is_complete = True

    def format_result(self) -> str:
        end = "" if self.is_complete else ", stopped because the time was over"
        return f"{self.name:10} {self.count:6} attempts, {len(self.failures)} failed{end}"
