"""Typed readers of environment variables. An invalid value raises ImproperlyConfigured with one sentence."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

TRUE_WORDS, FALSE_WORDS = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def read_env_file(default: Path) -> None:
    """Adds the lines NAME=value of the file that ENV_FILE names, or of the default file, to the environment. Variables
    that are already set keep their values. The default file may be missing; an empty ENV_FILE reads no file."""
    name = os.environ.get("ENV_FILE")
    if name == "":
        return
    file = Path(name or default)
    if name and not file.is_file():
        raise ImproperlyConfigured(f"ENV_FILE names {name}, which is not a file.")
    try:
        load_dotenv(file, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{file} cannot be read: {error}.") from error


def get_writable_dir(name: str, default: Path) -> Path:
    """Returns a folder that the process may write to. Creates it if necessary."""
    path = Path(os.environ.get(name) or default)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} is {path}, which cannot be created: {error.strerror}.") from error
    if not os.access(path, os.W_OK):
        raise ImproperlyConfigured(f"{name} is {path}, which this process may not write to.")
    return path


def get_str(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def get_bool(name: str, default: bool = False) -> bool:
    """Returns a Boolean. Raises ImproperlyConfigured for a word that is neither true nor false."""
    word = os.environ.get(name)
    if word is None:
        return default
    if word.strip().lower() not in TRUE_WORDS | FALSE_WORDS:
        raise ImproperlyConfigured(f"{name} is {word!r}; write 1 or 0.")
    return word.strip().lower() in TRUE_WORDS


def get_int(name: str, default: int = 0) -> int:
    """Returns a whole number, 0 or more. Raises ImproperlyConfigured for anything else."""
    word = os.environ.get(name, "").strip()
    if not word:
        return default
    if not (word.isascii() and word.isdigit()):
        raise ImproperlyConfigured(f"{name} is {word!r}; write a whole number.")
    return int(word)


def get_list(name: str) -> list[str]:
    """Returns the items of a comma-separated list, without empty ones."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def get_secret(name: str, *, fallback: str | None = None) -> str:
    """Returns the value of NAME, else the content of the file named by NAME_FILE, else the fallback. Raises
    ImproperlyConfigured if there is none of them, or if the file is empty or cannot be read."""
    if value := os.environ.get(name):
        return value
    if file := os.environ.get(f"{name}_FILE"):
        try:
            value = Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names {file}, which cannot be read: {error.strerror}.") from error
        if value:
            return value
        raise ImproperlyConfigured(f"{name}_FILE names {file}, which is empty.")
    if fallback is None:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to a file that holds it.")
    return fallback


def get_secrets(name: str) -> list[str]:
    """Returns the words of NAME, else of the file named by NAME_FILE, separated by spaces or line ends. The list is
    empty if neither is set."""
    return get_secret(name, fallback="").split()


def get_database_config(name: str, *, sqlite_file: Path) -> dict:
    """Returns Django's DATABASES entry for postgresql://user:password@host:port/name?host=/socket/folder,
    sqlite:///absolute/or/relative/path, or, if NAME is not set, for SQLite in `sqlite_file`."""
    url = os.environ.get(name) or f"sqlite:///{sqlite_file}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return build_sqlite_config(Path(unquote(parts.path[1:])))
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise ImproperlyConfigured(f"{name} must be like postgresql://user@host/name or sqlite:///file.")
    # The planner overestimates the portal's queries, which take milliseconds: JIT compilation would take longer.
    options = {"options": "-c jit=off", **dict(parse_qsl(parts.query))}
    try:
        port = parts.port or ""
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} has a port that is not a number from 1 to 65535.") from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def build_sqlite_config(file: Path) -> dict:
    """Returns a configuration with a write-ahead log, so that readers do not wait; immediate transactions, so that two
    writers queue instead of failing; and recursive triggers, so that INSERT OR REPLACE fires the delete triggers."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
        },
    }


def get_email_config(name: str) -> dict:
    """Returns Django's settings for smtp://user:password@host:port (STARTTLS; ?tls=off for a relay on this machine) or
    smtps://… (TLS from the first byte). If NAME is not set or is console://, mail goes to the terminal."""
    parts = urlsplit(os.environ.get(name) or "console://")
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} has a port that is not a number from 1 to 65535.") from error
    options = dict(parse_qsl(parts.query))
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or options not in ({}, {"tls": "off"}):
        raise ImproperlyConfigured(f"{name} must be like smtp://user:password@host:587, smtps://host or console://.")
    is_smtps = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if is_smtps else 587 if not options else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_smtps,
        "EMAIL_USE_TLS": not is_smtps and not options,
    }
