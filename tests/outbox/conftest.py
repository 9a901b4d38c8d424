import pytest

from tests.outbox import mail_servers


@pytest.fixture(autouse=True)
def server(settings):
    """A mail server that works until a test says otherwise."""
    settings.EMAIL_BACKEND = "tests.outbox.mail_servers.Server"
    for memory in (mail_servers.taken, mail_servers.before, mail_servers.after, mail_servers.closed_doors):
        memory.clear()
    return mail_servers
