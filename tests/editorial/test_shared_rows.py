"""Issuers, services and the form of a record: no change reaches readers through one person only."""

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, IntegrityError, transaction
from django.urls import reverse

from announcements.models import Service
from portal.records.models import Issuer, Record, SharedChange
from tests.editorial.edition_forms import screen
from tests.factories import make_draft, make_issuer, make_published, make_record, make_service

pytestmark = pytest.mark.django_db

CHANGES = reverse("admin:records_sharedchange_changelist")


@pytest.fixture
def notice(now):
    return make_published(make_record("service_notice"), at=now)


def post_issuer(client, **facts):
    issuer = make_issuer()
    data = {"key": issuer.key, "name": issuer.name, "short_name": ""} | facts
    return client.post(reverse("admin:records_issuer_change", args=[issuer.pk]), data, follow=True)


def post_service(client, **facts):
    service = make_service()
    data = {"key": service.key, "name": service.name, "place": service.place} | facts
    return client.post(reverse("admin:announcements_service_change", args=[service.pk]), data, follow=True)


def decide(client, action: str):
    keys = SharedChange.objects.values_list("pk", flat=True)
    return client.post(CHANGES, {"action": action, "_selected_action": list(keys)}, follow=True)


@pytest.mark.parametrize(
    "post, model, facts",
    [
        (post_issuer, Issuer, {"name": "Another office"}),
        (post_issuer, Issuer, {"short_name": "AO"}),
        (post_issuer, Issuer, {"key": "another"}),
        (post_issuer, Issuer, {"publishes_totals": "on"}),
        (post_service, Service, {"name": "Closed"}),
        (post_service, Service, {"place": "Elsewhere"}),
        (post_service, Service, {"key": "another"}),
    ],
)
def test_a_used_name_changes_when_a_second_person_confirms(
    post, model, facts, client, notice, reviewer, second_reviewer
):
    before = list(model.objects.values())
    client.force_login(reviewer)
    assert "nothing has changed yet" in post(client, **facts).text
    assert "somebody else has to confirm it" in decide(client, "confirm").text
    assert list(model.objects.values()) == before
    client.force_login(second_reviewer)
    assert "Confirmed: " in decide(client, "confirm").text
    changed = model.objects.values(*facts).get()
    assert {name: "on" if value is True else value for name, value in changed.items()} == facts


def test_an_editor_can_propose_but_not_confirm(client, notice, editor, second_editor):
    client.force_login(editor)
    post_issuer(client, name="Another office")
    client.force_login(second_editor)
    decide(client, "confirm")
    assert SharedChange.objects.get().outcome == "" and make_issuer().name == "Office of the Governor"


def test_a_proposal_waits_on_the_overview_of_those_who_may_confirm_it(
    client, notice, editor, reviewer, second_reviewer
):
    def read_overview(user) -> str:
        client.force_login(user)
        return " ".join(client.get(reverse("admin:index")).text.split())

    client.force_login(reviewer)
    post_issuer(client, name="Another office")
    words = 'name: Office of the Governor → Another office<span class="tells">Proposed by Reviewer on'
    assert words in read_overview(second_reviewer)
    assert "Another office" not in read_overview(reviewer) + read_overview(editor)
    client.force_login(second_reviewer)
    assert "Another office" in client.get(f"{CHANGES}?outcome__exact=").text
    decide(client, "confirm")
    assert "for you to confirm" not in read_overview(second_reviewer)


def test_a_refused_change_changes_nothing(client, notice, editor, reviewer):
    client.force_login(editor)
    post_service(client, place="Elsewhere")
    client.force_login(reviewer)
    assert "Refused: " in decide(client, "refuse").text
    assert "has been decided already" in decide(client, "confirm").text
    assert make_service().place == "Headquarters"


