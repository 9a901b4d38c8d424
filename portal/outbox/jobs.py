"""Work that falls due by itself, for `run_due`. Each job may run at any time, any number of times, beside itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DueJob:
    """`run` does what is due; `preview` changes nothing. Both return sentences."""

    name: str
    run: Callable[[datetime], Iterator[str]]
    preview: Callable[[datetime], Iterator[str]]


JOBS: list[DueJob] = []
"""Jobs of the apps, added when they load. Emails are sent afterwards, so a job's emails go out in the same run."""
