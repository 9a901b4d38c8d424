"""Runs a function in a child process with limits on time and memory, for work on bytes from strangers.

Parsers in C hold the interpreter's lock and cannot be interrupted, so a thread cannot limit them; a process can.
The child imports only the function's own module: keep that module light and free of Django."""

import contextlib
import hashlib
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextvars import ContextVar
from importlib import import_module
from pathlib import Path
from threading import BoundedSemaphore
from typing import NamedTuple, TypeVar

ROOT = Path(__file__).resolve().parents[2]
MOST_AT_ONCE = 2
"""Child processes of one server process at one time, so that threads remain for other requests."""
WAIT_SECONDS = 3
"""How long a call waits for a free place. One call may wait at one time."""
WALL_FACTOR = 2
"""The child is ended after this multiple of its CPU time, because a busy machine gives it less than one core."""
CHILD = "import sys; sys.path[:] = sys.argv[1:]; from portal.lib.bounded_process import *; answer_parent()"
Result = TypeVar("Result")
PASSED_ON = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TZ")
"""The child gets no other environment variable, so it has no secret key and no address of the database."""

places, waiting_place = BoundedSemaphore(MOST_AT_ONCE), BoundedSemaphore(1)


class BoundedProcessError(Exception):
    """The child gave no result. The text is a sentence for the person whose input it was."""


class TimeLimitExceeded(BoundedProcessError):
    pass


class MemoryLimitExceeded(BoundedProcessError):
    pass


class ProcessCrashed(BoundedProcessError):
    pass


class TooManyProcesses(BoundedProcessError):
    pass


class BoundedJob(NamedTuple):
    request: bytes
    seconds: int

    @property
    def key(self) -> bytes:
        return hashlib.sha256(self.request).digest()

    def run(self) -> tuple[int, bytes]:
        """Returns the exit code and the reply of a child process. Raises BoundedProcessError."""
        if not take_place():
            raise TooManyProcesses("The server is busy with other files. Try again in a minute.")
        try:
            return run_child(self.request, self.seconds * WALL_FACTOR)
        finally:
            places.release()


class JobNeeded(BaseException):
    """Leaves the work that needs a job; see `repeat_after_jobs`. It is no Exception, so that nothing treats it as a
    failure on its way."""

    def __init__(self, job: BoundedJob):
        self.job = job


JobResults = dict[bytes, tuple[int, bytes] | BoundedProcessError]
job_results: ContextVar[JobResults | None] = ContextVar("job_results", default=None)


def run_bounded(function: Callable, *args, seconds: int, memory_bytes: int):
    """Returns function(*args), computed in a child process. Exceptions of the function propagate as they are.

    The function must be at the top level of a module; its arguments and result must be picklable. `seconds` is CPU
    time; `memory_bytes` is address space beyond what the imported modules take. Raises BoundedProcessError."""
    request = pickle.dumps((function.__module__, function.__qualname__, seconds, memory_bytes)) + pickle.dumps(args)
    job, results = BoundedJob(request, seconds), job_results.get()
    if results is None:
        return read_reply(*job.run())
    if job.key not in results:
        raise JobNeeded(job)
    result = results[job.key]
    if isinstance(result, BoundedProcessError):
        raise result
    return read_reply(*result)


def repeat_after_jobs(work: Callable[[], Result]) -> Result:
    """Returns work(), which runs in a transaction of its own. Where it needs a child process, the transaction is rolled
    back, so that no other writer waits for the child, and the work begins again when the child has answered."""
    results: JobResults = {}
    token = job_results.set(results)
    try:
        while True:
            try:
                return work()
            except JobNeeded as needed:
                job = needed.job
            try:
                results[job.key] = job.run()
            except BoundedProcessError as error:
                results[job.key] = error
    finally:
        job_results.reset(token)


def take_place() -> bool:
    """Takes a place for a child. If none is free, one call waits, and others are refused at once: each of them would
    hold a thread of the server."""
    if places.acquire(blocking=False):
        return True
    if not waiting_place.acquire(blocking=False):
        return False
    try:
        return places.acquire(timeout=WAIT_SECONDS)
    finally:
        waiting_place.release()


def run_child(request: bytes, wall_seconds: int) -> tuple[int, bytes]:
    """Returns the exit code of a new child and what it wrote to standard output."""
    command = [sys.executable, "-I", "-S", "-c", CHILD, str(ROOT), *(path or os.getcwd() for path in sys.path)]
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as child:
        try:
            reply, _ = child.communicate(request, timeout=wall_seconds)
        except subprocess.TimeoutExpired as error:
            raise TimeLimitExceeded("This took too long and was stopped.") from error
        finally:
            child.kill()
    return child.returncode, reply


def read_reply(code: int, reply: bytes):
    """Returns the result in the reply. Raises the exception in the reply or, without a reply, one for the exit code."""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise TimeLimitExceeded("This took too long and was stopped.")
    if code or not reply:
        raise ProcessCrashed("This cannot be read: the program that reads it crashed.")
    is_result, value = pickle.loads(reply)
    if is_result:
        return value
    if isinstance(value, MemoryError):
        raise MemoryLimitExceeded("This takes more memory than is allowed.") from value
    raise value


# In the child


def answer_parent() -> None:
    """Reads a request from standard input and writes its reply to standard output."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    module, name, seconds, memory_bytes = pickle.load(sys.stdin.buffer)
    function = getattr(import_module(module), name)
    set_limits(seconds, memory_bytes)
    try:
        reply = (True, function(*pickle.load(sys.stdin.buffer)))
    except Exception as error:
        reply = (False, error)
    resource.setrlimit(resource.RLIMIT_AS, resource.getrlimit(resource.RLIMIT_AS)[1:] * 2)
    with output:
        output.write(pickle_reply(*reply))
    os._exit(0)


def set_limits(seconds: int, memory_bytes: int) -> None:
    """Sets the limits of this process, and gives the server's own processes priority over it."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(FileNotFoundError, ValueError):  # systems other than Linux
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + memory_bytes, hard))


def pickle_reply(is_result: bool, value) -> bytes:
    """Returns the reply as bytes. An exception that cannot be pickled becomes a RuntimeError with its text."""
    try:
        reply = pickle.dumps((is_result, value))
        if not is_result:
            pickle.loads(reply)
    except Exception:
        return pickle.dumps((False, RuntimeError(f"{type(value).__name__}: {value}"[:500])))
    return reply
