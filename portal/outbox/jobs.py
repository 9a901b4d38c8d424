"""Jobs that `run_due` runs. Each job may run at any time, any number of times, and at the same time as itself."""

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
"""Jobs that apps add when they load. Letters are sent afterwards, so a job's letters go out in the same run."""
