"""Work that falls due by itself, for `run_due`. Each job may run at any time, any number of times, beside itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DueJob:
    """`run` does what is due at the moment; `preview` does nothing. Both tell it in sentences."""

    name: str
    run: Callable[[datetime], Iterator[str]]
    preview: Callable[[datetime], Iterator[str]]


JOBS: list[DueJob] = []
"""Apps add theirs when they are loaded. Letters go afterwards, so what a job queues goes in the same run."""
