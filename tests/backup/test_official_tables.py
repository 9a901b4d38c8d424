"""Agencies, posts, holdings and what officials did: a private export restores them, a public export lacks them."""

import json

import pytest
from django.apps import apps
from django.core.files.base import ContentFile

from guidance.models import Acknowledgement, Deadline, Inquiry, InquiryAnswer, Response
from portal.accounts.models import User
from portal.attachments.storage import hash_bytes
from portal.backup import official_tables
from portal.records.models import EditionPart, Point
from tests.backup.restore import empty_database, export, get_import_error, restore
from tests.conftest import account
from tests.factories import day, make_holding, make_post, make_published, make_record, moment

pytestmark = pytest.mark.django_db
IN_THE_REGISTER = {
    "records.Confirmation",
    "records.Edition",
    "records.Point",
    "records.Record",
    "register.RegisterEntry",
}
REFERENCE_DATA = {"records.Issuer", "announcements.Service", "sources.SourceDocument", "sources.SourceStep"}
LEFT_OUT = {
    "accounts.User": "only address and name of accounts that rows refer to; no passwords and no roles",
    "records.Reference": "an index, which an import rebuilds",
    "search.Document": "an index, which an import rebuilds",
    "search.Entry": "an index, which an import rebuilds",
    "search.Term": "an index, which an import rebuilds",
    "records.Transition": "who did what on the desk is not exported",
    "records.RecordChange": "who changed what on the desk is not exported",
    "records.SharedChange": "proposals on the desk are not exported",
    "security_log.": "the log of sign-ins and refusals is not exported",
    "desk.": "unfinished work: drafts, links to them and their editors",
    "outbox.": "letters, some with secrets; another portal writes its own",
    "sent_forms.": "which pages sent a form on the last day; another portal has other pages",
    "guidance.AnswerReading": "only says which answers the desk shows as new",
    "guidance.InquiryPlacement": "refers to a draft, which is not exported",
    "guidance.Reminder": "belongs to a letter",
    "accounts.Invitation": "secret links; another portal sends its own",
    "kept.": "the time of the last public change, which every change writes",
}
"""Models, or apps, that no export has, with the reason. A model that no list has fails the test."""


@pytest.fixture
def activity(db, settings, tmp_path) -> None:
    """Makes two posts, a holder, a deputy and a past holding, and what these officials did about a memo with two
    editions."""
    settings.MEDIA_ROOT = tmp_path / "kept"
    chief, deputy, gone = (account(name) for name in ("chief", "deputy", "gone"))
    User.objects.filter(pk=gone.pk).update(is_active=False)
    post, other = make_post(), make_post("Bolton", "school_superintendents")
    make_holding(post, gone, "2020-01-01", "2024-01-01")
    make_holding(post, chief, "2024-01-01")
    make_holding(post, deputy, "2025-06-01", "2025-07-01", is_deputy=True)
    make_holding(other, deputy, "2021-01-01")
    memo = make_record("memo", key="memo")
    first = make_published(memo, at=moment("2025-06-01"), points=["Do this.", "Do “that” & more.\nAll of it."])
    make_published(memo, at=moment("2025-06-02"))
    points = [{"key": p.key, "number": p.number, "text_hash": p.text_hash} for p in first.points.all()]
    Acknowledgement.objects.enter(post, first, points, by=chief, at=moment("2025-06-03 09:30"), method="web")
    policy = b"%PDF-1.7 the policy"
    facts = {"policy_name": "Policy", "policy_sha256": hash_bytes(policy), "policy_size": len(policy)}
    file = {"policy_file": ContentFile(policy, "policy.pdf"), "policy_media_type": "application/pdf", **facts}
    for decision, note in {"under_review": "", "adopted": "Since June.\nSee “policy”."}.items():
        Response.objects.create(
            post=post,
            person=chief,
            edition=first,
            point_key=points[0]["key"],
            text_hash=points[0]["text_hash"],
            decision=decision,
            note=note,
            at=moment("2025-06-04"),
            **(file if note else {}),
        )
    inquiry = Inquiry.objects.create(
        post=post,
        person=chief,
        edition=first,
        point_key="point-1",
        text_hash="0" * 64,
        text="When?",
        text_digest="1" * 64,
        at=moment("2025-06-05"),
    )
    InquiryAnswer.objects.create(inquiry=inquiry, text="Now.", by=chief, at=moment("2025-06-06"))
    Deadline.objects.create(edition_id=first.pk, due_on=day("2025-07-01"))
    Deadline.objects.create(edition_id=memo.draft(by=chief, title="Next").pk, due_on=day("2025-08-01"))


