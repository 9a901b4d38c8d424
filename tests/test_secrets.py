"""No page, feed, calendar, search, sitemap, header, file or cache contains unpublished texts, retracted texts or texts
for officials only. The tests put a unique word into every field of each such text (see tests/secret_texts.py) and visit
every public address (see tests/public_addresses.py)."""

from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal.lib.dates import get_local_date
from portal.records.models import Edition, Record, SealedAttachment
from portal.static_site.crawler import MANIFEST_FILE
from tests.conftest import account
from tests.factories import (
    day,
    make_draft,
    make_holding,
    make_issuer,
    make_post,
    make_published,
    make_record,
    moment,
    publish,
)
from tests.kinds import Kind
from tests.public_addresses import LEFT_OUT, Things, addresses, is_left_out, routes
from tests.secret_texts import (
    FIELDS,
    KINDS,
    SOON,
    STATES,
    body_of,
    bring_to,
    get_source,
    is_allowed,
    make_records_for_officials,
    make_secret_draft,
    read,
    retract,
    save_file,
    sealed_facts,
    text_of,
    things,
    word,
    words_in,
)
from tests.static_site.site_copy import export, serve_copy_address

pytestmark = pytest.mark.django_db


def addressed_chief():
    chief = account("chief")
    make_holding(make_post(), chief)
    return chief


def not_addressed():
    """Returns a person with a post that is not addressed, a former post that is, and an ended time as deputy of
    another."""
    person, yesterday = account("not-addressed"), str(get_local_date(timezone.now()))
    make_holding(make_post("Ashford", "school_superintendents"), person)
    make_holding(make_post("Bethany"), person, held_until="2024-01-01")
    make_holding(make_post("Canaan"), person, held_until=yesterday, is_deputy=True)
    return person


READERS = {"anybody": None, "addressed": addressed_chief, "not addressed, or no longer": not_addressed}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def public() -> dict[str, Edition]:
    """Makes two texts in each state: one after a public version, and one without. The mistaken ones are not yet
    withdrawn."""
    make_published(make_record(Kind.PRESS_RELEASE, key="open"), at=moment("2025-01-01"))
    editions = {}
    for state, (public_kind, hidden_kind) in KINDS.items():
        record = make_record(public_kind, key=f"known-{state}")
        make_published(record, at=moment("2025-01-01"), effective_from=day("2025-01-01"))
        hidden = make_record(hidden_kind, key=word(state, "key"))
        Record.objects.filter(pk=hidden.pk).update(issuer=make_issuer(word(state, "issuer"), word(state, "issuer")))
        hidden.refresh_from_db()
        day_of_effect = day("2025-02-01")
        editions[state] = [make_secret_draft(row, state, effective_from=day_of_effect) for row in (record, hidden)]
        for edition in editions[state]:
            bring_to(edition, state)
    make_records_for_officials()
    with_sealed = make_draft(make_record(Kind.MEMO, key="with-sealed"), effective_from=day("2025-01-01"))
    save_file(SealedAttachment(edition=with_sealed, title=word("officials", "attachment")), "officials")
    publish(with_sealed, at=moment("2025-01-01"))
    return editions


def test_every_address_is_visited_or_has_a_reason_against_it():
    assert all(any(route.startswith(start) for _, route, _ in routes()) for start in LEFT_OUT)
    nothing = Things([], [], [], [], [], [], [], records=[], sources=[])
    for name, route, parts in routes():
        if not is_left_out(name, route):
            assert name.rpartition(":")[2], f"{route} has no name"
            assert all(isinstance(nothing.values(name, part), list) for part in parts)


@pytest.mark.slow
def test_texts_for_officials_change_no_public_response_except_the_register(client):
    """Lists, counts, suggestions and refusals are the same as without these texts, for every reader: officials read
    them at separate addresses."""
    make_published(make_record(Kind.MEMO, key="open"), at=moment("2025-01-01"), effective_from=day("2025-01-01"))
    get_source("officials")
    known = Things(
        points=["point-1", word("officials", "point")],
        attachments=["a" * 64],
        issuers=["governor"],
        services=[],
        audiences=["police_chiefs"],
        entries=[1],
        words=["matter", "mattre", word("officials", "text")[:-2]],
        records=[Record.objects.get(), Record(key=word("officials", "key"), kind=Kind.MEMO)],
    )
    visited = [address for address in addresses(known) if not address.startswith(("/register", "/api/v1/register"))]
    before = {address: get_content(client, address) for address in visited}
    make_records_for_officials()
    assert Edition.objects.published(timezone.now()).count() == 7
    for name, make_reader in READERS.items():
        if make_reader:
            client.force_login(make_reader())
        after = {address: get_content(client, address) for address in visited}
        assert [address for address in visited if before[address] != after[address]] == [], name


def get_content(client, address: str) -> tuple[int, bytes]:
    response = client.get(address)
    return response.status_code, body_of(response)


def copy_and_export(folder: Path) -> dict[str, str]:
    """Returns the text of every file in a copy of the site and in an export of the records, by its address."""
    with serve_copy_address(folder.parent):
        export(folder / "site")
        call_command("export_records", folder / "records", stdout=StringIO(), stderr=StringIO())
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {address_of(path.relative_to(folder).as_posix()): read(path.read_bytes()) for path in files}


