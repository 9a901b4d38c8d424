"""The portal under attack: public and secret texts, and eleven people."""

from dataclasses import dataclass

from django.conf import settings
from django.test import Client

from portal.accounts.middleware import SESSION_KEY
from portal.accounts.models import User
from portal.records.models import Record
from tests.conftest import account
from tests.factories import make_draft, make_published, make_record, make_service, make_source, moment, publish
from tests.public_addresses import Things, addresses
from tests.test_access import READERS, address, make_values, people, rows

STAFF = READERS[5:]
MORE_PEOPLE = ("without_factor", "closed", "forged")
"""An editor who entered only a password; an editor whose account was closed; somebody with a made-up session."""
PEOPLE = (*READERS, *MORE_PEOPLE)
SECRETS = {"draft": "zqdraftqz", "waiting": "zqwaitingqz", "officials": "zqofficialsqz"}
"""For each kind of secret text, a word that occurs only in such texts."""


@dataclass
class World:
    """`routes` has the addresses of the table in tests/access.toml by route; `public` lists all public addresses, also
    those that secret texts would have."""

    users: dict[str, User | None]
    routes: dict[str, str]
    public: list[str]

    def get_client(self, person: str, *, checks_forms: bool = False) -> Client:
        """Returns a client in which the person is signed in."""
        client = Client(enforce_csrf_checks=checks_forms, raise_request_exception=False)
        if user := self.users[person]:
            client.force_login(user)
        if person == "without_factor":
            session = client.session
            del session[SESSION_KEY]
            session.save()
        if person == "closed":
            User.objects.filter(pk=user.pk).update(is_active=False)
        if person == "forged":
            client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
        return client

    def find_secrets(self, person: str, text: str) -> list[str]:
        """Returns the secret words in the text that the person may not read."""
        if person in STAFF:
            return []
        return [word for name, word in SECRETS.items() if word in text and (name, person) != ("officials", "addressed")]


def build_world() -> World:
    cast = people()
    values = make_values(cast)
    # The table contains no rows made later, so build its addresses first.
    routes = {route: address(route, values) for route in rows()}
    editors = {name: account(name.replace("_", "-"), "editor") for name in MORE_PEOPLE[:2]}
    make_texts()
    return World({**cast, **editors, "forged": None}, routes, list_public_addresses())


def make_texts() -> None:
    """Makes a few public texts, and secret texts of each kind: as the only text of a record, and drafts also after a
    public one."""
    make_service("fingerprints")
    make_source("source")
    for kind in ("memo", "press_release", "service_notice", "questions"):
        make_published(make_record(kind, key=f"open-{kind.replace('_', '-')}"), at=moment("2025-01-01"))
    known = make_record("memo", key="known")
    make_published(known, at=moment("2025-01-01"))
    for record in (known, make_record("memo", key="zq-draft")):
        make_draft(record, title=SECRETS["draft"], points=[SECRETS["draft"]])
    waiting = make_draft(make_record("memo", key="zq-waiting"), title=SECRETS["waiting"], points=[SECRETS["waiting"]])
    waiting.perform("submit", by=None, at=moment("2025-01-01"))
    waiting.perform("publish", by=None, at=moment("2999-01-01"))
    officials = make_record("memo", key="zq-officials")
    Record.objects.filter(pk=officials.pk).update(readers="officials")
    officials.refresh_from_db()
    publish(make_draft(officials, title=SECRETS["officials"], points=[SECRETS["officials"]]), at=moment("2025-01-01"))


def list_public_addresses() -> list[str]:
    things = Things(
        points=["point-1"],
        attachments=["0" * 64],
        issuers=["governor"],
        services=["fingerprints"],
        audiences=["police_chiefs"],
        entries=[1, 2],
        # Without their last letters, so that a page that repeats the query does not contain the secret.
        words=["matter", *(word[:-2] for word in SECRETS.values())],
    )
    return addresses(things)
