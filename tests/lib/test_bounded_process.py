"""A child process does the work, with limits on its time and its memory."""

import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice

import pytest

from portal.lib import bounded_process
from portal.lib.bounded_process import (
    MemoryLimitExceeded,
    ProcessCrashed,
    TimeLimitExceeded,
    TooManyProcesses,
    repeat_after_jobs,
    run_bounded,
)  # fmt: skip
from tests.lib import bounded_work as work

LIMITS = {"seconds": 2, "memory_bytes": 200 * 2**20}


def test_the_result_is_returned():
    assert run_bounded(work.count_bytes, bytes(5_000_000), **LIMITS) == {"size": 5_000_000}


def test_an_exception_of_the_function_is_raised_unchanged():
    with pytest.raises(work.Refusal, match="^Not this one.$"):
        run_bounded(work.refuse, b"", **LIMITS)


def test_an_exception_that_cannot_be_pickled_is_raised_as_text():
    with pytest.raises(RuntimeError, match="Unpicklable: a and b"):
        run_bounded(work.refuse_oddly, **LIMITS)


@pytest.mark.parametrize("function", [work.spin, work.hold_lock, work.sleep_for_ever])
def test_work_that_takes_too_long_is_stopped(function):
    begin = time.monotonic()
    with pytest.raises(TimeLimitExceeded, match=r"^[A-Z].*\.$"):
        run_bounded(function, seconds=1, memory_bytes=2**31)
    assert time.monotonic() - begin < 10


def test_work_that_takes_too_much_memory_is_stopped():
    assert run_bounded(work.take, 100 * 2**20, **LIMITS) == 100 * 2**20
    with pytest.raises(MemoryLimitExceeded, match=r"^[A-Z].*\.$"):
        run_bounded(work.take, 300 * 2**20, **LIMITS)


def test_a_crash_raises_an_error_with_a_sentence():
    with pytest.raises(ProcessCrashed, match=r"^[A-Z].*\.$"):
        run_bounded(work.crash, **LIMITS)


def test_the_child_imports_no_django_and_has_no_secrets_in_its_environment(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    assert not {"django", "guidance", "lxml", "pikepdf"} & set(run_bounded(work.name_modules, **LIMITS))
    assert "SECRET_KEY" not in run_bounded(work.name_variables, **LIMITS)


def test_the_child_cannot_write_a_file(tmp_path):
    with pytest.raises(OSError):
        run_bounded(work.write_file, str(tmp_path / "a"), **LIMITS)


def test_the_number_of_children_at_one_time_is_limited(monkeypatch):
    monkeypatch.setattr(bounded_process, "WAIT_SECONDS", 0.01)
    taken = [bounded_process.places.acquire() for _ in range(bounded_process.MOST_AT_ONCE)]
    try:
        with pytest.raises(TooManyProcesses, match="busy"):
            run_bounded(work.count_bytes, b"", **LIMITS)
    finally:
        bounded_process.places.release(len(taken))
    assert run_bounded(work.count_bytes, b"", **LIMITS) == {"size": 0}


def test_one_call_waits_for_a_place_and_the_others_are_refused_at_once(monkeypatch):
    """A server process has four threads: two wait for children, one for a place, and one remains for readers."""
    monkeypatch.setattr(bounded_process, "WAIT_SECONDS", 60)
    taken = [bounded_process.places.acquire() for _ in range(bounded_process.MOST_AT_ONCE)]
    with ThreadPoolExecutor() as threads:
        calls = [threads.submit(run_bounded, work.count_bytes, b"", **LIMITS) for _ in range(4)]
        refused = list(islice(as_completed(calls, timeout=30), 3))
        assert [type(call.exception()) for call in refused] == [TooManyProcesses] * 3
        bounded_process.places.release(len(taken))
    assert [call.result() for call in calls if call not in refused] == [{"size": 0}]


def test_work_in_a_transaction_begins_again_when_its_children_have_answered():
    steps = []

    def examine_twice():
        steps.append("begun")
        first = run_bounded(work.count_bytes, b"a", **LIMITS)
        steps.append("first")
        with pytest.raises(work.Refusal):
            run_bounded(work.refuse, b"", **LIMITS)
        return first

    assert repeat_after_jobs(examine_twice) == {"size": 1}
    assert steps == ["begun", "begun", "first", "begun", "first"]
    assert run_bounded(work.count_bytes, b"a", **LIMITS) == {"size": 1}, "elsewhere, nothing begins again"


def test_a_refused_child_is_a_result_of_the_work(monkeypatch):
    monkeypatch.setattr(bounded_process, "WAIT_SECONDS", 0.01)
    taken = [bounded_process.places.acquire() for _ in range(bounded_process.MOST_AT_ONCE)]
    try:
        with pytest.raises(TooManyProcesses):
            repeat_after_jobs(lambda: run_bounded(work.count_bytes, b"", **LIMITS))
    finally:
        bounded_process.places.release(len(taken))
