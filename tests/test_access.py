"""The access table: the response for each kind of reader at every address of the site. The addresses come from the URL
configuration, so an address that is missing in the table fails. The table is tests/access.toml; its first lines explain
how to add an address."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from guidance.models import Acknowledgement
from portal.accounts.models import User
from portal.attachments.storage import hash_bytes
from portal.editorial.models import DraftLink
from portal.lib.dates import get_local_date
from portal.records.models import Attachment, Edition, Record
from tests.conftest import account
from tests.factories import day, everything, make_draft, make_holding, make_post, make_record, moment, publish
from tests.public_addresses import routes

pytestmark = pytest.mark.django_db
TABLE = tomllib.loads((Path(__file__).parent / "access.toml").read_text(encoding="utf-8"))
READERS = (
    "anonymous",
    "addressed",
    "not_addressed",
    "former",
    "expired_deputy",
    "editor",
    "reviewer",
    "administrator",
)
WITHOUT_PART = READERS[:5]
"""Readers without a role on the editorial desk."""
BYTES = b"a,b\n1,2\n"
CODES = {200: "o", 401: "r", 403: "r", 404: "-", 405: "m", 409: "o", 410: "g", 400: "b", 429: "r"}
"""The letter in the table for each status. A redirect is s if it leads to signing in, otherwise >."""


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def people() -> dict[str, User | None]:
    """Returns an account for each kind of reader. The former holder and the deputy were in office until today."""
    cast = {name: account(name.replace("_", "-"), name if name in READERS[5:] else "") for name in READERS[1:]}
    today = str(get_local_date(timezone.now()))
    make_holding(make_post(), cast["addressed"])
    make_holding(make_post("Bethany", "school_superintendents"), cast["not_addressed"])
    make_holding(make_post("Canaan"), cast["former"], held_until=today)
    make_holding(make_post("Canaan"), cast["expired_deputy"], held_until=today, is_deputy=True)
    return {"anonymous": None, **cast}


def memo(key: str, readers: str, by: User) -> Edition:
    record = make_record("memo", key=key)
    Record.objects.filter(pk=record.pk).update(readers=readers)
    draft = make_draft(Record.objects.get(pk=record.pk), effective_from=day("2020-01-01"), by=by)
    table = Attachment(edition=draft, title="A table", sha256=hash_bytes(BYTES), size=len(BYTES), media_type="text/csv")
    table.file.save("table.csv", ContentFile(BYTES), save=True)
    return publish(draft, at=moment("2020-06-01"))


@pytest.fixture
def cast(db) -> dict[str, User | None]:
    return people()


@pytest.fixture
def values(cast) -> dict[str, object]:
    return make_values(cast)


def make_values(cast: dict[str, User | None]) -> dict[str, object]:
    """Returns values for each part of an address: existing rows, some of them for police chiefs only."""
    author, now = account("author", "editor"), timezone.now()
    sealed = memo("sealed", "officials", author)
    draft = make_draft(sealed.record, by=author)
    open_draft = make_draft(memo("open", "everybody", author).record, by=author)
    link = DraftLink.objects.create(
        edition=open_draft, for_whom="A reader", made_by=author, made_at=now, expires_at=now.replace(year=9000)
    )
    acknowledgement = Acknowledgement.objects.enter(
        make_post(), sealed, sealed.document["points"], by=cast["addressed"], at=now, method="web"
    )
    return {
        "post": make_post().pk,
        "key": "sealed",
        "point": "point-1",
        "number": 1,
        "old": 1,
        "new": 2,
        "on": "2020-07-01",
        "form": "json",
        "syntax": "atom",
        "section": "records",
        "sha256": hash_bytes(BYTES),
        "file_name": "a-table.csv",
        "digest": acknowledgement.digest,
        "address": "guidance/sealed/",
        "other": "sealed",
        "token": link.token,
        "link": link.pk,
        "pk": draft.pk,
        "name": "drafts",
        "app": "records",
        "model": "edition",
        "uidb36": "1",
        "response": 1,
        "content_type_id": 1,
        "object_id": 1,
        "id": cast["administrator"].pk,
        "app_label": "guidance",
        "url": "nothing",
        "record": draft.record_id,
    }


def address(route: str, values: dict) -> str:
    """Returns the route with a value for each of its parts. Raises KeyError for an unknown part: add it above."""
    filled = values | model_values(route)
    if "/step/" in route:
        filled["name"] = "submit"
    if route.startswith("admin/records/<int:pk>/log/"):
        filled["pk"] = filled["record"]
    named = re.sub(r"\(\?P(<\w+>)[^()]*\)", r"\1", route)
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(filled[part[1]]), named)
    return "/" + re.sub(r"[$^\\]", "", path)


def model_values(route: str) -> dict:
    """Returns the id of the last row of its model for a screen of the desk."""
    for model in admin.site._registry:
        if route.startswith(f"admin/{model._meta.app_label}/{model._meta.model_name}/"):
            row = model._default_manager.order_by("pk").last()
            return {"object_id": row.pk if row else 0}
    return {}


@cache
def rows() -> dict[str, str]:
    """Returns the letters in the table for every route of the site."""
    letters = {}
    for _, route, _ in routes():
        entries = [codes for rows in TABLE.values() for codes, places in rows.items() if is_among(route, places)]
        assert len(entries) == 1, f"{route} occurs {len(entries)} times in tests/access.toml: enter it once."
        letters[route] = entries[0].replace(" ", "")
    return letters


def is_among(route: str, places: list[str]) -> bool:
    return route in places


def code(response) -> str:
    if 300 <= response.status_code < 400:
        return "s" if "login" in response["Location"] or "reauthenticate" in response["Location"] else ">"
    return CODES[response.status_code]


def signed_in(client, user: User | None) -> Client:
    if user is not None:
        client.force_login(user)
    return client


def test_every_line_of_the_table_is_a_route_of_the_site():
    known = [route for _, route, _ in routes()]
    places = [place for rows in TABLE.values() for listed in rows.values() for place in listed]
    assert [place for place in places if not any(is_among(route, [place]) for route in known)] == []
    assert rows()


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_gets_the_response_in_the_table(cast, values, reader):
    client, index, wrong = signed_in(Client(), cast[reader]), READERS.index(reader), {}
    for route, codes in rows().items():
        if (actual := code(client.get(address(route, values)))) != codes[index]:
            wrong[route] = f"{actual} and not {codes[index]}"
    assert wrong == {}


def test_posts_by_readers_without_a_role_change_nothing(cast, values):
    clients = {reader: signed_in(Client(), cast[reader]) for reader in WITHOUT_PART}
    before, wrong = everything(), {}
    closed = [route for route in rows() if route.startswith(("admin/", "official/"))]
    for reader, client in clients.items():
        for route in closed:
            is_own = reader == "addressed" and route.startswith("official/")
            if "logout" in route or is_own:
                continue
            if (actual := code(client.post(address(route, values)))) not in "sr-m>":
                wrong[reader, route] = actual
    assert wrong == {}
    assert everything() == before


def test_posts_from_another_site_change_nothing(cast, values):
    """Without the token of a form, even an administrator cannot change anything."""
    client = signed_in(Client(enforce_csrf_checks=True), cast["administrator"])
    before = everything()
    letters = {route: code(client.post(address(route, values))) for route in rows()}
    assert {route: letter for route, letter in letters.items() if letter not in "r-m"} == {}
    assert everything() == before
