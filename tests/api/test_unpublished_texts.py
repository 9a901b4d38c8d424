"""No answer contains drafts, scheduled texts or texts published in error."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import day, make_draft, make_issuer, make_published, make_record, make_service, moment, withdraw

WORD = "xylophone"
LISTS = [
    "records",
    "records?standing=upcoming",
    "records?standing=withdrawn",
    "editions",
    "in-force",
    "in-force?on=2999-01-01",
    "in-force?on=2025-02-15&known=2025-02-15",
    "services",
    "services?on=2999-01-01",
    "services?on=2025-02-15&known=2025-02-15",
    "issuers",
    "register",
    "search?q=xylophone",
    "search?q=xylophon",
    "search?q=xylophone&old=true",
    "search?q=xylophone&on=2999-01-01",
    "records/known/editions",
    "records/known/points",
    "records/known/points/point-1",
    "records/known/points?on=2999-01-01",
    "records/known/in-force?on=2999-01-01",
]


def scheduled(edition):
    edition.perform("submit", by=None, at=timezone.now())
    edition.perform("publish", by=None, at=timezone.now() + timedelta(days=400))


def draft(edition):
    """Leaves the edition a draft."""


def in_review(edition):
    edition.perform("submit", by=None, at=timezone.now())


def secret(kind: str, key: str = ""):
    """Makes a record with a draft that contains the word in every text."""
    record = make_record(kind, key=key or "hidden")
    record.issuer = make_issuer(f"the-{WORD}", f"Office of the {WORD}")
    record.save()
    return secret_of(record)


def secret_of(record):
    point = {"key": f"the-{WORD}", "text": WORD}
    if record.kind == "service_notice":
        point["service"] = make_service(WORD, f"The {WORD}")
    facts = {"change_note": f"All points: {WORD}"} if record.editions.exists() else {}
    return make_draft(record, title=WORD, subtitle=WORD, body=WORD, provenance=WORD, points=["Do.", point], **facts)


@pytest.mark.django_db
@pytest.mark.parametrize("step", [draft, in_review, scheduled])
@pytest.mark.parametrize("kind", ["service_notice", "memo"])
def test_an_unpublished_text_is_in_no_answer(ask, client, editor, kind, step):
    known = make_record(kind, key="known")
    make_published(known, at=moment("2025-01-01"))
    step(secret_of(known))
    step(secret(kind))
    client.force_login(editor)
    for address in LISTS:
        answer = str(ask(address)).replace(f"q={WORD}", "")
        assert WORD not in answer.lower().replace("meant", ""), address
    for address in ("editions/2", "differences?old=1&new=2", f"points/the-{WORD}"):
        ask(f"records/known/{address}", 404)
    for address in ("", "/editions", "/editions/1", "/in-force", "/points", "/points/point-1"):
        ask(f"records/hidden{address}", 404)


@pytest.fixture
def mistaken(db):
    """Two records with an edition published in error. One has an earlier public edition, the other has none."""
    for key in ("known", "only"):
        record = make_record("service_notice", key=key)
        if key == "known":
            make_published(record, at=moment("2025-01-01"), effective_from=day("2025-01-01"))
        point = {"key": "mistake", "text": WORD, "service": make_service(WORD, f"The {WORD}")}
        facts = {"title": WORD, "body": WORD, "points": ["Do this.", point], "effective_from": day("2025-02-01")}
        withdraw(
            make_published(record, at=moment("2025-02-01"), **facts), at=moment("2025-03-01"), kind="published_in_error"
        )


@pytest.mark.parametrize(
    "address",
    [
        "known/editions/2",
        "known/differences?old=1&new=2",
        "known/points/mistake",
        "known/in-force?on=2025-02-15&known=2025-02-15",
        "known/points?on=2025-02-15&known=2025-02-15",
        "only",
        "only/editions/1",
        "only/points",
    ],
)
def test_an_edition_published_in_error_is_gone_with_its_reason(ask, mistaken, address):
    problem = ask(f"records/{address}", 410)
    assert problem["reason"] == "It is over."
    assert problem["detail"].endswith("was published in error and withdrawn: It is over.")
    assert WORD not in str(problem)


def test_lists_leave_out_editions_published_in_error(ask, mistaken):
    for address in [*LISTS, "in-force?on=2025-02-15", "records/only/editions"]:
        if not address.startswith("register"):
            assert WORD not in str(ask(address)).replace(f"q={WORD}", ""), address
    entries = [entry for entry in ask("register")["items"] if entry["is_retracted"]]
    assert len(entries) == 2 and {entry["content"] for entry in entries} == {None}


def test_the_register_seals_the_entry_of_a_scheduled_text(ask, db):
    scheduled(secret("memo"))
    [entry] = ask("register")["items"]
    assert set(entry) == {"number", "hash", "previous", "is_sealed"} and entry["is_sealed"]
    assert ask("register/1") == entry
