"""Runs the checks and the whole suite with everything that this machine has, and lists what was left out.

`make test` passes arguments for pytest; `make test-quick` adds --quick to run only the tests on SQLite.
TEST_DATABASE_URL and CHROMIUM name a PostgreSQL server and a browser to use. With CI=true, nothing may be left out, and
the tests on SQLite use the newest releases that pyproject.toml admits, beside the pinned ones on PostgreSQL."""

import hashlib
import os
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TextIO

import psycopg

ROOT = Path(__file__).resolve().parent.parent
CI = os.environ.get("CI", "").lower() in {"1", "true"}
PYTEST_FOUND_NO_TEST = 5
NEWEST = ROOT / ".venv/newest"
NO_TEST = "no test was found"

# Two checkouts that run tests at the same time must not share a database. Django puts test_ before the name.
DATABASE = "portal_" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
SERVERS = (
    "postgresql:///{}?host=/var/run/postgresql",
    "postgresql://postgres@/{}?host=/var/run/postgresql",
    "postgresql://postgres@127.0.0.1:5432/{}",
)
DJANGOFMT = str(Path(sys.executable).with_name("djangofmt"))
JOURNEYS = "tests/browser/journeys"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

Environment = dict[str, str]


def main(words: list[str]) -> int:
    is_quick = "--quick" in words
    words = [word for word in words if word != "--quick"]
    with tempfile.TemporaryDirectory(prefix="portal-tests-") as var:
        outcomes = run_on_sqlite(words, environment(var)) if is_quick else run_everything(words, Path(var))
    # A folder that the caller named may have no test for the browser, but it has some test.
    if not words or all(outcome == NO_TEST for part, outcome in outcomes.items() if part != "checks"):
        outcomes = {part: outcome.replace(NO_TEST, f"failed: {NO_TEST}") for part, outcome in outcomes.items()}
    print("\nResults", flush=True)
    # Lines about what was left out come last.
    for part, outcome in sorted(outcomes.items(), key=lambda item: item[1].startswith("left out")):
        print(f"  {part:12}{outcome}")
    return int(any(outcome.startswith("failed") for outcome in outcomes.values()))


def run_everything(words: list[str], var: Path) -> dict[str, str]:
    """Runs two sequences at the same time, because a test that waits for a server or a browser leaves its core idle.
    The output of the second sequence is printed when the first has ended."""
    with ThreadPoolExecutor() as pool, tempfile.TemporaryFile("w+") as output:
        second = pool.submit(run_on_postgresql, words, environment(var / "second"), output)
        env = environment(var / "first")
        outcomes = run_on_sqlite(words, env) | {"browser": in_browser(words, env)} | second.result()
        output.seek(0)
        print(output.read(), flush=True)
    return outcomes


def run_on_sqlite(words: list[str], env: Environment) -> dict[str, str]:
    if CI and install_newest_releases(env):
        return {"SQLite": "failed: the newest releases cannot be installed"}
    env |= {"PYTHONPATH": str(NEWEST)} if CI else {}
    return {"SQLite": pytest(words, env, "not browser and not postgres")}


def install_newest_releases(env: Environment) -> int:
    """Installs what the portal needs a second time, without pins, in a folder that precedes the other packages."""
    ranges = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    shutil.rmtree(NEWEST, ignore_errors=True)
    options = ["--quiet", "--no-compile", "--target", str(NEWEST)]
    return call([sys.executable, "-m", "pip", "install", *options, *ranges], env)


def run_on_postgresql(words: list[str], env: Environment, output: TextIO) -> dict[str, str]:
    outcomes = {"checks": checks(env, output), "PostgreSQL": on_postgresql([*words, "--only-database"], env, output)}
    # Folders that the caller named have no journey, or the caller wants to see them on SQLite.
    return outcomes if words else outcomes | {"journeys": journeys_on_postgresql(env, output)}


