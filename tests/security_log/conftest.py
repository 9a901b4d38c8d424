"""A chief, a client with an address of its own, and the events of one test."""

import pytest

from portal.accounts.models import User
from portal.security_log.models import SecurityEvent
from tests.conftest import PASSWORD
from tests.factories import make_holding, make_post

HOME = "203.0.113.7"


@pytest.fixture
def chief(db):
    user = User.objects.create_user("chief@example.org", PASSWORD)
    user.verify_email()
    make_holding(make_post(), user)
    return user


@pytest.fixture
def events(db):
    """Returns a function that lists what, who, whose account, from where and detail of the events of this test."""
    last = SecurityEvent.objects.order_by("pk").values_list("pk", flat=True).last() or 0

    def list_events(*kinds: str) -> list[tuple]:
        rows = SecurityEvent.objects.filter(pk__gt=last).order_by("pk")
        rows = rows.filter(kind__in=kinds) if kinds else rows
        return list(rows.values_list("kind", "person__email", "subject__email", "client_address", "detail"))

    return list_events


@pytest.fixture
def from_home(client):
    client.defaults["REMOTE_ADDR"] = HOME
    return client
