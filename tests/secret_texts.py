"""Unpublished texts, retracted texts and texts for officials only, with a unique word in every
field, and the search for these words in responses."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

from django.core.files.base import ContentFile
from django.utils import timezone
from pypdf import PdfReader

from announcements.models import Contact, Release
from guidance.models import Signer
from portal.attachments.storage import hash_bytes
from portal.records.models import Attachment, Edition, Record, Relation, SealedAttachment
from portal.register.models import RegisterEntry
from portal.sources.models import Citation, SourceDocument
from tests.factories import (
    day,
    make_draft,
    make_issuer,
    make_record,
    make_service,
    make_source,
    moment,
    publish,
    withdraw,
)
from tests.kinds import Kind
from tests.public_addresses import Things

SOON = timedelta(days=400)
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
    "source",
    "found",
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


def save_file(row, state: str) -> None:
    content = f"a,b\n{word(state, 'file')},1\n".encode()
    row.sha256, row.size, row.media_type = hash_bytes(content), len(content), "text/csv"
    row.file.save("table.csv", ContentFile(content), save=True)


def get_source(state: str) -> SourceDocument:
    """Returns a text that only editions of this state cite."""
    key = word(state, "found")
    source = SourceDocument.objects.filter(key=key).first()
    words = f"Words as {word(state, 'source')}."
    return source or make_source(key, words, title=word(state, "source"), is_public=False)


def add_parts(edition: Edition, state: str) -> Edition:
    """Adds to a draft the parts that no factory makes, each with its word."""
    save_file(Attachment(edition=edition, title=word(state, "attachment")), state)
    named = {"name": word(state, "name"), "office": word(state, "office")}
    if edition.record.kind == Kind.PRESS_RELEASE:
        Contact.objects.create(edition=edition, email=f"{word(state, 'mail')}@example.org", **named)
        Release.objects.create(edition=edition, dateline=word(state, "dateline"))
    if edition.record.kind == Kind.MEMO:
        Signer.objects.create(edition=edition, **named)
    passage = {"source": get_source(state), "start": 0, "end": 5}
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
        columns |= {"change_note": f"All points: {word(state, 'note')}", "change_kind": "major"}
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


def sealed_facts() -> set[str]:
    """Returns values that would reveal a file for officials only without naming it."""
    keys = set(SealedAttachment.objects.values_list("seal_key", flat=True))
    digests = Attachment.objects.filter(edition__record__readers="officials").values_list("sha256", flat=True)
    return keys | set(digests)
