"""The databases of the search benchmark. They are made once, under names that are printed, and used again by later
runs."""

import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(os.environ.get("DATA_DIR") or ROOT / "var") / "bench"
WAGTAIL = ["wagtail==8.0.1", "django==5.2.*", "psycopg[binary]>=3.2"]
PROJECT = Path(__file__).parent / "wagtail_project"


@dataclass(frozen=True)
class Size:
    records: int
    editions: int
    """Number of editions of each record."""

    @property
    def texts(self) -> int:
        return self.records * self.editions

    def __str__(self) -> str:
        return f"{self.texts:,}"


class SQLite:
    name = "SQLite"
    sizes = (Size(500, 2), Size(20_000, 1))

    def url(self, name: str) -> str:
        return f"sqlite:///{FOLDER / name}.sqlite3"

    def has(self, name: str) -> bool:
        return (FOLDER / f"{name}.sqlite3").exists()

    def make(self, name: str) -> None:
        """Removes the files that an interrupted run left."""
        for end in ("", "-wal", "-shm"):
            (FOLDER / f"{name}.sqlite3{end}").unlink(missing_ok=True)

    def analyze(self, name: str) -> None:
        with sqlite3.connect(FOLDER / f"{name}.sqlite3") as connection:
            connection.execute("ANALYZE")

    def rename(self, old: str, new: str) -> None:
        for end in ("-wal", "-shm", ""):
            if (part := FOLDER / f"{old}.sqlite3{end}").exists():
                part.rename(FOLDER / f"{new}.sqlite3{end}")

    def wagtail(self, name: str) -> dict[str, str]:
        return {"BENCH_ENGINE": "django.db.backends.sqlite3", "BENCH_NAME": str(FOLDER / f"{name}.sqlite3")}


class PostgreSQL:
    name = "PostgreSQL"
    sizes = (Size(500, 2), Size(2_000, 1), Size(5_000, 2), Size(20_000, 1), Size(50_000, 2))

    def __init__(self, url: str):
        """`url` names any database on the server."""
        self.parts = urlsplit(url)

    def url(self, name: str) -> str:
        # urlunsplit leaves out the empty host of a socket.
        return urlunsplit(self.parts._replace(netloc="host", path=f"/{name}")).replace(
            "//host", f"//{self.parts.netloc}", 1
        )

    def run(self, sql: str, *params):
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            return connection.execute(sql, params or None)

    def has(self, name: str) -> bool:
        return bool(self.run("SELECT 1 FROM pg_database WHERE datname = %s", name).rowcount)

    def make(self, name: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {name}")
        self.run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")

    def analyze(self, name: str) -> None:
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute("ANALYZE")

    def rename(self, old: str, new: str) -> None:
        self.run(f"ALTER DATABASE {old} RENAME TO {new}")

    def wagtail(self, name: str) -> dict[str, str]:
        host = parse_qs(self.parts.query).get("host", [self.parts.hostname or ""])[0]
        # The check interval ends the query of a process that the benchmark has stopped.
        facts = {
            "OPTIONS": "-c client_connection_check_interval=1000",
            "HOST": host,
            "PORT": self.parts.port,
            "USER": self.parts.username,
            "PASSWORD": self.parts.password,
        }
        variables = {f"BENCH_{key}": str(value) for key, value in facts.items() if value}
        return {"BENCH_ENGINE": "django.db.backends.postgresql", "BENCH_NAME": name} | variables


Server = SQLite | PostgreSQL


def prepare(server: Server, size: Size) -> str:
    """Makes a database with the seeds and artificial records of that size, unless it exists. Returns its name."""
    name = f"portal_search_{size.records}x{size.editions}"
    if not server.has(name):
        say(f"{server.name}: making {name}, once …")
        server.make(f"{name}_part")
        numbers = [f"--records={size.records}", f"--editions={size.editions}"]
        generate = ["tests/benchmarks/generate_corpus.py", *numbers]
        for words in (["manage.py", "migrate", "-v0"], ["manage.py", "seed", "-v0"], generate):
            run([sys.executable, *words], portal_env(server, f"{name}_part"))
        server.rename(f"{name}_part", name)
    run([sys.executable, "manage.py", "migrate", "-v0"], portal_env(server, name))
    # The planner has no statistics yet about a column that a migration has just added.
    server.analyze(name)
    return name


def prepare_wagtail(server: Server, portal: str, python: str) -> str:
    """Makes a database of the Wagtail project with the texts of the portal's database, unless it exists. Returns its
    name."""
    name = f"{portal}_wagtail"
    if not server.has(name):
        say(f"{server.name}: filling {name} with the same texts, once …")
        server.make(f"{name}_part")
        script = str(Path(__file__).with_name("portal_search.py"))
        pipe = subprocess.Popen(
            [sys.executable, script, "texts"], cwd=ROOT, env=portal_env(server, portal), stdout=subprocess.PIPE
        )
        run([python, "ask.py", "fill"], os.environ | server.wagtail(f"{name}_part"), PROJECT, stdin=pipe.stdout)
        server.rename(f"{name}_part", name)
    return name


def portal_env(server: Server, name: str) -> dict[str, str]:
    return os.environ | {"DEBUG": "1", "DATA_DIR": str(FOLDER), "DATABASE_URL": server.url(name)}


def wagtail_python() -> str:
    """Installs Wagtail in a separate environment, because this project does not depend on it. Returns its Python."""
    python = FOLDER / "wagtail" / "bin" / "python"
    if not (FOLDER / "wagtail" / "complete").exists():
        say(f"Installing {WAGTAIL[0]} into {FOLDER / 'wagtail'}, once …")
        run([sys.executable, "-m", "venv", "--clear", str(FOLDER / "wagtail")], dict(os.environ))
        run([str(python), "-m", "pip", "install", "--quiet", *WAGTAIL], dict(os.environ))
        (FOLDER / "wagtail" / "complete").touch()
    return str(python)


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def run(command: list[str], env: dict[str, str], folder: Path = ROOT, stdin=None) -> None:
    subprocess.run(command, cwd=folder, env=env, check=True, stdin=stdin)
