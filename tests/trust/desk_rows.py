"""Makes a row in every state, so that every page and form of the portal has something to show."""

from datetime import timedelta

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from guidance.models import Deadline, Inquiry, Response
from portal.accounts.models import Invitation, User
from portal.attachments.storage import hash_bytes
from portal.outbox.models import Message
from portal.records.models import Issuer, Record
from portal.sources.models import Citation, Conflict
from portal.sources.source_steps import perform_step
from tests.factories import make_draft, make_post, make_published, make_source, moment

TABLE = b"a,b\n1,2\n"
TABLE = b"a,b\n1,2\n"


def make_rows(users: dict[str, User | None]) -> list[str]:
    """Returns the addresses to which no page links, because an email has them."""
    editor, reviewer, administrator, chief = (
        users[name] for name in ("editor", "reviewer", "administrator", "addressed")
    )
    make_drafts(editor)
    make_sources(editor, reviewer)
    make_shared_changes(editor)
    make_inquiry(chief)
    for person in (administrator, chief):
        TOTP.activate(person, generate_totp_secret())
        RecoveryCodes.activate(person)
        person.authenticator_set.create(type="webauthn", data={"name": "Passkey", "credential": {}})
    now = timezone.now()
    token = Invitation(email="new@example.org", role="editor").begin(by=administrator, at=now)
    Message.objects.queue("a letter", kind="a test", subject="A letter", body="Words.", person=editor, at=now)
    return [reverse("account-invitation", args=[token])]


def make_drafts(editor: User) -> None:
    """Makes, for each kind, a second public version, a draft and a version in review."""
    for record in Record.objects.filter(key__startswith="open-").order_by("pk"):
        make_published(record, at=moment("2025-01-02"))
        for status in ("draft", "in_review"):
            edition = make_draft(record, by=editor, title=f"A {status} version")
            if status == "in_review":
                edition.perform("submit", by=editor, at=moment("2025-01-02"))


def make_sources(editor: User, reviewer: User) -> None:
    """Makes source documents that are hidden, proposed, public and withdrawn, a citation and a contradiction."""
    steps = {"hidden": [], "proposed": ["propose"], "shown": ["propose", "publish"]}
    steps["withdrawn"] = [*steps["shown"], "withdraw"]
    for place, (key, names) in enumerate(steps.items()):
        source = make_source(f"state-{key}", f"Words {place}.", is_public=False)
        for name in names:
            by = editor if name == "propose" else reviewer
            perform_step(source, name, by=by, at=moment("2025-01-02"), note="It was wrong.")
    draft = Record.objects.get(key="open-memo").editions.filter(status="draft").first()
    Citation.objects.create(edition=draft, field="text", point_key="point-1", source=source, start=0, end=5)
    other = Record.objects.get(key="open-questions")
    Conflict.objects.create(edition=draft, point_key="point-1", other_record=other, other_key="point-1", note="Two.")


def make_shared_changes(editor: User) -> None:
    Issuer.objects.update(publishes_totals=True)
    issuer = Issuer.objects.order_by("pk").first()
    issuer.name = f"{issuer.name}, renamed"
    issuer.propose_change(by=editor, at=timezone.now())


def make_inquiry(chief: User) -> None:
    """Makes a question and a response with a file, and a deadline."""
    edition = Record.objects.get(key="open-memo").editions.filter(status="published").last()
    point = {"point_key": "point-1", "text_hash": edition.points.get(key="point-1").text_hash}
    facts = {"post": make_post(), "person": chief, "edition": edition, "text_digest": "a" * 64, **point}
    Inquiry.objects.create(text="Does it hold for all?", at=timezone.now(), **facts)
    Response.objects.create(
        decision="adopted",
        policy_file=ContentFile(TABLE, "policy.csv"),
        policy_sha256=hash_bytes(TABLE),
        policy_size=len(TABLE),
        policy_media_type="text/csv",
        at=timezone.now(),
        **{name: value for name, value in facts.items() if name != "text_digest"},
    )
    Deadline.objects.create(edition=edition, due_on=(timezone.now() + timedelta(9)).date())
