"""What is no reader's to see is in no page, feed, calendar, search, answer, map, header, file or cache: every public
address is walked, whatever it is called (see tests/public_addresses.py), with a word of its own in every field of each
text."""

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
    """Holds a post that is not addressed; held one that is; was in for one until yesterday."""
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
"""Of a record with a public version before the hidden one, and of a record with nothing else. What is for officials
only has no public version: see for_officials_alone()."""
PAGES = ("/announcements/", "/guidance/", "/archive/", "/register", "/api/v1/register", "/?")
TOLD = {
    "title": (PAGES, "lists, the register and the page that answers 410 name the text that is gone, with the reason"),
    "key": (("/",), "an address that was public once stays taken, and the register names it"),
    "point": (("/",), "as part of such an address"),
    "issuer": ((*PAGES, "/feeds/"), "whoever published in error stands beside the withdrawal"),
    "place": (("/feeds/services/", "/calendar/services/"), "what follows a service is called after it"),
}
"""Fields of a text published in error that are told all the same: where, and why. No other text has such a field."""


def is_allowed(state: str, field: str, address: str) -> bool:
    where, _ = TOLD.get(field, ((), ""))
    is_data = "." in address.rpartition("/")[2] and not address.startswith(("/register.json", "/feeds/", "/calendar/"))
    is_data = is_data and field not in ("key", "point")
    return state == "mistaken" and not is_data and (address.startswith(where) or address == "/" and "/?" in where)


def word(state: str, field: str) -> str:
    """Nothing that any other text has, nor the beginning of another such word."""
    return f"zq{state}{field}qz"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def hold(row, state: str) -> None:
    content = f"a,b\n{word(state, 'file')},1\n".encode()
    row.sha256, row.size, row.media_type = hash_bytes(content), len(content), "text/csv"
    row.file.save("table.csv", ContentFile(content), save=True)


def a_source() -> SourceDocument:
    facts = {"kind": "page", "title": "Source", "is_official": False, "text": "Words as found."}
    return SourceDocument.objects.get_or_create(key="source", defaults=facts)[0]


def fill(edition: Edition, state: str) -> Edition:
    """Puts the parts that no factory makes, each with its word, beside a draft."""
    hold(Attachment(edition=edition, title=word(state, "attachment")), state)
    named = {"name": word(state, "name"), "office": word(state, "office")}
    if edition.record.kind == Kind.PRESS_RELEASE:
        Contact.objects.create(edition=edition, email=f"{word(state, 'mail')}@example.org", **named)
        Release.objects.create(edition=edition, dateline=word(state, "dateline"))
    if edition.record.kind == Kind.MEMO:
        Signer.objects.create(edition=edition, **named)
    place = {"source": a_source(), "start": 0, "end": 5}
    Citation.objects.create(edition=edition, field="text", point_key=word(state, "point"), **place)
    Relation.objects.get_or_create(edition=edition, kind="concerns", to_record=Record.objects.get(key="open"))
    return edition


def secret(record: Record, state: str, **facts) -> Edition:
    own = {name: word(state, name) for name in ("title", "subtitle", "body", "provenance")}
    point = {"key": word(state, "point"), "heading": word(state, "heading"), "text": word(state, "text")}
    if record.kind == Kind.SERVICE_NOTICE:
        point["service"] = make_service(word(state, "service"), word(state, "service"))
        type(point["service"]).objects.filter(pk=point["service"].pk).update(place=word(state, "place"))
    if record.editions.exists():
        own |= {"change_note": f"All points: {word(state, 'note')}", "change_kind": "minor"}
    return fill(make_draft(record, points=["Do this.", point], **own, **facts), state)


def take(edition: Edition, state: str) -> None:
    """From a draft to where it is in the test."""
    at = timezone.now()
    if state != "draft":
        edition.perform("submit", by=None, at=moment("2025-02-01") if state == "mistaken" else at)
    if state == "waiting":
        edition.perform("publish", by=None, at=at + SOON)
    if state == "mistaken":
        edition.perform("publish", by=None, at=moment("2025-02-01"))


@pytest.fixture
def public() -> dict[str, Edition]:
    """One text of each state after a public version, and one without; the mistaken ones are not withdrawn yet."""
    make_published(make_record(Kind.PRESS_RELEASE, key="open"), at=moment("2025-01-01"))
    made = {}
    for state, (known, alone) in KINDS.items():
        record = make_record(known, key=f"known-{state}")
        make_published(record, at=moment("2025-01-01"), effective_from=day("2025-01-01"))
        hidden = make_record(alone, key=word(state, "key"))
        Record.objects.filter(pk=hidden.pk).update(issuer=make_issuer(word(state, "issuer"), word(state, "issuer")))
        hidden.refresh_from_db()
        made[state] = [secret(one, state, effective_from=day("2025-02-01")) for one in (record, hidden)]
        for edition in made[state]:
            take(edition, state)
    for_officials_alone()
    with_sealed = make_draft(make_record(Kind.MEMO, key="with-sealed"), effective_from=day("2025-01-01"))
    hold(SealedAttachment(edition=with_sealed, title=word("officials", "attachment")), "officials")
    publish(with_sealed, at=moment("2025-01-01"))
    return made