def list_all_rows() -> dict[str, list[dict]]:
    return {model._meta.label: list(official_tables.iter_rows(model, set())) for model in official_tables.TABLES}


def test_a_private_export_restores_every_table(tmp_path, activity, settings):
    before = list_all_rows()
    assert all(before.values()), "every table must have rows"
    address = Acknowledgement.objects.get().get_absolute_url()
    export(tmp_path / "out", "--private")
    empty_database()
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    restore(tmp_path / "out")
    assert list_all_rows() == before
    assert Response.objects.first().policy_file.read() == b"%PDF-1.7 the policy"
    assert [response.decision for response in Response.objects.all()] == ["adopted", "under_review"]
    assert Acknowledgement.objects.get().get_absolute_url() == address
    people = {person.email: person for person in User.objects.all()}
    assert set(people) == {"chief@example.org", "deputy@example.org", "gone@example.org"}
    assert people["chief@example.org"].name == "Chief" and not people["gone@example.org"].is_active
    assert not any(person.has_usable_password() or person.is_staff for person in people.values())
    export(tmp_path / "again", "--private")
    for name in ("export.toml", *official_tables.TABLE_FILES):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_a_public_export_has_none_of_these_tables(tmp_path, activity):
    export(tmp_path / "out")
    assert not (tmp_path / "out/officials").exists()
    texts = [path.read_text() for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert not [text for text in texts if "example.org" in text and "chief" in text or "Ashford" in text]
    empty_database()
    restore(tmp_path / "out")
    assert not any(list_all_rows().values())


def test_an_error_in_a_table_imports_nothing(tmp_path, activity):
    export(tmp_path / "out", "--private")
    assert "The database is not empty" in get_import_error(tmp_path / "out")
    empty_database()
    path = tmp_path / "out/officials/response.jsonl"
    rows = path.read_text().splitlines(keepends=True)
    for other in ("", rows[0], "".join([*rows, rows[0]]), "".join(rows).replace("adopted", "declined")):
        path.write_text(other)
        assert "officials/response.jsonl, line 1: these are not the rows that were exported" in get_import_error(
            tmp_path / "out"
        )
    path.unlink()
    assert "officials/response.jsonl cannot be read" in get_import_error(tmp_path / "out")


@pytest.mark.parametrize("change", [{"post": ["Nowhere", "police_chiefs"]}, {"at": "never"}, {"note": None}, {"x": 1}])
def test_rows_that_do_not_fit_their_table_are_refused(tmp_path, activity, change):
    export(tmp_path / "out", "--private")
    empty_database()
    path = tmp_path / "out/officials/response.jsonl"
    first, second = path.read_text().splitlines()
    path.write_text(json.dumps({**json.loads(first), **change}) + "\n" + second + "\n")
    facts = (tmp_path / "out/export.toml").read_text()
    before = facts.partition('response.jsonl" = "')[2][:64]
    (tmp_path / "out/export.toml").write_text(facts.replace(before, official_tables.hash_file(path)))
    assert "officials/response.jsonl, line 1: this line or a later one" in get_import_error(tmp_path / "out")


def test_every_table_is_exported_or_left_out_for_a_reason():
    labels = {model._meta.label for model in official_tables.TABLES} | IN_THE_REGISTER | REFERENCE_DATA
    own = [
        config
        for config in apps.get_app_configs()
        if config.name.partition(".")[0] in ("portal", "announcements", "guidance")
    ]
    missing = [
        model._meta.label
        for config in own
        for model in config.get_models()
        if not model._meta.proxy
        and not issubclass(model, EditionPart | Point)
        and model._meta.label not in labels
        and not model._meta.label.startswith(tuple(LEFT_OUT))
    ]
    assert missing == []
    every = [model._meta.label for model in apps.get_models()]
    assert not [name for name in LEFT_OUT if not any(label.startswith(name) for label in every)], "no such model"


def test_every_table_refers_to_others_by_natural_keys():
    for model in official_tables.TABLES:
        for field in official_tables.list_columns(model):
            assert (
                official_tables.get_target_model(field) is None
                or official_tables.get_target_model(field) in official_tables.NATURAL_KEYS
            ), field
            before = [*official_tables.TABLES[: official_tables.TABLES.index(model)], *official_tables.NATURAL_KEYS]
            assert (
                official_tables.get_target_model(field) is None or official_tables.get_target_model(field) in before
            ), field
