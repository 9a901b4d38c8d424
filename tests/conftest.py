"""The cast, the moment and the data that tests share; rows for one test are made with tests/factories.py."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection, transaction
from hypothesis import settings as hypothesis_settings

from portal.accounts.models import User
from portal.register import triggers
from portal.seed_loader.loader import load_seed_folder

# The same examples in every run, and no time limit on a slow machine.
hypothesis_settings.register_profile("portal", deadline=None, derandomize=True)
hypothesis_settings.load_profile("portal")

# The real one is slow on purpose.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

NOW = datetime(2025, 7, 2, 14, tzinfo=UTC)
SEEDS = Path(settings.BASE_DIR) / "seeds"
PASSWORD = "correct horse battery staple"


def pytest_collection_modifyitems(items):
    """In each file the tests on an empty database come first: the seeds, once loaded, stay for the rest of it."""
    files = {item.path: order for order, item in reversed(list(enumerate(items)))}
    items.sort(key=lambda item: (files[item.path], "seeded" in item.fixturenames))


@pytest.fixture
def _django_db_helper(_django_db_helper):
    """Takes the guards away after a transactional test, for they refuse to have its tables emptied. Django
    says `post_migrate` when it has emptied them, and that puts the guards and the roles back."""
    yield
    if not connection.in_atomic_block:
        triggers.drop_all_triggers()


@pytest.fixture(autouse=True)
def no_pdfs(settings) -> None:
    """A PDF takes a second, and a transactional test publishes for real."""
    settings.RENDER_PDFS_ON_PUBLISH = False


@pytest.fixture(autouse=True)
def password_alone(settings) -> None:
    """Most tests are not about the second factor or about being asked again; those that are turn these on."""
    settings.SECOND_FACTOR_REQUIRED = settings.REQUIRE_RECENT_LOGIN = False


@pytest.fixture(autouse=True)
def no_kept_answers(settings) -> None:
    """A test may change settings and texts of the code, which nothing tells the kept answers of."""
    settings.RESPONSE_CACHE_MB = 0


@pytest.fixture
def now() -> datetime:
    """The moment at which tests take place: a Wednesday in summer, ten in the morning in the state."""
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
    """What everybody of the cast signs in with."""
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
    """Has an account and no part in the desk."""
    return account("outsider")


@pytest.fixture
def visitor() -> AnonymousUser:
    return AnonymousUser()


def load_seeds() -> None:
    load_seed_folder(SEEDS, at=NOW, say=lambda line: None)


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The demonstration data, loaded once for the tests of a file that ask for it; what a test changes in it
    is taken back after that test. Not for transactional tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_seeds()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def seeded_server(live_server, transactional_db):
    """A server on a port of its own, with the demonstration data."""
    load_seeds()
    return live_server