def for_officials_alone() -> None:
    """A memo in two versions, confirmed; one that was withdrawn and one that was published in error; all addressed
    to police chiefs."""
    issuer = make_issuer(word("officials", "issuer"), word("officials", "issuer"))
    for number, end in enumerate(("", "no_longer_applies", "published_in_error")):
        record = make_record(Kind.MEMO, key=f"{word('officials', 'key')}{number or ''}")
        Record.objects.filter(pk=record.pk).update(issuer=issuer, readers="officials")
        record.refresh_from_db()
        for _ in (1, 2):
            edition = secret(record, "officials", effective_from=day("2025-02-01"))
            publish(edition, at=moment("2025-02-01"))
        if end:
            withdraw(edition, at=timezone.now(), kind=end)
        else:
            edition.perform("confirm", by=None, at=timezone.now())


def retract(public: dict) -> None:
    for edition in public["mistaken"]:
        withdraw(edition, at=timezone.now(), kind="published_in_error")


def things() -> Things:
    asked = [word(state, field) for state in STATES for field in ("title", "text")]
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
        # The beginning of a word, and one letter left out, so that an answer cannot have it from the question.
        words=[part for one in asked for part in (one[:-2], one[:4] + one[5:])],
    )


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def told(response) -> str:
    return f"{response.headers} {read(body_of(response))}"


def read(content: bytes) -> str:
    """What the bytes say to a reader; of a PDF, whose words are packed, its pages and what it says of itself."""
    if not content.startswith(b"%PDF"):
        return content.decode(errors="replace")
    document = PdfReader(BytesIO(content))
    words = "".join(page.extract_text() for page in document.pages)
    packed = document.trailer["/Root"].get("/Metadata")
    facts = packed.get_data().decode(errors="replace") if packed else ""
    return "".join(f"{words} {dict(document.metadata or {})} {facts}".split())


def words_in(text: str, address: str) -> set[tuple[str, str]]:
    """Which secrets are told; what the address itself says is not told by the answer."""
    asked = unquote(address)
    named = ((state, field) for state in STATES for field in FIELDS)
    return {(state, field) for state, field in named if (one := word(state, field)) in text and one not in asked}


def test_every_address_is_walked_or_left_out_for_a_reason():
    assert all(any(route.startswith(start) for _, route, _ in routes()) for start in LEFT_OUT)
    nothing = Things([], [], [], [], [], [], [], records=[], sources=[])
    for name, route, parts in routes():
        if not is_left_out(name, route):
            assert name.rpartition(":")[2], f"{route} has no name"
            assert all(isinstance(nothing.values(name, part), list) for part in parts)


def sealed_facts() -> set[str]:
    """What would betray a file for officials only without its name."""
    keys = set(SealedAttachment.objects.values_list("seal_key", flat=True))
    digests = Attachment.objects.filter(edition__record__readers="officials").values_list("sha256", flat=True)
    return keys | set(digests)


@pytest.mark.slow
def test_what_is_for_officials_alone_changes_no_public_answer_but_the_register(client):
    """Neither a list nor a count nor a suggestion nor a refusal differs from what it would be without it, anyone who
    asks: officials read it at addresses of their own."""
    make_published(make_record(Kind.MEMO, key="open"), at=moment("2025-01-01"), effective_from=day("2025-01-01"))
    a_source()
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
    asked = [one for one in addresses(known) if not one.startswith(("/register", "/api/v1/register"))]
    before = {one: (response.status_code, body_of(response)) for one in asked if (response := client.get(one))}
    for_officials_alone()
    assert Edition.objects.published(timezone.now()).count() == 7
    for who, reader in READERS.items():
        if reader:
            client.force_login(reader())
        after = {one: (response.status_code, body_of(response)) for one in asked if (response := client.get(one))}
        assert [one for one in asked if before[one] != after[one]] == [], who


def copied(folder: Path) -> dict[str, str]:
    """What every file of a copy of the site and of an export of the records says, by the address that it is of."""
    with serve_copy_address(folder.parent):
        export(folder / "site")
        call_command("export_records", folder / "records", stdout=StringIO(), stderr=StringIO())
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {address_of(path.relative_to(folder).as_posix()): read(path.read_bytes()) for path in files}


