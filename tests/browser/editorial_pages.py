"""Every page of the desk. The list is compared with the URL configuration, so that no page is forgotten."""

from collections.abc import Iterator
from datetime import timedelta

from django.contrib import admin
from django.urls import get_resolver, reverse
from django.utils import timezone

from guidance.models import Deadline, Inquiry, InquiryAnswer
from portal.accounts.models import Invitation, User
from portal.editorial.dashboard.sections import SECTIONS
from portal.editorial.models import DraftLink
from portal.outbox.models import Message
from portal.records.models import Edition, Issuer, Record
from portal.records.workflow import NON_EDIT_ACTIONS
from portal.sources.models import SourceDocument
from tests.editorial.edition_forms import ADMINS
from tests.factories import make_holding, make_post

NO_PAGES = {
    "list-csv",
    "record-log-csv",
    "overview-csv",
    "accounts_agency_export",
    "reports-csv",
    "memo-report-csv",  # files
    "preview",
    "autocomplete",
    "jsi18n",
    "shared-attachment",  # for scripts; a file
    "end-draft-link",
    "leave-site-preview",
    "logout",  # buttons
    "unsent",
    "password_change_done",  # pages that follow another page and have their own tests
    "view_on_site",
    "password_change",
    None,  # redirects
}
NO_ROWS = {"guidance_acknowledgement", "guidance_response"}
"""Models without rows here, because the desk cannot make them; only their list is opened."""
NO_PAGES_OF_A_MODEL = ("_merge", "_presence", "_note", "_draft")
"""Targets of buttons and scripts; the page of a merge has its own test."""


def patterns(resolver, before: str = "") -> Iterator[tuple[str, str | None]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, route)
        else:
            yield route, pattern.name


def desk_names() -> set[str]:
    """Returns the names of all addresses of the desk that show a page."""
    names = {name for route, name in patterns(get_resolver()) if route.startswith(("admin/", "drafts/"))} - NO_PAGES
    return {name for name in names if not name.endswith(NO_PAGES_OF_A_MODEL)}


def desk_pages(user: User) -> dict[str, list[str]]:
    """Returns the addresses of the pages by the name of their route. Adds the rows that the pages need to the
    demonstration data."""
    now = timezone.now()
    drafts = {record.kind: record.draft(by=user) for record in Record.objects.order_by("pk")}
    make_holding(make_post(), user)
    Invitation(email="new@example.org", role="editor").begin(by=user, at=now)
    Deadline.objects.create(edition_id=drafts["memo"].pk, due_on=now.date())
    Message.objects.queue("a letter", kind="a test", subject="A letter", body="Words.", person=user, at=now)
    link = DraftLink.objects.create(
        edition=drafts["memo"], for_whom="The counsel", made_by=user, made_at=now, expires_at=now + timedelta(days=1)
    )
    link.replies.create(kind="comment", name="A clerk", text="Plainer, please.", at=now, content_digest="a" * 64)
    propose_change(user, now)
    notice, inquiry = drafts["service_notice"], make_inquiry(drafts["memo"].record, user, now)
    return {
        "overview": ["/admin/"],
        "index": ["/admin/"],
        "login": ["/admin/login/"],
        "app_list": [f"/admin/{app}/" for app in sorted({model._meta.app_label for model in admin.site._registry})],
        "auth_user_password_change": [f"/admin/accounts/user/{user.pk}/password/"],
        "overview-section": [reverse("overview-section", args=[section.name]) for section in SECTIONS],
        "forced": [reverse("forced")],
        "answer-inquiry": [reverse("answer-inquiry", args=[inquiry.pk])],
        "reports": [reverse("reports")],
        "memo-report": [reverse("memo-report", args=[drafts["memo"].record.key])],
        "record-log": [reverse("record-log", args=[drafts["memo"].record_id])],
        "draft-links": [reverse("draft-links", args=[drafts["memo"].pk])],
        "shared-draft": [reverse("shared-draft", args=[link.token])],
        "site-preview": [f"{reverse('site-preview')}?edition={notice.pk}"],
        "sources_sourcedocument_import": ["/admin/sources/sourcedocument/import/"],
        "sources_sourcedocument_drafts": [
            reverse("admin:sources_sourcedocument_drafts", args=[SourceDocument.objects.first().pk])
        ],
        "sources_sourcedocument_step": [
            reverse("admin:sources_sourcedocument_step", args=[SourceDocument.objects.first().pk, "withdraw"])
        ],
        "sources_conflict_link": [reverse("admin:sources_conflict_link")],
        "accounts_agency_import": [reverse("admin:accounts_agency_import")],
        **model_pages(),
        **edition_pages(drafts),
        # It redirects to the page on which staff answer the question.
        "guidance_inquiry_change": [reverse("answer-inquiry", args=[inquiry.pk])],
    }


def propose_change(user: User, now) -> None:
    issuer = Issuer.objects.order_by("pk").first()
    issuer.name = f"{issuer.name}, renamed"
    issuer.propose_change(by=user, at=now)


def make_inquiry(record: Record, user: User, now) -> Inquiry:
    edition = record.editions.filter(status="published").last()
    point = {"point_key": edition.document["points"][0]["key"], "text_hash": edition.document["points"][0]["text_hash"]}
    facts = {"post": make_post(), "person": user, "edition": edition, "text_digest": "a" * 64, "at": now, **point}
    inquiry = Inquiry.objects.create(text="Does it hold for all?", **facts)
    InquiryAnswer.objects.create(inquiry=inquiry, text="Yes.", by=user, at=now)
    return inquiry


def model_pages() -> dict[str, list[str]]:
    """Returns the pages that the admin has for every model: the list, a new row, and the form, history and deletion of
    one row."""
    pages = {}
    for model in admin.site._registry:
        name, row = f"{model._meta.app_label}_{model._meta.model_name}", model._default_manager.order_by("pk").last()
        assert row is not None or name in NO_ROWS, f"There is no {name} to open."
        pages |= {f"{name}_{page}": [reverse(f"admin:{name}_{page}")] for page in ("changelist", "add")}
        of_row = ("change", "history", "delete")
        rows = [row] if row else []
        pages |= {f"{name}_{page}": [reverse(f"admin:{name}_{page}", args=[row.pk]) for row in rows] for page in of_row}
    return pages


def edition_pages(drafts: dict[str, Edition]) -> dict[str, list[str]]:
    """Returns, for each kind, the pages of a draft and of a published version, and a page for each step."""
    pages = {}
    for kind, draft in drafts.items():
        name, public = ADMINS[kind], draft.record.editions.filter(status="published").last()
        pages[f"{name}_change"] = [reverse(f"admin:{name}_change", args=[edition.pk]) for edition in (draft, public)]
        pages[f"{name}_carry"] = [reverse(f"admin:{name}_carry", args=[public.pk])]
        of_step = {step: draft if "draft" in step.sources else public for step in NON_EDIT_ACTIONS}
        pages[f"{name}_step"] = [
            reverse(f"admin:{name}_step", args=[edition.pk, step.name]) for step, edition in of_step.items()
        ]
    return pages