def address_of(file: str) -> str:
    where, _, name = file.partition("/")
    if where == "records":
        return "/register.json" if name == "register.jsonl" else f"/records/{name}"
    # The manifest of the copy names its files, and with them the issuers that have a feed.
    name = "feeds/" if name == MANIFEST_FILE else name.removesuffix("index.html")
    for start, address in {"on/": "?on=", "api/": "api/", "register/page/": "register/"}.items():
        if name.startswith(start):
            name = f"{address}{name.removeprefix(start).removesuffix('.json')}"
    return f"/{name}"


@pytest.mark.slow
def test_no_copy_and_no_export_contains_secrets(public, tmp_path):
    before = copy_and_export(tmp_path / "out")
    shown = set().union(*(words_in(text, address) for address, text in before.items()))
    assert {state for state, _ in shown} == {"mistaken"}
    assert {field for _, field in shown} >= {"title", "text", "body", "note", "name"}, "the test proves nothing"
    assert any(address.startswith("/records/records/") and words_in(text, address) for address, text in before.items())
    retract(public)
    leaks = {}
    for address, text in copy_and_export(tmp_path / "out").items():
        if secrets := {secret for secret in words_in(text, address) if not is_allowed(*secret, address)}:
            leaks[address] = secrets
    assert leaks == {}


@pytest.fixture(params=[0, 32], ids=["without the response cache", "with the response cache"])
def response_cache(request, settings) -> None:
    settings.RESPONSE_CACHE_MB = request.param


@dataclass(frozen=True)
class Visit:
    """The response of one address."""

    text: str
    """The headers, followed by the body."""
    tags: dict[str, str]
    """Request headers with which a cache can revalidate the response: name and value."""

    @property
    def body(self) -> str:
        return self.text.partition("} ")[2]


def visit_all(client) -> dict[str, Visit]:
    return {address: visit(client, address) for address in addresses(things())}


def visit(client, address: str) -> Visit:
    response = client.get(address)
    assert response.status_code < 500, address
    control = set(response.headers["Cache-Control"].split(", "))
    assert {"no-cache", "no-store"} & control, f"caches do not revalidate {address}"
    tags = {"if-none-match": response.headers.get("ETag"), "if-modified-since": response.headers.get("Last-Modified")}
    if response.status_code != 200:
        tags = {}
    return Visit(text_of(response), {name: tag for name, tag in tags.items() if tag})


def find_stale(client, before: dict[str, Visit], after: dict[str, Visit]) -> list[str]:
    """Returns addresses with a changed response that still confirm the old response to a cache."""
    return [
        f"{address} ({name})"
        for address, old in before.items()
        if old.body != after[address].body
        for name, tag in old.tags.items()
        if client.get(address, headers={name: tag}).status_code == 304
    ]


@pytest.mark.slow
def test_no_response_and_no_cache_has_a_text_published_in_error(client, public, response_cache):
    before = visit_all(client)
    shown = {address: words_in(page.text, address) for address, page in before.items()}
    assert {field for secrets in shown.values() for state, field in secrets if state == "mistaken"} == set(FIELDS) - {
        "mail",
        "dateline",
    }, "the test proves nothing"
    assert {state for secrets in shown.values() for state, _ in secrets} == {"mistaken"}
    in_pdfs = set().union(*(secrets for address, secrets in shown.items() if address.endswith(".pdf")))
    assert {("mistaken", "title"), ("mistaken", "text"), ("mistaken", "body")} <= in_pdfs, "no words in PDFs"
    cached = {field for address, secrets in shown.items() if before[address].tags for _, field in secrets}
    assert {"title", "text", "body", "file"} <= cached, "no cached response has the words"
    retract(public)
    after = visit_all(client)
    assert find_leaks(after) == {}
    assert find_stale(client, before, after) == []


def find_leaks(visits: dict[str, Visit]) -> dict[str, set]:
    leaks, sealed = {}, sealed_facts()
    assert len(sealed) == 2
    for address, page in visits.items():
        secrets = {secret for secret in words_in(page.text, address) if not is_allowed(*secret, address)}
        if secrets := secrets | {fact for fact in sealed if fact in page.text and fact not in address}:
            leaks[address] = secrets
    return leaks


@pytest.mark.slow
def test_no_cache_confirms_a_response_that_time_has_changed(client, public, response_cache, monkeypatch):
    before = visit_all(client)
    later = timezone.now() + SOON + timedelta(hours=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    after = {address: visit(client, address) for address in before}
    public_by_now = {
        field
        for address, page in after.items()
        if before[address].tags
        for state, field in words_in(page.text, address)
        if state == "waiting"
    }
    assert {"title", "text"} <= public_by_now, "the test proves nothing"
    assert find_stale(client, before, after) == []


def test_no_word_is_part_of_another_word():
    words = [word(state, field) for state in STATES for field in FIELDS]
    assert len(set(words)) == len(words)
    assert not [inner for inner in words for outer in words if inner != outer and inner in outer]
