"""Progress of a long command: one line that is overwritten or, without a terminal, a line for every tenth."""

from collections.abc import Callable
from datetime import datetime


class ProgressReporter:
    """Call it with the number of items done. `total` is None if it is unknown."""

    def __init__(self, out, total: int | None, noun: str, clock: Callable[[], datetime]):
        self.out, self.total, self.noun, self.clock = out, total, noun, clock
        self.began, self.shown = clock(), 0

    def __call__(self, done: int, total: int | None = None) -> None:
        self.total = total or self.total
        step = max(100, self.total // 10) if self.total else 1000
        if self.out.isatty():
            self.out.write(f"\r{self.words(done)} ", ending="", style_func=str)
            self.out.flush()
        elif done // step > self.shown // step:
            self.out.write(self.words(done), style_func=str)
        self.shown = done

    def words(self, done: int) -> str:
        seconds = max((self.clock() - self.began).total_seconds(), 0.001)
        of = f" of {self.total:,}" if self.total else ""
        return f"{done:,}{of} {self.noun}, {done / seconds:,.0f} a second"