def environment(var: str | Path) -> Environment:
    """Returns the environment of the caller without settings of the portal, so that tests cannot use the data or the
    key of the demonstration. With DEBUG, tests need neither HTTPS nor collected static files; pytest-django turns it
    off again for Django.

    Many processes import the same modules, so the first one stores their bytecode."""
    unwanted = {
        "DATABASE_URL",
        "SECRET_KEY",
        "SECRET_KEY_FILE",
        "ALLOWED_HOSTS",
        "DEMO_MODE",
        "BEHIND_PROXY",
        "EMAIL_URL",
        "PYTHONDONTWRITEBYTECODE",
    }
    env = {name: value for name, value in os.environ.items() if name not in unwanted}
    Path(var, "static").mkdir(parents=True)  # whitenoise warns about a missing folder
    return env | {"ENV_FILE": "", "DATA_DIR": str(var), "DEBUG": "1", "SECRET_KEY": secrets.token_urlsafe(64)}


def checks(env: Environment, output: TextIO) -> str:
    production = env | {"DEBUG": "0", "DEMO_MODE": "0", "ALLOWED_HOSTS": "example.org"}
    production |= {"EMAIL_URL": "smtp://mail.example.org"}
    commands = [
        [sys.executable, "-m", "ruff", "check", "."],
        [sys.executable, "-m", "ruff", "format", "--check", "--quiet", "."],
        [sys.executable, "-m", "mypy"],
        [DJANGOFMT, "--check", "--quiet", "templates"],
        [DJANGOFMT, "check", "--quiet", "templates"],
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    ]
    codes = [call(command, env, output) for command in commands]
    deploy = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    codes.append(call(deploy, production, output))
    return "failed" if any(codes) else "passed"


def journeys_on_postgresql(env: Environment, output: TextIO) -> str:
    """Runs those tests in the browser that go through the portal from end to end."""
    chromium, reason = find_browser()
    return on_postgresql([JOURNEYS], env | {"CHROMIUM": chromium}, output, "browser") if chromium else reason


def on_postgresql(words: list[str], env: Environment, output: TextIO, marks: str = "not browser") -> str:
    requested = os.environ.get("TEST_DATABASE_URL")
    reasons = []
    for server in [requested] if requested else SERVERS:
        # A requested address is used without changes, because it may contain a brace.
        reason = obstacle(requested or server.format("postgres"))
        if not reason:
            server_env = env | {"DATABASE_URL": requested or server.format(DATABASE)}
            return pytest(words, server_env, marks, output)
        reasons.append(reason)
    return left_out(f"no PostgreSQL server ({reasons[0]}); TEST_DATABASE_URL can name one", bool(requested))


def obstacle(url: str) -> str | None:
    """Returns the reason why tests cannot create their database there, or None."""
    may_create = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            if connection.execute(may_create).fetchone() == (True,):
                return None
            return "the role may not create databases"
    except psycopg.Error as error:
        return str(error).splitlines()[0]


def in_browser(words: list[str], env: Environment) -> str:
    chromium, reason = find_browser()
    # Without arguments of the caller, pytest need not collect other folders.
    return pytest(words or ["tests/browser"], env | {"CHROMIUM": chromium}, "browser") if chromium else reason


def find_browser() -> tuple[str, str]:
    """Returns the path of the browser, or an empty one and what to report."""
    requested = os.environ.get("CHROMIUM")
    if chromium := next(filter(None, map(shutil.which, [requested] if requested else BROWSERS)), None):
        return chromium, ""
    reason = f"no browser ({requested or ', '.join(BROWSERS)} not found); CHROMIUM can name one"
    return "", left_out(reason, bool(requested))


def left_out(reason: str, is_requested: bool) -> str:
    return f"failed: {reason}" if CI or is_requested else f"left out: {reason}"


def pytest(words: list[str], env: Environment, marks: str, output: TextIO | None = None) -> str:
    """Runs pytest with a process for each core. An idle process takes tests from another."""
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal", "-m", marks, *words]
    code = call(command, env, output)
    if code == PYTEST_FOUND_NO_TEST:
        return NO_TEST
    return "failed" if code else "passed"


def call(command: list[str], env: Environment, output: TextIO | None = None) -> int:
    """Runs the command and prints the command and its output, to `output` if given."""
    words = shlex.join([Path(command[0]).name, *command[1:]])
    database = env.get("DATABASE_URL", "").partition(":")[0]
    print("\n$", words, f"  # on {database}" if database else "", file=output, flush=True)
    return subprocess.run(command, cwd=ROOT, env=env, stdout=output, stderr=output).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