def address_of(file: str) -> str:
    where, _, name = file.partition("/")
    if where == "records":
        return "/register.json" if name == "register.jsonl" else f"/records/{name}"
    # The manifest of the copy names its files, and so the issuers that have a feed.
    name = "feeds/" if name == MANIFEST_FILE else name.removesuffix("index.html")
    for start, address in {"on/": "?on=", "api/": "api/", "register/page/": "register/"}.items():
        if name.startswith(start):
            name = f"{address}{name.removeprefix(start).removesuffix('.json')}"
    return f"/{name}"


@pytest.mark.slow
def test_nothing_hidden_is_in_a_copy_or_an_export(public, tmp_path):
    before = copied(tmp_path / "out")
    had = set().union(*(words_in(text, address) for address, text in before.items()))
    assert {state for state, _ in had} == {"mistaken"}
    assert {field for _, field in had} >= {"title", "text", "body", "note", "name"}, "it would prove nothing"
    assert any(address.startswith("/records/records/") and words_in(text, address) for address, text in before.items())
    retract(public)
    leaks = {}
    for address, text in copied(tmp_path / "out").items():
        if found := {one for one in words_in(text, address) if not is_allowed(*one, address)}:
            leaks[address] = found
    assert leaks == {}


@pytest.fixture(params=[0, 32], ids=["without the response cache", "with it"])
def response_cache(request, settings) -> None:
    settings.RESPONSE_CACHE_MB = request.param


@dataclass(frozen=True)
class Visit:
    """What one address answered."""

    text: str
    """The body and, before it, the headers."""
    tags: dict[str, str]
    """What a cache may ask with, whether the answer has changed: header and value."""

    @property
    def body(self) -> str:
        return self.text.partition("} ")[2]


def visit_all(client) -> dict[str, Visit]:
    return {address: visit(client, address) for address in addresses(things())}


def visit(client, address: str) -> Visit:
    response = client.get(address)
    assert response.status_code < 500, address
    assert {"no-cache", "no-store"} & set(response.headers["Cache-Control"].split(", ")), f"{address} goes unasked"
    tags = {"if-none-match": response.headers.get("ETag"), "if-modified-since": response.headers.get("Last-Modified")}
    if response.status_code != 200:
        tags = {}
    return Visit(told(response), {name: tag for name, tag in tags.items() if tag})


def find_stale(client, before: dict[str, Visit], after: dict[str, Visit]) -> list[str]:
    """Addresses that answer differently now and tell a cache to go on with what they answered before."""
    return [
        f"{address} ({name})"
        for address, old in before.items()
        if old.body != after[address].body
        for name, tag in old.tags.items()
        if client.get(address, headers={name: tag}).status_code == 304
    ]


@pytest.mark.slow
def test_what_was_published_in_error_is_told_nowhere_and_kept_by_no_cache(client, public, response_cache):
    before = visit_all(client)
    had = {address: words_in(one.text, address) for address, one in before.items()}
    assert {field for found in had.values() for state, field in found if state == "mistaken"} == set(FIELDS) - {
        "mail",
        "dateline",
    }, "the walk would prove nothing"
    assert {state for found in had.values() for state, _ in found} == {"mistaken"}
    in_pdfs = set().union(*(found for address, found in had.items() if address.endswith(".pdf")))
    assert {("mistaken", "title"), ("mistaken", "text"), ("mistaken", "body")} <= in_pdfs, "no words in PDFs"
    cached = {field for address, found in had.items() if before[address].tags for _, field in found}
    assert {"title", "text", "body", "file"} <= cached, "no cache would have a word of it"
    retract(public)
    after = visit_all(client)
    assert find_leaks(after) == {}
    assert find_stale(client, before, after) == []


def find_leaks(visits: dict[str, Visit]) -> dict[str, set]:
    leaks, never = {}, sealed_facts()
    assert len(never) == 2
    for address, one in visits.items():
        found = {named for named in words_in(one.text, address) if not is_allowed(*named, address)}
        if found := found | {fact for fact in never if fact in one.text and fact not in address}:
            leaks[address] = found
    return leaks


@pytest.mark.slow
def test_no_cache_keeps_what_time_has_changed(client, public, response_cache, monkeypatch):
    before = visit_all(client)
    later = timezone.now() + SOON + timedelta(hours=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    after = {address: visit(client, address) for address in before}
    public_by_now = {
        field
        for address, one in after.items()
        if before[address].tags
        for state, field in words_in(one.text, address)
        if state == "waiting"
    }
    assert {"title", "text"} <= public_by_now, "the walk would prove nothing"
    assert find_stale(client, before, after) == []


def test_the_words_are_each_in_one_field_alone():
    words = [word(state, field) for state in STATES for field in FIELDS]
    assert len(set(words)) == len(words)
    assert not [one for one in words for other in words if one != other and one in other]
