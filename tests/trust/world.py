"""The portal that is attacked: texts, hidden and open, and eleven people."""

from dataclasses import dataclass

from django.conf import settings
from django.test import Client

from portal.accounts.middleware import SESSION_KEY
from portal.accounts.models import User
from portal.records.models import Record
from portal.sources.models import SourceDocument
from tests.conftest import account
from tests.factories import make_draft, make_published, make_record, make_service, moment, publish
from tests.public_addresses import Things, addresses
from tests.test_access import READERS, address, make_values, people, rows

STAFF = READERS[5:]
MORE_PEOPLE = ("without_factor", "closed", "forged")
"""An editor who entered a password only; an editor whose account was closed; somebody who made a session up."""
PEOPLE = (*READERS, *MORE_PEOPLE)
SECRETS = {"draft": "zqdraftqz", "waiting": "zqwaitingqz", "officials": "zqofficialsqz"}
"""A word that is in a text of each kind and nowhere else."""


@dataclass
class World:
    """`routes` are the addresses of the table in tests/access.toml, each by its route; `public` are all public ones, of
    hidden things too."""

    users: dict[str, User | None]
    routes: dict[str, str]
    public: list[str]

    def get_client(self, person: str, *, checks_forms: bool = False) -> Client:
        """A browser in which the person is signed in."""
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
        """What the person may not read and the text says."""
        if person in STAFF:
            return []
        return [word for name, word in SECRETS.items() if word in text and (name, person) != ("officials", "addressed")]


def build_world() -> World:
    cast = people()
    values = make_values(cast)
    # Before there are other rows, which the table does not know.
    known = {route: address(route, values) for route in rows()}
    more = {name: account(name.replace("_", "-"), "editor") for name in MORE_PEOPLE[:2]}
    make_texts()
    return World({**cast, **more, "forged": None}, known, list_public_addresses())


def make_texts() -> None:
    """A few that are open, and one of each secret: as the only text of a record, and after an open one."""
    make_service("fingerprints")
    SourceDocument.objects.create(
        key="source", kind="page", title="Source", is_official=False, text="Words as found.", file_name="source.txt"
    )
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
        # The beginnings of the secrets, so that an answer cannot have the rest from the question.
        words=["matter", *(word[:-2] for word in SECRETS.values())],
    )
    return addresses(things)
