"""The models and the database refuse every change of a published or withdrawn edition."""

from datetime import date

import pytest

from portal.records.models import Edition
from portal.records.workflow import WorkflowError
from portal.register.models import RegisterEntry
from tests.factories import everything, publish, withdraw
from tests.records.triggers.conftest import changes, copied_columns, refused, run

pytestmark = pytest.mark.django_db


def test_no_column_of_a_published_edition_can_be_changed(published):
    for column, value in changes(published):
        with refused():
            run(f"UPDATE records_edition SET {column} = %s WHERE id = %s", value, published.pk)


def test_no_column_of_a_withdrawn_edition_can_be_changed(published, now):
    withdraw(published, at=now)
    for column, value in changes(published):
        with refused():
            run(f"UPDATE records_edition SET {column} = %s WHERE id = %s", value, published.pk)


def test_a_withdrawal_can_change_only_its_own_columns(published):
    entry = RegisterEntry.objects.append(
        action="withdrawn", public_at=published.published_at, address="/", title="T", document={}
    )
    moves = {
        "status": "withdrawn",
        "withdrawn_at": published.published_at,
        "withdrawn_from": date(2025, 7, 2),
        "withdrawal_kind": "no_longer_applies",
        "withdrawal_reason": "It is over.",
        "withdrawal_id": entry.pk,
    }
    sets = ", ".join(f"{column} = %s" for column in moves)
    for column, value in changes(published):
        if column.strip('"') not in moves:
            with refused():
                run(
                    f"UPDATE records_edition SET {sets}, {column} = %s WHERE id = %s",
                    *moves.values(),
                    value,
                    published.pk,
                )
    assert run(f"UPDATE records_edition SET {sets} WHERE id = %s", *moves.values(), published.pk) == 1


@pytest.mark.parametrize("status", ["draft", "in_review"])
def test_a_published_edition_cannot_become_a_draft_again(published, status):
    blank = "publication_id = NULL, published_at = NULL"
    with refused():
        run(f"UPDATE records_edition SET status = %s, {blank} WHERE id = %s", status, published.pk)


def test_a_withdrawn_edition_cannot_become_published_again(published, now):
    withdraw(published, at=now)
    with refused():
        run(
            "UPDATE records_edition SET status = 'published', withdrawn_at = NULL, withdrawn_from = NULL,"
            " withdrawal_id = NULL, withdrawal_kind = '', withdrawal_reason = '' WHERE id = %s",
            published.pk,
        )


def test_a_published_edition_cannot_be_deleted_with_or_without_its_rows(published):
    with refused():
        run("DELETE FROM records_edition WHERE id = %s", published.pk)
    with refused():
        Edition.objects.filter(pk=published.pk).delete()
    with refused():
        run("DELETE FROM records_edition")


def test_querysets_cannot_change_a_published_edition(published):
    with refused():
        Edition.objects.filter(pk=published.pk).update(title="Changed")
    with refused():
        Edition.objects.update(title="Changed")
    published.title = "Changed"
    with refused():
        Edition.objects.bulk_update([published], ["title"])
    with refused("An edition begins as a draft"):
        Edition.objects.bulk_create(
            [published], update_conflicts=True, unique_fields=["record", "number"], update_fields=["title"]
        )


@pytest.mark.parametrize("status", ["in_review", "published", "withdrawn"])
def test_every_edition_begins_as_a_draft(published, status):
    values = {"id": "id + 1000", "number": "number + 1000", "publication_id": "NULL", "status": f"'{status}'"}
    with refused("An edition begins as a draft"):
        run(f"INSERT INTO records_edition {copied_columns(Edition, **values)} WHERE id = %s", published.pk)


def test_the_model_refuses_the_same_changes_as_the_database(published, draft):
    before = everything()
    published.title = "Changed"
    with pytest.raises(WorkflowError, match="A published version cannot be changed."):
        published.save()
    with pytest.raises(WorkflowError, match="A published version cannot be deleted."):
        published.delete()
    assert everything() == before
    draft.title = "Changed"
    draft.save()
    draft.delete()
    assert list(Edition.objects.values_list("title", flat=True)) == ["On the matter"]


def test_a_copy_read_before_publication_cannot_be_saved_after_it(draft, now):
    stale = Edition.objects.get(pk=draft.pk)
    publish(draft, at=now)
    stale.title = "Changed"
    with refused():
        stale.save()
    with refused():
        stale.delete()


def test_insert_or_replace_cannot_remove_a_published_edition(sqlite, published, draft):
    by_id = copied_columns(Edition, id=published.pk, number=99)
    by_number = copied_columns(Edition, id=9999, number=published.number)
    for columns in (by_id, by_number):
        with refused("An edition begins as a draft"):
            run(f"INSERT OR REPLACE INTO records_edition {columns} WHERE id = %s", draft.pk)


@pytest.mark.parametrize("column", ["id", "number"])
def test_update_or_replace_cannot_remove_a_published_edition(sqlite, published, draft, column):
    with refused():
        run(f"UPDATE OR REPLACE records_edition SET {column} = %s WHERE id = %s", getattr(published, column), draft.pk)


def test_publishing_with_the_entry_of_another_edition_cannot_remove_that_edition(sqlite, published, draft):
    with refused():
        run(
            "UPDATE OR REPLACE records_edition SET status = 'published', published_at = %s, publication_id = %s"
            " WHERE id = %s",
            "2025-07-02 14:00:00",
            published.publication_id,
            draft.pk,
        )
