"""Tests everything with the invented kind and audience. test_new_kind.py runs this file in a separate process, with the
settings of this folder."""

import json

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from guidance.models import Addressee
from portal.importer.drafts.draft_editions import create_drafts
from portal.importer.parser import list_document_kinds, parse_documents
from portal.pdf.pdf_renderer import build_pdf_context
from portal.records import change_notes
from portal.records.integrity import find_record_problems
from portal.records.kinds import get_section_kind_values
from portal.records.models import Edition, Record
from portal.register.models import RegisterEntry
from tests.backup.restore import empty_database, export, register, restore
from tests.editorial.edition_forms import form_data, screen
from tests.executive_orders.models import ExecutiveOrder, LegalBasis, OrderSection
from tests.factories import (
    make_draft,
    make_holding,
    make_issuer,
    make_post,
    make_published,
    make_record,
    moment,
    publish,
)
from tests.public_addresses import Things, named

pytestmark = pytest.mark.django_db
KIND = "executive_order"
STATUTE = "Section 28-9"
BASIS = "Chapter 517"


@pytest.fixture
def order() -> Record:
    """An order with two versions. The second changes a section and adds one."""
    record = make_record(KIND, key="order-7")
    points = [{"text": "Close the halls.", "statute": STATUTE}, {"text": "Report weekly."}]
    draft = make_draft(record, title="Order No. 7", body="It is ordered:", points=points)
    LegalBasis.objects.create(edition=draft, name=BASIS)
    publish(draft, at=moment("2025-06-01"))
    points = [{"text": "Close all halls.", "statute": STATUTE}, {"text": "Report weekly."}, {"text": "Keep a list."}]
    make_published(
        record, at=moment("2025-06-10"), points=points, change_note="Section 1 is plainer; section 3 is new."
    )
    return record


@pytest.fixture
def memo_to_fire_chiefs() -> Record:
    record = make_record("memo", key="to-fire-chiefs")
    draft = make_draft(record, title="To fire chiefs", points=[{"text": "Test the alarm.", "audience": "fire_chiefs"}])
    Addressee.objects.create(edition=draft, audience="fire_chiefs")
    publish(draft, at=moment("2025-06-01"))
    return record


def test_every_public_address_answers(client, order, memo_to_fire_chiefs):
    """Every address shows a page, redirects or refuses; none causes an error."""
    record = Record.objects.get(pk=order.pk)
    record.issuer.publishes_totals = True
    record.issuer.save(is_confirmed=True)
    entries = list(RegisterEntry.objects.values_list("number", flat=True))
    things = Things(["point-1", "point-3"], [], ["governor"], [], ["fire_chiefs"], entries, ["halls", "28"])
    answers = {address: client.get(address).status_code for _, address in named(things)}
    assert set(answers.values()) <= {200, 301, 302, 400, 404, 406}
    for page in ("", "history/", "compare/1..2/", "editions/1/", "on/2999-01-01/", "points/point-1/"):
        assert answers[f"/guidance/order-7/{page}"] == 200
    for form in ("json", "md", "txt", "bib", "csl.json"):
        assert answers[f"/guidance/order-7/editions/2.{form}"] == 200
    assert answers["/guidance/?audience=police_chiefs"] == answers["/feeds/audiences/fire_chiefs.atom"] == 200
    assert client.get("/guidance/?kind=executive_order&audience=fire_chiefs").status_code == 200
    assert answers["/guidance/to-fire-chiefs/acknowledged/"] == 200


def test_pages_show_the_fields_of_the_kind(client, order):
    page = client.get("/guidance/order-7/editions/1/").content.decode()
    for words in ("Executive order", f"Under {STATUTE}", "<dt>Under</dt>", BASIS, "Sections", "legislationIdentifier"):
        assert words in page
    text = client.get("/guidance/order-7/editions/1.md").content.decode()
    assert f"- Under: {BASIS}" in text and f"(statute: {STATUTE})" in text
    results = client.get("/search/?q=517&kind=executive_order&old=1").content.decode()
    assert "order-7" in results
    assert "1 section changed, 1 added" in client.get("/guidance/order-7/compare/1..2/").content.decode()


def test_the_pdf_page_is_rendered(order):
    page = render_to_string("pdf/edition_pdf.html", build_pdf_context(order.editions.get(number=1), "https://x"))
    assert "Order No. 7" in page and BASIS in page


