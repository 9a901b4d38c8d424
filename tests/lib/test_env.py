"""Settings from the environment are typed, and invalid ones fail with a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.lib import env

FILE = Path("/somewhere/portal.sqlite3")
ROOT = Path(settings.BASE_DIR)


def test_without_a_url_the_database_is_the_given_sqlite_file(monkeypatch):
    monkeypatch.delenv("A_URL", raising=False)
    assert env.get_database_config("A_URL", sqlite_file=FILE)["NAME"] == FILE


def test_a_postgresql_url_becomes_a_configuration(monkeypatch):
    monkeypatch.setenv("A_URL", "postgresql://me:s%40cret@db.example.org:5433/portal?sslmode=require")
    config = env.get_database_config("A_URL", sqlite_file=FILE)
    names = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    assert [config[name] for name in names] == [
        "django.db.backends.postgresql",
        "portal",
        "me",
        "s@cret",
        "db.example.org",
        5433,
        {"options": "-c jit=off", "sslmode": "require"},
    ]


def test_the_query_of_a_database_url_can_name_a_socket_folder(monkeypatch):
    monkeypatch.setenv("A_URL", "postgresql:///portal?host=/var/run/postgresql")
    assert env.get_database_config("A_URL", sqlite_file=FILE)["HOST"] == "/var/run/postgresql"


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://host", "nonsense", "postgresql://host:99999/name"])
def test_an_invalid_database_url_is_refused_with_a_sentence(monkeypatch, url):
    monkeypatch.setenv("A_URL", url)
    with pytest.raises(ImproperlyConfigured, match="A_URL (must be like|has a port)"):
        env.get_database_config("A_URL", sqlite_file=FILE)


@pytest.mark.parametrize(("word", "value"), [("1", True), ("Yes", True), ("off", False), ("", False)])
def test_a_flag_accepts_several_words_for_true_and_false(monkeypatch, word, value):
    monkeypatch.setenv("A_FLAG", word)
    assert env.get_bool("A_FLAG") is value


@pytest.mark.parametrize("word, value", [("", 7), (" 2 ", 2), ("0", 0)])
def test_a_number_may_have_spaces_around_it_and_may_be_empty(monkeypatch, word, value):
    monkeypatch.setenv("A_NUMBER", word)
    assert env.get_int("A_NUMBER", 7) == value


@pytest.mark.parametrize("word", ["-1", "1.5", "two", "²"])
def test_an_invalid_number_is_refused(monkeypatch, word):
    monkeypatch.setenv("A_NUMBER", word)
    with pytest.raises(ImproperlyConfigured, match="A_NUMBER"):
        env.get_int("A_NUMBER")


def test_an_invalid_flag_is_refused(monkeypatch):
    monkeypatch.setenv("A_FLAG", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="A_FLAG is 'perhaps'; write 1 or 0."):
        env.get_bool("A_FLAG")


def test_a_secret_comes_from_the_environment_or_a_file(monkeypatch, tmp_path):
    file = tmp_path / "key"
    file.write_text("from the file\n")
    monkeypatch.setenv("A_KEY_FILE", str(file))
    assert env.get_secret("A_KEY") == "from the file"
    monkeypatch.setenv("A_KEY", "from the environment")
    assert env.get_secret("A_KEY") == "from the environment"


def test_a_missing_or_empty_secret_is_refused(monkeypatch, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="Set A_KEY, or A_KEY_FILE"):
        env.get_secret("A_KEY")
    monkeypatch.setenv("A_KEY_FILE", str(tmp_path / "none"))
    with pytest.raises(ImproperlyConfigured, match="cannot be read: No such file"):
        env.get_secret("A_KEY")
    (tmp_path / "none").touch()
    with pytest.raises(ImproperlyConfigured, match="which is empty"):
        env.get_secret("A_KEY")


def test_a_list_is_separated_by_commas(monkeypatch):
    monkeypatch.setenv("SOME", " a.example, ,b.example ")
    assert env.get_list("SOME") == ["a.example", "b.example"]


@pytest.mark.parametrize(
    "url, expected",
    [
        ("smtp://me:s%40cret@mail.example.org", ("mail.example.org", 587, "me", "s@cret", False, True)),
        ("smtps://mail.example.org", ("mail.example.org", 465, "", "", True, False)),
        ("smtp://localhost:2525?tls=off", ("localhost", 2525, "", "", False, False)),
    ],
)
def test_the_url_of_a_mail_server_becomes_a_configuration(monkeypatch, url, expected):
    monkeypatch.setenv("A_URL", url)
    config = env.get_email_config("A_URL")
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_SSL", "USE_TLS")
    assert tuple(config[f"EMAIL_{name}"] for name in names) == expected
    monkeypatch.delenv("A_URL")
    assert env.get_email_config("A_URL") == {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}


@pytest.mark.parametrize("url", ["mail.example.org", "smtp://", "smtp://host:x", "smtp://host?tls=no", "imap://host"])
def test_an_invalid_mail_server_url_is_refused_with_a_sentence(monkeypatch, url):
    monkeypatch.setenv("A_URL", url)
    with pytest.raises(ImproperlyConfigured, match="A_URL (must be like|has a port)"):
        env.get_email_config("A_URL")


def test_an_env_file_adds_only_variables_that_are_not_set(monkeypatch, tmp_path):
    file = tmp_path / ".env"
    file.write_text("# A comment.\nA_NAME=from the file\nA_FLAG=1\nA_PRICE=$A_NAME\n")
    monkeypatch.delenv("ENV_FILE", raising=False)
    monkeypatch.setenv("A_NAME", "from the environment")
    monkeypatch.setattr("os.environ", dict(os.environ))
    env.read_env_file(file)
    assert (env.get_str("A_NAME"), env.get_bool("A_FLAG"), env.get_str("A_PRICE")) == (
        "from the environment",
        True,
        "$A_NAME",
    )


def test_the_env_file_is_optional_and_an_empty_name_reads_no_file(monkeypatch, tmp_path):
    monkeypatch.delenv("ENV_FILE", raising=False)
    env.read_env_file(tmp_path / "missing")
    file = tmp_path / ".env"
    file.write_text("A_SETTING=1\n")
    monkeypatch.setenv("ENV_FILE", "")
    env.read_env_file(file)
    assert "A_SETTING" not in os.environ


def test_a_named_env_file_must_exist_and_be_text(monkeypatch, tmp_path):
    monkeypatch.setenv("ENV_FILE", str(tmp_path / "missing"))
    with pytest.raises(ImproperlyConfigured, match="ENV_FILE names .*missing, which is not a file."):
        env.read_env_file(FILE)
    (tmp_path / "binary").write_bytes(b"A=\xff\xfe\n")
    monkeypatch.setenv("ENV_FILE", str(tmp_path / "binary"))
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        env.read_env_file(FILE)


def test_a_writable_folder_is_created_or_refused_with_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setenv("A_FOLDER", str(tmp_path / "a" / "b"))
    assert env.get_writable_dir("A_FOLDER", tmp_path).is_dir()
    (tmp_path / "file").touch()
    monkeypatch.setenv("A_FOLDER", str(tmp_path / "file" / "b"))
    with pytest.raises(ImproperlyConfigured, match="A_FOLDER is .*, which cannot be created"):
        env.get_writable_dir("A_FOLDER", tmp_path)


@pytest.mark.parametrize(
    "name, value, sentence",
    [
        ("DEBUG", "perhaps", "DEBUG is 'perhaps'; write 1 or 0."),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL must be like"),
        ("DATA_DIR", "/proc/portal", "DATA_DIR is /proc/portal, which cannot be created"),
        ("SECRET_KEY", "", "Set SECRET_KEY, or SECRET_KEY_FILE"),
    ],
)
def test_an_invalid_setting_ends_a_command_with_one_sentence(tmp_path, name, value, sentence):
    values = {"ENV_FILE": "", "DATA_DIR": str(tmp_path), "SECRET_KEY": "x" * 50, name: value}
    environment = {"PATH": os.environ["PATH"], **values}
    command = [sys.executable, "manage.py", "check"]
    result = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1 and result.stderr.startswith(f"manage.py: {sentence}")
    assert len(result.stderr.splitlines()) == 1
