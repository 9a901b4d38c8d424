"""No page, feed, calendar, search, sitemap, header, file or cache contains unpublished texts, retracted texts or texts
for officials only. The tests put a unique word into every field of each such text and visit every public address (see
tests/public_addresses.py)."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from pypdf import PdfReader

from announcements.models import Contact, Release
from guidance.models import Signer
from portal.attachments.storage import hash_bytes
from portal.lib.dates import get_local_date
from portal.records.models import Attachment, Edition, Record, Relation, SealedAttachment
from portal.register.models import RegisterEntry
from portal.sources.models import Citation, SourceDocument
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
    make_service,
    moment,
    publish,
    withdraw,
)
from tests.kinds import Kind
from tests.public_addresses import LEFT_OUT, Things, addresses, is_left_out, routes
from tests.static_site.site_copy import export, serve_copy_address

pytestmark = pytest.mark.django_db
SOON = timedelta(days=400)


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
FIELDS = (
    "title",
    "subtitle",
    "body",
    "provenance",
    "note",
    "heading",
    "text",
    "name",
    "office",
    "mail",
    "dateline",
    "file",
    "attachment",
    "key",
    "point",
    "service",
    "place",
    "issuer",
)
STATES = ("draft", "review", "waiting", "mistaken", "officials")
KINDS = {
    "draft": (Kind.MEMO, Kind.PRESS_RELEASE),
    "review": (Kind.PRESS_RELEASE, Kind.SERVICE_NOTICE),
    "waiting": (Kind.SERVICE_NOTICE, Kind.MEMO),
    "mistaken": (Kind.MEMO, Kind.SERVICE_NOTICE),
}
"""By state, the kind of a record with a public version before the hidden one, and the kind of a record without one.
Texts for officials only have no public version: see make_records_for_officials()."""
PAGES = ("/announcements/", "/guidance/", "/archive/", "/register", "/api/v1/register", "/?")
SHOWN_FIELDS = {
    "title": (PAGES, "lists, the register and the page with 410 name the retracted text, with the reason"),
    "key": (("/",), "an address that was public remains in use, and the register names it"),
    "point": (("/",), "part of such an address"),
    "issuer": ((*PAGES, "/feeds/"), "the issuer is named beside the withdrawal"),
    "place": (("/feeds/services/", "/calendar/services/"), "feeds and calendars of a service are named after it"),
}
"""Fields of a text published in error that some addresses still show: where, and why. This applies to no other text."""


def is_allowed(state: str, field: str, address: str) -> bool:
    where, _ = SHOWN_FIELDS.get(field, ((), ""))
    is_data = "." in address.rpartition("/")[2] and not address.startswith(("/register.json", "/feeds/", "/calendar/"))
    is_data = is_data and field not in ("key", "point")
    return state == "mistaken" and not is_data and (address.startswith(where) or address == "/" and "/?" in where)


def word(state: str, field: str) -> str:
    """Returns a word that no other text contains and that is not the beginning of another such word."""
    return f"zq{state}{field}qz"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def save_file(row, state: str) -> None:
    content = f"a,b\n{word(state, 'file')},1\n".encode()
    row.sha256, row.size, row.media_type = hash_bytes(content), len(content), "text/csv"
    row.file.save("table.csv", ContentFile(content), save=True)


def make_source() -> SourceDocument:
    facts = {"kind": "page", "title": "Source", "is_official": False, "text": "Words as found."}
    return SourceDocument.objects.get_or_create(key="source", defaults=facts)[0]


def add_parts(edition: Edition, state: str) -> Edition:
    """Adds to a draft the parts that no factory makes, each with its word."""
    save_file(Attachment(edition=edition, title=word(state, "attachment")), state)
    named = {"name": word(state, "name"), "office": word(state, "office")}
    if edition.record.kind == Kind.PRESS_RELEASE:
        Contact.objects.create(edition=edition, email=f"{word(state, 'mail')}@example.org", **named)
        Release.objects.create(edition=edition, dateline=word(state, "dateline"))
    if edition.record.kind == Kind.MEMO:
        Signer.objects.create(edition=edition, **named)
    passage = {"source": make_source(), "start": 0, "end": 5}
    Citation.objects.create(edition=edition, field="text", point_key=word(state, "point"), **passage)
    Relation.objects.get_or_create(edition=edition, kind="concerns", to_record=Record.objects.get(key="open"))
    return edition


def make_secret_draft(record: Record, state: str, **facts) -> Edition:
    columns = {name: word(state, name) for name in ("title", "subtitle", "body", "provenance")}
    point = {"key": word(state, "point"), "heading": word(state, "heading"), "text": word(state, "text")}
    if record.kind == Kind.SERVICE_NOTICE:
        point["service"] = make_service(word(state, "service"), word(state, "service"))
        type(point["service"]).objects.filter(pk=point["service"].pk).update(place=word(state, "place"))
    if record.editions.exists():
        columns |= {"change_note": f"All points: {word(state, 'note')}", "change_kind": "minor"}
    return add_parts(make_draft(record, points=["Do this.", point], **columns, **facts), state)


def bring_to(edition: Edition, state: str) -> None:
    """Brings a draft to its state in the test."""
    at = timezone.now()
    if state != "draft":
        edition.perform("submit", by=None, at=moment("2025-02-01") if state == "mistaken" else at)
    if state == "waiting":
        edition.perform("publish", by=None, at=at + SOON)
    if state == "mistaken":
        edition.perform("publish", by=None, at=moment("2025-02-01"))


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


def make_records_for_officials() -> None:
    """Makes three memos in two versions each, addressed to police chiefs: one confirmed, one withdrawn, and one
    published in error."""
    issuer = make_issuer(word("officials", "issuer"), word("officials", "issuer"))
    for number, end in enumerate(("", "no_longer_applies", "published_in_error")):
        record = make_record(Kind.MEMO, key=f"{word('officials', 'key')}{number or ''}")
        Record.objects.filter(pk=record.pk).update(issuer=issuer, readers="officials")
        record.refresh_from_db()
        for _ in (1, 2):
            edition = make_secret_draft(record, "officials", effective_from=day("2025-02-01"))
            publish(edition, at=moment("2025-02-01"))
        if end:
            withdraw(edition, at=timezone.now(), kind=end)
        else:
            edition.perform("confirm", by=None, at=timezone.now())


def retract(public: dict) -> None:
    for edition in public["mistaken"]:
        withdraw(edition, at=timezone.now(), kind="published_in_error")


def things() -> Things:
    secrets = [word(state, field) for state in STATES for field in ("title", "text")]
    return Things(
        points=["point-1", *(word(state, "point") for state in STATES)],
        attachments=[
            sha256
            for model in (Attachment, SealedAttachment)
            for sha256 in model.objects.values_list("sha256", flat=True).distinct()
        ],
        issuers=["governor", *(word(state, "issuer") for state in STATES)],
        services=["fingerprints", *(word(state, "service") for state in STATES)],
        audiences=["police_chiefs"],
        entries=list(RegisterEntry.objects.values_list("number", flat=True)),
        # Searches have the beginning of a word, or the word without one letter, so that a response that contains the
        # whole word cannot have it from the query.
        words=[part for secret in secrets for part in (secret[:-2], secret[:4] + secret[5:])],
    )


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def text_of(response) -> str:
    return f"{response.headers} {read(body_of(response))}"


def read(content: bytes) -> str:
    """Returns the bytes as text; for a PDF, whose text is compressed, the text of its pages and its metadata."""
    if not content.startswith(b"%PDF"):
        return content.decode(errors="replace")
    document = PdfReader(BytesIO(content))
    words = "".join(page.extract_text() for page in document.pages)
    metadata = document.trailer["/Root"].get("/Metadata")
    facts = metadata.get_data().decode(errors="replace") if metadata else ""
    return "".join(f"{words} {dict(document.metadata or {})} {facts}".split())


def words_in(text: str, address: str) -> set[tuple[str, str]]:
    """Returns the secrets in the text, except those that the address itself contains."""
    requested = unquote(address)
    words = {(state, field): word(state, field) for state in STATES for field in FIELDS}
    return {name for name, secret in words.items() if secret in text and secret not in requested}


def test_every_address_is_visited_or_has_a_reason_against_it():
    assert all(any(route.startswith(start) for _, route, _ in routes()) for start in LEFT_OUT)
    nothing = Things([], [], [], [], [], [], [], records=[], sources=[])
    for name, route, parts in routes():
        if not is_left_out(name, route):
            assert name.rpartition(":")[2], f"{route} has no name"
            assert all(isinstance(nothing.values(name, part), list) for part in parts)


def sealed_facts() -> set[str]:
    """Returns values that would reveal a file for officials only without naming it."""
    keys = set(SealedAttachment.objects.values_list("seal_key", flat=True))
    digests = Attachment.objects.filter(edition__record__readers="officials").values_list("sha256", flat=True)
    return keys | set(digests)


@pytest.mark.slow
def test_texts_for_officials_change_no_public_response_except_the_register(client):
    """Lists, counts, suggestions and refusals are the same as without these texts, for every reader: officials read
    them at separate addresses."""
    make_published(make_record(Kind.MEMO, key="open"), at=moment("2025-01-01"), effective_from=day("2025-01-01"))
    make_source()
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
