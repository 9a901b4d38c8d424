"""The index is updated with each publication and can be rebuilt at any time."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from announcements.models import Service
from portal.records.models import Edition
from portal.search import backends, index
from portal.search.documents import MAX_BYTES, build_document_id
from portal.search.engine import SearchQuery, search_records
from portal.search.models import Document, Entry, Term
from tests.conftest import NOW
from tests.factories import day, make_draft, make_published, make_record, make_service, moment, publish, withdraw
from tests.kinds import Kind

pytestmark = pytest.mark.django_db
AT = moment("2025-06-02")


def count(text: str) -> int:
    return search_records(SearchQuery(text), at=NOW).count


def rows() -> tuple[list, list, list]:
    return (
        list(Document.objects.order_by("id").values_list()),
        sorted(Entry.objects.values_list("edition", "point_key", "number", "heading", "text")),
        sorted(Term.objects.values_list("name", "value", "label")),
    )


def rebuild() -> str:
    out = StringIO()
    call_command("rebuild_search", stdout=out, stderr=StringIO())
    return out.getvalue()


def test_an_edition_has_a_row_for_its_text_and_parts_and_one_for_each_point():
    edition = make_published(make_record(), at=AT, title="A storm", body="Stay *inside*.", points=["One.", "Two."])
    assert Document.objects.get().edition == edition
    assert sorted(Entry.objects.values_list("point_key", "heading", "text")) == [
        ("", "A storm", "Stay inside.\n\nPress office, press@example.org"),
        ("point-1", "", "One."),
        ("point-2", "", "Two."),
    ]


def test_signers_are_marked_in_a_result(seeded):
    [result] = search_records(SearchQuery("Semple"), at=NOW).results[:1]
    marked = [piece.text for passage in result.passages for piece in passage.text if piece.kind == "found"]
    assert marked and set(marked) == {"Semple"}


def test_contacts_are_marked_after_a_very_long_text():
    body = "A storm. " * 3000
    make_published(make_record(Kind.PRESS_RELEASE), at=AT, body=body)
    [result] = search_records(SearchQuery("press@example.org"), at=NOW).results
    assert any(piece.kind == "found" for passage in result.passages for piece in passage.text)


def test_a_choice_has_its_label_in_the_newest_public_text():
    desk, ahead = make_service("desk", "Hidden desk"), timezone.now() + timedelta(9)

    def list_labels() -> list[str]:
        return list(Term.objects.filter(name="service").values_list("label", flat=True))

    def notice(at):
        return make_published(make_record(Kind.SERVICE_NOTICE), at=at, points=[{"service": desk, "text": "Closed."}])

    notice(ahead)
    assert list_labels() == ["Hidden desk, Headquarters"]
    Service.objects.filter(key="desk").update(name="Plain desk")
    older = notice(AT)
    assert list_labels() == ["Plain desk, Headquarters"]
    Service.objects.filter(key="desk").update(name="Old desk")
    newer = notice(moment("2025-06-03"))
    assert list_labels() == ["Old desk, Headquarters"]
    withdraw(older, at=moment("2025-06-04"))
    assert list_labels() == ["Old desk, Headquarters"]
    withdraw(newer, at=moment("2025-06-05"), kind="published_in_error")
    assert list_labels() == ["Plain desk, Headquarters"]
    Term.objects.update(label="")
    rebuild()
    assert list_labels() == ["Plain desk, Headquarters"]


def test_a_publication_that_fails_leaves_nothing_in_the_index():
    edition = make_draft(make_record(), title="A storm")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish(edition, at=AT)
        assert count("storm") == 1
        raise ZeroDivisionError
    assert count("storm") == 0 and not Document.objects.exists()


def test_a_failure_of_the_index_stops_the_publication(monkeypatch):
    edition = make_draft(make_record(), title="A storm")
    monkeypatch.setattr(index, "build_index_rows", lambda edition: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(edition, at=AT)
    edition.refresh_from_db()
    assert edition.status == "in_review"


def test_a_withdrawn_but_readable_text_stays_in_the_index():
    edition = withdraw(make_published(make_record(), at=AT, title="A storm"), at=moment("2025-06-10"))
    assert Document.objects.get().edition == edition


def test_rebuilding_a_correct_index_changes_nothing(seeded):
    before = rows()
    assert rebuild() == "The search index holds 7 published versions.\n"
    assert rebuild() and rows() == before


def test_rebuilding_adds_missing_rows_and_removes_stale_ones(seeded):
    before = rows()
    edition = Edition.objects.filter(status="published").first()
    draft = edition.record.draft(by=None, title="A quokka")
    Document.objects.filter(edition=edition).delete()
    Entry.objects.filter(edition=edition).delete()
    Document.objects.create(id=5, edition=draft, title="quokka")
    Entry.objects.create(edition=draft, number=0, heading="Quokka", text="")
    Term.objects.create(name="word", value="quokka")
    Term.objects.filter(value="pistol").delete()
    rebuild()
    assert rows() == before and count("pistol permit") == 1


def test_a_word_has_the_date_of_the_first_text_that_contains_it():
    def date_of(word: str):
        return Term.objects.get(name="word", value=word).public_at

    make_published(make_record(), at=moment("2025-07-10"), title="A storm and a flood")
    make_published(make_record(), at=moment("2025-06-10"), title="A storm")
    make_published(make_record(), at=moment("2025-08-10"), title="A storm, a flood and a fire")
    dates = {"storm": moment("2025-06-10"), "flood": moment("2025-07-10"), "fire": moment("2025-08-10")}
    assert {word: date_of(word) for word in dates} == dates
    for wrong in (None, moment("2020-01-01")):
        Term.objects.filter(name="word").update(public_at=wrong)
        rebuild()
        assert {word: date_of(word) for word in dates} == dates


def test_rebuilding_reports_its_progress(monkeypatch):
    monkeypatch.setattr(index, "BATCH_SIZE", 2)
    for _ in range(3):
        make_published(make_record(), at=AT)
    progress = []
    assert index.rebuild_index(lambda done, total: progress.append((done, total))) == 3
    assert progress == [(2, 3), (3, 3)]


def test_a_text_published_during_a_rebuild_keeps_its_words():
    """Even if its id precedes the finished batches and no other text contains its words any more."""
    early = make_draft(make_record(), title="A quokka")
    retracted = make_published(make_record(), at=AT, title="A quokka")
    withdraw(retracted, at=AT, kind="published_in_error")
    make_published(make_record(), at=AT, title="A storm")
    index.rebuild_index(lambda done, total: publish(early, at=AT) if early.status == "draft" else None)
    assert Term.objects.filter(value__in=["quokka", "storm"]).count() == 2
    assert count("quokka") == 1


def test_an_empty_index_is_filled_with_earlier_publications():
    make_published(make_record(), at=AT, title="A storm")
    Document.objects.all().delete()
    index.renew_index()
    assert count("storm") == 1


def test_an_index_of_an_earlier_release_is_renewed():
    """Its rows know no compounds, so the digits of a telephone number do not find it."""
    make_published(make_record(), at=AT, title="Call (860) 555-0134")
    Document.objects.update(title="call 860 555 0134")
    Entry.objects.update(joined=None)
    assert count("8605550134") == 0
    index.renew_index()
    assert count("8605550134") == 1 and not Entry.objects.filter(joined=None).exists()


def test_editions_loaded_without_the_workflow_are_indexed_on_request():
    ids = [make_published(make_record(), at=AT, title="A storm").pk for _ in range(3)]
    Document.objects.all().delete()
    Entry.objects.all().delete()
    assert ("word", "storm") in index.index_editions(ids[:2])
    assert count("storm") == 2


def test_a_trigger_dropped_by_a_later_migration_is_restored():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER search_document_words_insert")
    backends.install_after_migrate()
    make_published(make_record(), at=AT, title="A storm")
    assert count("storm") == 1


def test_the_order_of_ids_is_the_order_of_publication():
    moments = [moment("1969-12-31"), moment("1970-01-01"), moment("2025-06-01 10:00:00"), moment("2025-06-01 10:00:01")]
    ids = [build_document_id(at, 2**30 - number) for number, at in enumerate(moments)]
    assert ids == sorted(ids) and all(-(2**63) < pk < 2**63 for pk in ids)


@pytest.mark.parametrize("word", ["storm", "Ünwetter", "暴風", "👍", "x" * 3000])
def test_a_very_long_text_is_indexed_up_to_the_limit(word):
    size = 2 * max(MAX_BYTES.values())
    words = " ".join(f"{word}{number}" for number in range(size // len(word.encode()) + 1))
    make_published(make_record(), at=AT, title="First", body=words, points=[words, words])
    assert count("first") == 1
    assert len(Document.objects.get().points.encode()) <= MAX_BYTES["points"]


def test_control_characters_in_a_text_are_not_treated_as_marks():
    facts = {"is_reconstructed": True, "effective_from": day("2025-06-01")}
    make_published(make_record(), at=AT, title="A storm", points=["\x02A\x03 storm \x1b[1m."], **facts)
    [result] = search_records(SearchQuery("storm"), at=NOW).results
    assert [(piece.kind, piece.text) for piece in result.passages[0].text] == [
        ("text", "A "),
        ("found", "storm"),
        ("text", " [1m."),
    ]