def test_an_unused_row_is_saved_at_once(client, editor):
    client.force_login(editor)
    post_issuer(client, name="Another office")
    post_service(client, place="Elsewhere")
    assert (make_issuer().name, make_service().place) == ("Another office", "Elsewhere")
    assert not SharedChange.objects.exists()


@pytest.mark.parametrize("use", [make_draft, None])
def test_a_used_row_cannot_be_saved_directly(use, editor, now):
    record = make_record("service_notice")
    use(record) if use else make_published(record, at=now)
    for row, name in ((make_issuer(), "name"), (make_service(), "place")):
        setattr(row, name, "Another")
        with pytest.raises(ValidationError, match="a second person has to confirm"):
            row.save()


def test_another_person_decides_a_proposal_once(notice, reviewer, second_reviewer, now):
    issuer = make_issuer()
    issuer.name = "Another office"
    change = issuer.propose_change(by=reviewer, at=now)
    rows = SharedChange.objects.filter(pk=change.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(outcome="confirmed", decided_by=reviewer, decided_at=now)
    for facts in ({"made_by": second_reviewer}, {"changed_values": {}}, {"row_pk": 2}):
        with pytest.raises(Error, match="is decided once"), transaction.atomic():
            rows.update(**facts)
    change.confirm(by=second_reviewer, at=now)
    for change_row in (lambda: rows.update(outcome="", decided_by=None, decided_at=None), rows.delete):
        with pytest.raises(Error, match="is decided once"), transaction.atomic():
            change_row()


def test_a_proposal_for_a_row_that_has_changed_since_is_refused(notice, editor, reviewer, second_reviewer, now):
    first, second = make_issuer(), make_issuer()
    first.name, second.name = "One office", "Another office"
    changes = [row.propose_change(by=editor, at=now) for row in (first, second)]
    changes[0].confirm(by=reviewer, at=now)
    with pytest.raises(ValidationError, match="has changed since"):
        changes[1].confirm(by=second_reviewer, at=now)
    assert make_issuer().name == "One office"


class TestRecordForm:
    def form(self, record) -> str:
        return reverse("admin:guidance_guidance_change", args=[record.pk])

    def test_one_reviewer_cannot_widen_the_readers(self, client, editor, reviewer, now):
        record = Record(key="memo", kind="memo", issuer=make_issuer(), readers="officials")
        record.save(by=editor)
        edition = make_draft(record, by=editor)
        edition.perform("submit", by=editor, at=now)
        client.force_login(reviewer)
        data = {"key": "memo", "kind": "memo", "issuer": record.issuer_id, "is_official": "on", "readers": "everybody"}
        client.post(self.form(record), data)
        record.refresh_from_db()
        assert record.readers == "officials"
        edition.perform("send_back", by=reviewer, at=now, note="Wider.")
        client.post(self.form(record), data)
        record.refresh_from_db()
        assert record.readers == "everybody" and record.was_set_by(reviewer)
        edition.perform("submit", by=editor, at=now)
        page = client.get(screen(edition).replace("change", "step/publish"))
        assert "You set the address, kind, issuer or readers" in page.text

    def test_the_creator_of_a_record_counts_as_its_author(self, client, editor):
        client.force_login(editor)
        data = {"key": "memo", "kind": "memo", "issuer": make_issuer().pk, "is_official": "on", "readers": "officials"}
        client.post(reverse("admin:guidance_guidance_add"), data)
        assert Record.objects.get().was_set_by(editor)

    def test_the_reviewer_sees_the_facts_of_the_record(self, client, editor, reviewer, now):
        record = Record(key="memo", kind="memo", issuer=make_issuer(), readers="officials")
        record.save(by=editor)
        edition = make_draft(record, by=editor)
        edition.perform("submit", by=editor, at=now)
        client.force_login(reviewer)
        page = client.get(screen(edition).replace("change", "step/publish")).text
        for words in ("Only the officials to whom it is addressed", "Office of the Governor", "/guidance/memo/"):
            assert f"<dd>{words}</dd>" in page
