import pytest

from tests.outbox import mail_servers


@pytest.fixture(autouse=True)
def server(settings):
    """A mail server that works unless a test makes it fail."""
    settings.EMAIL_BACKEND = "tests.outbox.mail_servers.Server"
    for memory in (mail_servers.accepted, mail_servers.before, mail_servers.after, mail_servers.connection_errors):
        memory.clear()
    return mail_servers
