"""The people, the moment and the data that tests share. tests/factories.py makes rows for one test."""

import gc
import logging
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.auth.signals import user_logged_in
from django.db import connection
from django.dispatch import receiver
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from portal.accounts.middleware import SESSION_KEY
from portal.accounts.models import User
from portal.response_cache.middleware import RESPONSE_STORE
from portal.seed_loader.loader import load_seed_folder
from tests.database_copies import DatabaseCopy, SeededDatabase
from tests.page_client import PageClient

# The same examples in every run, and no time limit on a slow machine.
hypothesis_settings.register_profile("portal", deadline=None, derandomize=True)
hypothesis_settings.load_profile("portal")

# The host of Django's test client.
settings.SITE_URL = "http://testserver"
# The default hasher is slow on purpose.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

NOW = datetime(2025, 7, 2, 14, tzinfo=UTC)
SEEDS = Path(settings.BASE_DIR) / "seeds"
PASSWORD = "correct horse battery staple"


# Each test client has a WhiteNoise of its own, which would read all static files again.
settings.WHITENOISE_AUTOREFRESH = True


def drop_traceback(record: logging.LogRecord) -> bool:
    """Of a refusal, which Django logs with one: pytest would write it out each time. An error keeps its own."""
    if record.levelno < logging.ERROR:
        record.exc_info = None
    return True


logging.getLogger("django.request").addFilter(drop_traceback)


def pytest_collection_finish(session):
    """Spares each later collection of garbage a walk through what stays until the end: modules, models and tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_addoption(parser):
    parser.addoption(
        "--only-database",
        action="store_true",
        help="skip tests that use no database: one run on one database is enough for them",
    )


def pytest_collection_modifyitems(config, items):
    if config.getoption("--only-database"):
        deselected = [item for item in items if not uses_database(item)]
        config.hook.pytest_deselected(items=deselected)
        items[:] = [item for item in items if uses_database(item)]
    # Slow tests come first, so that none of them runs alone at the end while the other processes are idle.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def uses_database(item) -> bool:
    fixtures = {"db", "transactional_db", "django_db_setup", "live_server"} & set(item.fixturenames)
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def empty_database(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        database = DatabaseCopy("empty")
        with patch.object(TransactionTestCase, "_fixture_teardown", lambda case: database.restore()):
            yield database
        database.drop()


@pytest.fixture
def _django_db_helper(_django_db_helper, request) -> None:
    """Copies the empty database before the first transactional test. After each of them, the copy takes its place."""
    if not connection.in_atomic_block:
        request.getfixturevalue("empty_database")


@pytest.fixture(autouse=True)
def _fast_and_clean(settings) -> None:
    """Turns off rendering of PDFs at publication, which takes a second for each, and empties the response cache."""
    settings.RENDER_PDFS_ON_PUBLISH = False
    RESPONSE_STORE.clear()


@receiver(user_logged_in)
def complete_sign_in(request, user, **kwargs) -> None:
    """Makes `client.force_login` a complete, recent sign-in with the second factor. A sign-in through the page, whose
    request has a path, does not get this shortcut."""
    if not request.path:
        record_authentication(request, user, "password")
        request.session[SESSION_KEY] = user.pk


@pytest.fixture
def client() -> PageClient:
    """Replaces the fixture of pytest-django."""
    return PageClient()


@pytest.fixture
def without_second_factor(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def without_recent_login(settings) -> None:
    settings.REQUIRE_RECENT_LOGIN = False


@pytest.fixture
def without_response_cache(settings) -> None:
    """For tests that change settings or code, which does not invalidate the cache, and for tests that count queries."""
    settings.RESPONSE_CACHE_MB = 0


@pytest.fixture
def now() -> datetime:
    """The moment of the tests: a Wednesday in summer, ten in the morning in the state."""
    return NOW


def account(name: str, role: str = "") -> User:
    user = User.objects.create(
        email=f"{name}@example.org",
        name=name.replace("-", " ").capitalize(),
        password=make_password(PASSWORD),
        is_staff=bool(role),
    )
    user.groups.set(Group.objects.filter(name=role))
    user.verify_email()
    return user


@pytest.fixture
def password() -> str:
    """The password of everybody in the tests."""
    return PASSWORD


@pytest.fixture
def editor(db) -> User:
    return account("editor", "editor")


@pytest.fixture
def second_editor(db) -> User:
    return account("second-editor", "editor")


@pytest.fixture
def reviewer(db) -> User:
    return account("reviewer", "reviewer")


@pytest.fixture
def second_reviewer(db) -> User:
    return account("second-reviewer", "reviewer")


@pytest.fixture
def administrator(db) -> User:
    return account("administrator", "administrator")


@pytest.fixture
def outsider(db) -> User:
    """A person with an account and no role on the desk."""
    return account("outsider")


@pytest.fixture
def visitor() -> AnonymousUser:
    return AnonymousUser()


def load_seeds() -> None:
    load_seed_folder(SEEDS, at=NOW, say=lambda line: None)


@pytest.fixture(scope="session")
def seeded_database(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        database = SeededDatabase(load_seeds)
        yield database
        database.drop()


@pytest.fixture(autouse=True)
def _django_db_marker(request):
    """Replaces the fixture of pytest-django, so that the choice of the database precedes its transaction."""
    if "seeded" in request.fixturenames:
        request.getfixturevalue("connection_to_seeded_database")
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")


@pytest.fixture
def connection_to_seeded_database(seeded_database, django_db_blocker):
    with django_db_blocker.unblock():
        seeded_database.enter()
        yield
        seeded_database.leave()


@pytest.fixture
def seeded(connection_to_seeded_database, db) -> None:
    """The demonstration data. Do not use it in transactional tests, whose changes would remain."""


@pytest.fixture
def own_files(settings, tmp_path) -> None:
    """A folder of files for this test only. `verify_register` would name PDFs that another test left."""
    settings.MEDIA_ROOT = tmp_path / "attachments"


@pytest.fixture
def seeded_server(seeded_database, live_server, transactional_db):
    """A server with the demonstration data on its own port."""
    seeded_database.restore()
    return live_server
