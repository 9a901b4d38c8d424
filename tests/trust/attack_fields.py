"""Enters script vectors in every field of published texts, drafts, queries and forms."""

from collections.abc import Iterator
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone

from announcements.models import Contact, Release, Service
from guidance.models import Signer
from portal.accounts.models import User
from portal.editorial.models import DraftLink
from portal.records.models import Attachment, Edition, Issuer
from portal.records.workflow import WorkflowError
from tests.factories import day, make_draft, make_record, make_source, moment
from tests.trust.attempts import Attempt
from tests.trust.script_vectors import find_scripts, list_vectors
from tests.trust.world import World

SCREENS = {
    "memo": "guidance_memoedition",
    "press_release": "announcements_releaseedition",
    "service_notice": "announcements_noticeedition",
    "questions": "guidance_questionsedition",
}
"""The admin page of versions, by kind of record."""
KINDS = tuple(SCREENS)
QUESTIONS = (
    "/search/?q={}", "/search/?on={}&kind={}", "/?on={}", "/guidance/?after={}", "/guidance/?kind={}",
    "/register/?before={}", "/nothing/{}/", "/guidance/{}/", "/timegate/{}", "/api/v1/records?kind={}",
    "/feeds/search.rss?q={}", "/feeds/search.json?q={}", "/accounts/login/?next={}", "/accounts/confirm-email/{}/",
    "/receipts/?digest={}", "/drafts/{}/",
)  # fmt: skip
DESK_QUESTIONS = (
    "/admin/accounts/user/?q={}", "/admin/guidance/memoedition/?q={}", "/admin/reports/?town={}",
    "/admin/overview/all/?after={}",
    "/admin/accounts/invitation/add/?email={}", "/admin/sources/conflict/link/?point={}&other={}",
)  # fmt: skip


def iter_field_attempts(world: World, seed: int) -> Iterator[Attempt]:
    reader, desk = world.get_client("anonymous"), world.get_client("administrator")
    for number, vector in enumerate(list_vectors()):
        yield lambda number=number, vector=vector: try_vector(reader, desk, number, vector)


def try_vector(reader, desk, number: int, vector: str) -> str:
    """Opens everything that shows the vector, as a reader and on the desk."""
    edition = make_evil_edition(number, vector)
    link = make_evil_link(edition, vector)
    failures = [failure for address in list_pages(edition, link) for failure in judge_page(reader, address)]
    failures += [failure for address in list_desk_pages(edition) for failure in judge_page(desk, address)]
    failures += judge_questions(reader, desk, vector)
    failures += judge_forms(reader, link, vector)
    return f"{vector!r}: {failures[:3]}" if failures else ""


def make_evil_edition(number: int, vector: str) -> Edition:
    """Makes a text with the vector in every field of it and of its parts, and publishes it unless a check refuses."""
    kind, at = KINDS[(number + number // 4) % len(KINDS)], moment("2025-06-02")
    Issuer.objects.update(name=vector[:200] or "x")
    service, _ = Service.objects.get_or_create(key="evil", defaults={"name": "x", "place": "x"})
    Service.objects.filter(pk=service.pk).update(name=vector[:200], place=vector[:200])
    words = {"title": vector[:200], "text": f"Words {vector}", "note": vector, "file_name": f"{number}.txt"}
    make_source(f"evil-{number}", is_official=False, **words)
    point = {"heading": vector[:200], "text": f"Do {vector}"}
    point |= {"service": service} if kind == "service_notice" else {}
    words = dict.fromkeys(("title", "subtitle"), vector[:300]) | dict.fromkeys(("body", "provenance"), vector)
    record = make_record(kind, key=f"evil-{number}")
    edition = make_draft(record, effective_from=day("2025-06-01"), points=[point], **words)
    Attachment.objects.create(edition=edition, title=vector[:200])
    if kind == "press_release":
        names = dict.fromkeys(("name", "office"), vector[:150])
        Contact.objects.create(edition=edition, office_phone=f"203-555-0134 {vector}"[:40], **names)
        Release.objects.create(edition=edition, dateline=vector[:100], release_line=vector[:100])
    if kind == "memo":
        Signer.objects.create(edition=edition, name=vector[:150], office=vector[:150])
    try:
        edition.perform("submit", by=None, at=at)
        edition.perform("publish", by=None, at=at)
    except WorkflowError:
        edition.refresh_from_db()
    return edition


def make_evil_link(edition: Edition, vector: str) -> DraftLink:
    now, author = timezone.now(), User.objects.get(email="author@example.org")
    draft = edition if not edition.is_frozen else make_draft(edition.record, change_note=vector, title=vector[:300])
    facts = {"made_at": now, "expires_at": now.replace(year=9000), "made_by": author}
    link = DraftLink.objects.create(edition=draft, for_whom=vector[:200], **facts)
    link.replies.create(kind="comment", name=vector[:200], text=vector, at=now, content_digest="0" * 64)
    return link


def list_pages(edition: Edition, link: DraftLink) -> list[str]:
    record = edition.record
    pages = ["/", f"/drafts/{link.token}/", f"/sources/{record.key}/", f"/{record.section}/"]
    if edition.is_frozen:
        own = record.get_absolute_url()
        pages += [own, f"{own}history/", f"{own}points/point-1/", f"{own}editions/1/", f"{own}editions/1.json"]
        pages += ["/register/", f"/feeds/records/{record.key}.json", f"/feeds/records/{record.key}.rss"]
    return pages


def list_desk_pages(edition: Edition) -> list[str]:
    newest = edition.record.editions.order_by("-number").first()
    screen = f"admin:{SCREENS[edition.record.kind]}"
    return [
        reverse(f"{screen}_change", args=[newest.pk]),
        reverse(f"{screen}_step", args=[newest.pk, "submit"]),
        reverse("draft-links", args=[newest.pk]),
        reverse("record-log", args=[edition.record_id]),
        "/admin/",
    ]


def judge_page(client, address: str) -> list[str]:
    response = client.get(address)
    if response.status_code >= 500:
        return [f"{address}: {response.status_code}"]
    return [f"{address[:80]}: {script}" for text in read_html(response) for script in find_scripts(text)]


def read_html(response) -> list[str]:
    """Returns the texts of the response that a browser or a feed reader shows as HTML."""
    media_type, text = response.headers.get("Content-Type", ""), response.getvalue().decode(errors="replace")
    if media_type.startswith("text/html"):
        return [text]
    if media_type.startswith("application/feed+json"):
        return [item["content_html"] for item in response.json()["items"]]
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        return ["<script>a browser may take it for HTML</script>"]
    return []


def judge_questions(reader, desk, vector: str) -> list[str]:
    value = quote(vector[:280], safe="")
    addresses = [(reader, question) for question in QUESTIONS] + [(desk, question) for question in DESK_QUESTIONS]
    return [failure for client, form in addresses for failure in judge_page(client, form.replace("{}", value))]


def judge_forms(reader, link: DraftLink, vector: str) -> list[str]:
    """Sends forms with the vector and checks the pages that come back."""
    forms = {
        reverse("account_login"): {"login": vector, "password": vector, "next": vector},
        reverse("account_reset_password"): {"email": vector},
        f"/drafts/{link.token}/": {"kind": "comment", "name": vector, "text": vector, "seen": "0" * 64},
    }
    failures = []
    for address, form in forms.items():
        response = reader.post(address, form)
        problems = [str(response.status_code)] if response.status_code >= 500 else []
        problems += [script for text in read_html(response) for script in find_scripts(text)]
        failures += [f"POST {address[:60]}: {problem}" for problem in problems]
    return failures