def test_the_api_has_the_kind_and_the_audience(client, order):
    description = json.loads(client.get("/api/v1/openapi.json").content)
    assert KIND in json.dumps(description) and "fire_chiefs" in json.dumps(description)
    [row] = client.get(f"/api/v1/records?kind={KIND}").json()["items"]
    assert (row["key"], row["kind"]) == ("order-7", KIND)
    document = client.get("/api/v1/records/order-7/editions/1").json()
    assert document["points"][0]["statute"] == STATUTE and document["legal_basis"] == [{"name": BASIS}]
    assert client.get("/api/v1/search?q=halls&audience=fire_chiefs").status_code == 200
    changed = client.get("/api/v1/records/order-7/differences?old=1&new=2").json()
    assert [point["op"] for point in changed["points"]] == ["changed", "unchanged", "added"]


def test_a_change_note_can_name_sections(order):
    assert "section" in change_notes.get_patterns().all_points.pattern


def step(client, edition: Edition, action: str) -> None:
    address = reverse("admin:executive_orders_orderedition_step", args=[edition.pk, action])
    seen = client.get(address).context["form"].initial["seen"]
    assert client.post(address, {"seen": seen}).status_code == 302


def test_an_order_goes_through_the_desk(client, editor, reviewer):
    client.force_login(editor)
    issuer = make_issuer()
    facts = {"key": "order-8", "kind": KIND, "issuer": issuer.pk, "is_official": "on"}
    add = reverse("admin:executive_orders_executiveorder_add")
    assert KIND in client.get(add).content.decode() and 'value="memo"' not in client.get(add).content.decode()
    assert client.post(add, facts).status_code == 302
    record = ExecutiveOrder.objects.get(key="order-8")
    draft_page = reverse("admin:executive_orders_executiveorder_draft", args=[record.pk])
    assert client.post(draft_page).status_code == 302
    draft = record.editions.get()
    data = form_data(client.get(screen(draft)))
    data |= {"title": "Order No. 8", "effective_from": "2025-06-01"}
    data |= {"points-TOTAL_FORMS": "1", "points-0-number": "1", "points-0-statute": STATUTE}
    data |= {"points-0-text": "Open the halls.", "points-0-key": ""}
    assert client.post(screen(draft), data).status_code == 302
    assert OrderSection.objects.get(edition=draft).statute == STATUTE
    step(client, draft, "submit")
    client.force_login(reviewer)
    step(client, draft, "publish")
    draft.refresh_from_db()
    assert draft.status == "published"
    assert client.get("/admin/").status_code == client.get(screen(draft)).status_code == 200
    client.logout()
    assert client.get("/guidance/order-8/").status_code == 200


def test_the_importer_makes_a_draft_and_the_next_version():
    assert KIND in list_document_kinds()
    text = (
        "MEMORANDUM\n\nTO: All agencies\nFROM: Governor Malloy\nDATE: June 3, 2025\nRE: Order No. 9\n\n"
        "Office of the Governor orders the following.\n\n1. Agencies should close the halls at noon.\n\n"
        "2. Agencies should report every week to the Governor.\n"
    )
    make_issuer()
    [document] = parse_documents(text, kinds=[KIND])
    [edition] = create_drafts(text, "order.txt", [document]).editions
    assert (edition.record.kind, str(edition.signed_on)) == (KIND, "2025-06-03")
    assert OrderSection.objects.filter(edition=edition).count() == len(document.recommendations)


def test_an_export_restores_the_same_register(tmp_path, order, memo_to_fire_chiefs):
    before = register()
    export(tmp_path / "out", "--private")
    empty_database()
    restore(tmp_path / "out")
    assert register() == before
    assert list(find_record_problems()) == []
    sections = OrderSection.objects.filter(edition__number=1).order_by("number")
    assert [section.statute for section in sections] == [STATUTE, ""]


def test_the_new_part_changes_no_document_of_another_kind(order):
    make_published(make_record(), at=moment("2025-06-11"))
    assert "legal_basis" not in Edition.objects.get(record__kind="press_release").document
    assert list(find_record_problems()) == []


def test_a_fire_chief_has_a_desk_and_staff_can_preview_the_site_as_one(client, editor, outsider, memo_to_fire_chiefs):
    post = make_post("Ashford", "fire_chiefs")
    assert (post.agency.kind, str(post)) == ("fire_department", "Fire chief, Ashford Public Schools")
    make_holding(post, outsider)
    client.force_login(outsider)
    assert "To fire chiefs" in client.get("/official/").content.decode()
    client.force_login(editor)
    assert "A fire chief" in client.get(reverse("site-preview")).content.decode()
    assert "Fire department" in client.get("/admin/reports/").content.decode()


def test_the_section_lists_the_kind():
    assert get_section_kind_values("guidance") == ["memo", "questions", KIND]
