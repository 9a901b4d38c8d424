import pytest

from tests.outbox import servers


@pytest.fixture(autouse=True)
def server(settings):
    """A mail server that works until a test says otherwise."""
    settings.EMAIL_BACKEND = "tests.outbox.servers.Server"
    for memory in (servers.taken, servers.before, servers.after, servers.closed_doors):
        memory.clear()
    return servers
