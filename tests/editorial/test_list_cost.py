"""The lists and finders of the desk cost the same number of queries for more rows and more values to choose."""

import pytest
from django.contrib.admin.sites import site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from announcements.models import Service
from guidance.models import Acknowledgement, Deadline, Inquiry, Response
from portal.accounts.invitations import send_invitation
from portal.accounts.models import Invitation
from portal.records.models import Edition, Issuer
from portal.sources.models import Conflict, SourceDocument
from tests.conftest import account
from tests.factories import day, make_draft, make_holding, make_post, make_published, make_record, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_recent_login")]
FINDERS = [
    ("accounts", "holding", "person"),
    ("accounts", "holding", "post"),
    ("accounts", "post", "agency"),
    ("accounts", "invitation", "post"),
    ("guidance", "deadline", "edition"),
]


def make_rows(number: int, by) -> None:
    """Makes a row of every list with values of its own: issuer, author, post, person, service."""
    at = timezone.now()
    person, post = account(f"chief-{number}"), make_post(f"Town {number}")
    author, holding = account(f"author-{number}", "editor"), make_holding(post, person)
    assert holding.pk
    issuer = Issuer.objects.create(key=f"issuer-{number}", name=f"Issuer {number}")
    service = Service.objects.create(key=f"service-{number}", name=f"Service {number}", place=f"Place {number}")
    for kind in ("memo", "service_notice", "press_release"):
        record = make_record(kind, key=f"{kind}-{number}".replace("_", "-"))
        record.issuer = issuer
        record.save(by=author)
        edition = make_published(record, at=moment("2025-06-01"), author=author, by=by)
    memo = Edition.objects.get(record__key=f"memo-{number}")
    points = [{"key": p.key, "number": p.number, "text_hash": p.text_hash} for p in memo.points.all()]
    Acknowledgement.objects.enter(post, memo, points, by=person, at=at, method="web")
    about = {"post": post, "edition": memo, "point_key": "point-1", "text_hash": "0" * 64, "person": person, "at": at}
    Response.objects.create(decision="adopted", **about)
    Inquiry.objects.create(text="Why?", text_digest=f"{number:064d}", **about)
    Deadline.objects.create(edition=memo, due_on=day("2026-01-01"), escalate_to=author)
    send_invitation(Invitation(email=f"new-{number}@example.org", role="editor"), by=author, at=at)
    source = {"kind": "page", "is_official": False, "file_name": f"{number}.txt", "text": f"Text {number}."}
    SourceDocument.objects.create(key=f"source-{number}", title=f"Source {number}", **source)
    draft = make_draft(make_record("memo", key=f"draft-{number}"), by=author)
    Conflict.objects.create(edition=draft, point_key="point-1", other_record=memo.record, note="They differ.")
    issuer.name = f"Another name {number}"
    issuer.propose_change(by=author, at=at)
    assert service and edition


def count_queries(client, address: str, data: dict | None = None) -> int:
    """Returns the queries of a page, or 0 for a page that even an administrator does not have."""
    if client.get(address, data).status_code != 200:
        return 0
    with CaptureQueriesContext(connection) as queries:
        client.get(address, data)
    return len(queries)


def measure(client) -> dict[str, int]:
    costs = {}
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        costs[f"{name} list"] = count_queries(client, reverse(f"{name}_changelist"))
        row = model._default_manager.order_by("pk").first()
        costs[f"{name} add"] = count_queries(client, reverse(f"{name}_add"))
        if row:
            costs[f"{name} change"] = count_queries(client, reverse(f"{name}_change", args=[row.pk]))
    for field in FINDERS:
        names = dict(zip(("app_label", "model_name", "field_name"), field, strict=True))
        costs[" ".join(field)] = count_queries(client, reverse("admin:autocomplete"), names)
    for name in ("admin:index", "site-preview", "reports", "forced", "admin:sources_conflict_link"):
        costs[name] = count_queries(client, reverse(name))
    costs["overview"] = count_queries(client, reverse("overview-section", args=["all"]))
    return costs


def test_lists_filters_and_finders_cost_the_same_for_more_rows(client, administrator, reviewer):
    client.force_login(administrator)
    make_rows(1, reviewer)
    make_rows(2, reviewer)
    few = measure(client)
    for number in range(3, 7):
        make_rows(number, reviewer)
    many = measure(client)
    assert {name: (few[name], cost) for name, cost in many.items() if cost > few.get(name, 0)} == {}
