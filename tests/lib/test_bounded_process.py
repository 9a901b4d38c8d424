"""A child process does the work, and neither its time nor its memory is without bounds."""

import time

import pytest

from portal.lib import bounded_process
from portal.lib.bounded_process import (
    MemoryLimitExceeded,
    ProcessCrashed,
    TimeLimitExceeded,
    TooManyProcesses,
    run_bounded,
)  # fmt: skip
from tests.lib import bounded_work as work

LIMITS = {"seconds": 2, "memory_bytes": 200 * 2**20}


def test_the_result_comes_back():
    assert run_bounded(work.count_bytes, bytes(5_000_000), **LIMITS) == {"size": 5_000_000}


def test_an_exception_of_the_function_comes_back_as_it_is():
    with pytest.raises(work.Refusal, match="^Not this one.$"):
        run_bounded(work.refuse, b"", **LIMITS)


def test_an_exception_that_cannot_be_pickled_comes_back_as_text():
    with pytest.raises(RuntimeError, match="Unpicklable: a and b"):
        run_bounded(work.refuse_oddly, **LIMITS)


@pytest.mark.parametrize("function", [work.spin, work.hold_lock, work.sleep_for_ever])
def test_work_that_takes_too_long_is_stopped(function):
    begin = time.monotonic()
    with pytest.raises(TimeLimitExceeded, match=r"^[A-Z].*\.$"):
        run_bounded(function, seconds=1, memory_bytes=2**31)
    assert time.monotonic() - begin < 10


def test_memory_is_bounded():
    assert run_bounded(work.take, 100 * 2**20, **LIMITS) == 100 * 2**20
    with pytest.raises(MemoryLimitExceeded, match=r"^[A-Z].*\.$"):
        run_bounded(work.take, 300 * 2**20, **LIMITS)


def test_a_crash_is_an_error_with_a_sentence():
    with pytest.raises(ProcessCrashed, match=r"^[A-Z].*\.$"):
        run_bounded(work.crash, **LIMITS)


def test_the_child_knows_neither_django_nor_the_environment(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    assert not {"django", "guidance", "lxml", "pikepdf"} & set(run_bounded(work.name_modules, **LIMITS))
    assert "SECRET_KEY" not in run_bounded(work.name_variables, **LIMITS)


def test_the_child_writes_no_file(tmp_path):
    with pytest.raises(OSError):
        run_bounded(work.write_file, str(tmp_path / "a"), **LIMITS)


def test_no_more_children_than_places(monkeypatch):
    monkeypatch.setattr(bounded_process, "WAIT_SECONDS", 0.01)
    taken = [bounded_process.places.acquire() for _ in range(bounded_process.MOST_AT_ONCE)]
    try:
        with pytest.raises(TooManyProcesses, match="busy"):
            run_bounded(work.count_bytes, b"", **LIMITS)
    finally:
        bounded_process.places.release(len(taken))
    assert run_bounded(work.count_bytes, b"", **LIMITS) == {"size": 0}
