"""Runs the checks and the whole suite on all that this machine has, and says what was left out.

`make test` starts it with words for pytest, `make test-quick` with --quick for the tests on SQLite only.
TEST_DATABASE_URL and CHROMIUM name a PostgreSQL server and a browser to use. With CI=true nothing may be left out."""

import hashlib
import os
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
CI = os.environ.get("CI", "").lower() in {"1", "true"}
PYTEST_FOUND_NO_TEST = 5

# Two checkouts tested at the same time must not share a database; Django puts test_ before the name.
DATABASE = "portal_" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
SERVERS = (
    "postgresql:///{}?host=/var/run/postgresql",
    "postgresql://postgres@/{}?host=/var/run/postgresql",
    "postgresql://postgres@127.0.0.1:5432/{}",
)
DJANGOFMT = str(Path(sys.executable).with_name("djangofmt"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

Environment = dict[str, str]


def main(words: list[str]) -> int:
    is_quick = "--quick" in words
    words = [word for word in words if word != "--quick"]
    with tempfile.TemporaryDirectory(prefix="portal-tests-") as var:
        Path(var, "static").mkdir()  # whitenoise warns where there is none
        env = environment(var)
        outcomes = {"SQLite": pytest(words, env, "not browser and not postgres")}
        if not is_quick:
            outcomes |= {
                "checks": checks(env),
                "PostgreSQL": on_postgresql(words, env),
                "browser": in_browser(words, env),
            }
    print("\nResults", flush=True)
    # What was left out stands last, below what was found out.
    for part, outcome in sorted(outcomes.items(), key=lambda item: item[1].startswith("left out")):
        print(f"  {part:12}{outcome}")
    return int(any(outcome.startswith("failed") for outcome in outcomes.values()))


def environment(var: str) -> Environment:
    """The caller's, without its portal settings: a test must not meet the demonstration's data or key.
    DEBUG spares the tests HTTPS and collected static files; pytest-django turns it off again for Django."""
    ours = {
        "DATABASE_URL",
        "SECRET_KEY",
        "SECRET_KEY_FILE",
        "ALLOWED_HOSTS",
        "DEMO_MODE",
        "BEHIND_PROXY",
        "EMAIL_URL",
    }
    env = {name: value for name, value in os.environ.items() if name not in ours}
    return env | {"ENV_FILE": "", "DATA_DIR": var, "DEBUG": "1", "SECRET_KEY": secrets.token_urlsafe(64)}


def checks(env: Environment) -> str:
    production = env | {"DEBUG": "0", "DEMO_MODE": "0", "ALLOWED_HOSTS": "example.org"}
    production |= {"EMAIL_URL": "smtp://mail.example.org"}
    codes = [
        run("ruff", "check", ".", env=env),
        run("ruff", "format", "--check", "--quiet", ".", env=env),
        run("mypy", env=env),
        call([DJANGOFMT, "--check", "--quiet", "templates"], env),
        call([DJANGOFMT, "check", "--quiet", "templates"], env),
        run_manage("makemigrations", "--check", "--dry-run", env=env),
        run_manage("check", "--deploy", "--fail-level", "WARNING", env=production),
    ]
    return "failed" if any(codes) else "passed"


def on_postgresql(words: list[str], env: Environment) -> str:
    asked = os.environ.get("TEST_DATABASE_URL")
    reasons = []
    for server in [asked] if asked else SERVERS:
        # The address asked for is taken as it stands, so it may hold a brace.
        refusal = obstacle(asked or server.format("postgres"))
        if not refusal:
            server_env = env | {"DATABASE_URL": asked or server.format(DATABASE)}
            return pytest([*words, "--only-database"], server_env, "not browser")
        reasons.append(refusal)
    reason = f"no PostgreSQL server to use ({reasons[0]}); TEST_DATABASE_URL names another"
    return left_out(reason, bool(asked))


def obstacle(url: str) -> str | None:
    """Why tests cannot make their database there, or None."""
    may_create = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            if connection.execute(may_create).fetchone() == (True,):
                return None
            return "its role may not create databases"
    except psycopg.Error as error:
        return str(error).splitlines()[0]


def in_browser(words: list[str], env: Environment) -> str:
    asked = os.environ.get("CHROMIUM")
    chromium = next(filter(None, map(shutil.which, [asked] if asked else BROWSERS)), None)
    if not chromium:
        reason = f"no browser ({asked or ', '.join(BROWSERS)} not found); CHROMIUM names one"
        return left_out(reason, bool(asked))
    return pytest(words, env | {"CHROMIUM": chromium}, "browser")


def left_out(reason: str, asked: bool) -> str:
    return f"failed: {reason}" if CI or asked else f"left out: {reason}"


def pytest(words: list[str], env: Environment, marks: str) -> str:
    """A process for each core. One that has nothing left takes tests from the other."""
    code = run("pytest", "-n", "auto", "--dist", "worksteal", "-m", marks, *words, env=env)
    if code == PYTEST_FOUND_NO_TEST:
        return "failed: no test was found"
    return "failed" if code else "passed"


def run_manage(*words: str, env: Environment) -> int:
    return call([sys.executable, "manage.py", *words], env)


def run(module: str, *words: str, env: Environment) -> int:
    return call([sys.executable, "-m", module, *words], env)


def call(command: list[str], env: Environment) -> int:
    database = env.get("DATABASE_URL", "").partition(":")[0]
    print(
        "\n$", shlex.join([Path(command[0]).name, *command[1:]]), f"  # on {database}" if database else "", flush=True
    )
    return subprocess.run(command, cwd=ROOT, env=env).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
