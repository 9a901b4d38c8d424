"""Saves the artificial records in bulk, without the workflow but with every trigger and constraint."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction

from announcements.models import Service
from portal.records.bulk_create import create_points
from portal.records.models import Edition, Issuer, Record, Transition
from portal.records.models.parts import get_part_models
from portal.records.serializers import build_edition_document, build_withdrawal_document
from portal.register.models import RegisterEntry
from portal.search.index import BATCH_SIZE as INDEXED_AT_ONCE
from portal.search.index import index_editions
from tests.benchmarks.corpus.corpus_drafts import Draft, Plan, record_drafts

BATCH = 1000
"""Approximate number of editions in one transaction: few enough for a short lock, enough to be fast."""
LIMITS = {"records": (1, 1_000_000), "editions": (1, 100), "points": (0, 200)}
LAST_NUMBER = 9_999_999
OFFICES = 12
STEP_COLUMNS = ("status", "published_at", "publication", *Edition.WITHDRAWAL_COLUMNS[1:])


class Impossible(Exception):
    """A number is out of range. The message is one sentence."""


def generate(*, records: int, editions: int, points: int, seed: int, at: datetime) -> Iterator[int]:
    """Adds `records` records with `editions` editions each, and yields the number of records done after each batch.
    Raises Impossible before it saves anything."""
    for name, value in {"records": records, "editions": editions, "points": points}.items():
        least, most = LIMITS[name]
        if not least <= value <= most:
            raise Impossible(f"The number of {name} must be between {least} and {most:,}; {value} is not.")
    first = next_number()
    if first + records - 1 > LAST_NUMBER:
        raise Impossible(f"Artificial records are numbered up to {LAST_NUMBER}; {first - 1} exist already.")
    plan = Plan(editions, points, seed, at, *offices())
    size = max(1, BATCH // editions)
    for start in range(0, records, size):
        stop = min(start + size, records)
        load(drafts(range(first + start, first + stop), plan))
        if start == 0:
            # PostgreSQL keeps the query plans of triggers. Plans made for empty tables scan the table for each row.
            analyze()
        yield stop
    analyze()


def next_number() -> int:
    """Returns one more than the highest number in the key of an artificial record."""
    last = (
        Record.objects.filter(key__regex=r"^artificial-\d{7}$").order_by("-key").values_list("key", flat=True).first()
    )
    return int(last.rpartition("-")[2]) + 1 if last else 1


def offices() -> tuple[list[Issuer], list[Service]]:
    """Returns the issuers and services of the artificial records. The first run makes them."""
    issuers, services = [], []
    for number in range(1, OFFICES + 1):
        name = f"Artificial Office {number} (generated)"
        issuers.append(Issuer.objects.get_or_create(key=f"artificial-office-{number}", defaults={"name": name})[0])
        facts = {"name": f"Artificial Counter {number} (generated)", "place": name}
        services.append(Service.objects.get_or_create(key=f"artificial-counter-{number}", defaults=facts)[0])
    return issuers, services


def drafts(numbers: range, plan: Plan) -> list[Draft]:
    new_drafts: list[Draft] = []
    for number in numbers:
        new_drafts += record_drafts(number, plan, earlier=new_drafts[-1].edition.record if new_drafts else None)
    return new_drafts


@transaction.atomic
def load(new_drafts: list[Draft]) -> None:
    """Saves everything as drafts, enters it in the register, publishes it and indexes it for the search."""
    Record.objects.bulk_create({id(draft.edition.record): draft.edition.record for draft in new_drafts}.values())
    Edition.objects.bulk_create(draft.edition for draft in new_drafts)
    create_points([point for draft in new_drafts for point in draft.points])
    for model in get_part_models():
        model.objects.bulk_create(part for draft in new_drafts for part in draft.parts[model.part_name])
    enter_publications(new_drafts)
    enter_withdrawals([draft for draft in new_drafts if draft.withdrawal])
    take_steps([draft.edition for draft in new_drafts])
    ids = [draft.edition.pk for draft in new_drafts]
    for start in range(0, len(ids), INDEXED_AT_ONCE):
        index_editions(ids[start : start + INDEXED_AT_ONCE])


def enter_publications(new_drafts: list[Draft]) -> None:
    for draft in new_drafts:
        draft.edition.published_at = draft.published_at
    corrects, actions = Edition.ChangeKind.CORRECTION, RegisterEntry.Action
    entries = RegisterEntry.objects.append_all(
        {
            "action": actions.CORRECTED if draft.edition.change_kind == corrects else actions.PUBLISHED,
            "public_at": draft.published_at,
            "address": draft.edition.url(),
            "title": str(draft.edition),
            "document": build_edition_document(draft.edition, points=draft.points, parts=draft.parts),
        }
        for draft in new_drafts
    )
    for draft, entry in zip(new_drafts, entries, strict=True):
        draft.edition.publication, draft.edition.status = entry, Edition.Status.PUBLISHED


def enter_withdrawals(withdrawn_drafts: list[Draft]) -> None:
    for draft in withdrawn_drafts:
        vars(draft.edition).update(draft.withdrawal)
    entries = RegisterEntry.objects.append_all(
        {
            "action": RegisterEntry.Action.WITHDRAWN,
            "public_at": draft.edition.withdrawn_at,
            "address": draft.edition.url(),
            "title": str(draft.edition),
            "document": build_withdrawal_document(draft.edition),
        }
        for draft in withdrawn_drafts
    )
    for draft, entry in zip(withdrawn_drafts, entries, strict=True):
        draft.edition.withdrawal, draft.edition.status = entry, Edition.Status.WITHDRAWN


def take_steps(editions: list[Edition]) -> None:
    """Takes the editions from draft to published or withdrawn, and saves their transitions. bulk_update would write
    each column as a CASE over all rows, which takes quadratic time; one prepared UPDATE for each row takes a tenth of
    it."""
    fields = [Edition._meta.get_field(name) for name in STEP_COLUMNS]
    columns = ", ".join(f"{field.column} = %s" for field in fields)
    rows = [
        [*(field.get_db_prep_save(getattr(edition, field.attname), connection) for field in fields), edition.pk]
        for edition in editions
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {Edition._meta.db_table} SET {columns} WHERE id = %s", rows)
    Transition.objects.bulk_create(step for edition in editions for step in log(edition))


def log(edition: Edition) -> Iterator[Transition]:
    steps = [("submit", "draft", "in_review", edition.published_at)]
    steps += [("publish", "in_review", "published", edition.published_at)]
    steps += [("withdraw", "published", "withdrawn", edition.withdrawn_at)] if edition.withdrawn_at else []
    for action, before, after, at in steps:
        yield Transition(edition=edition, action=action, from_status=before, to_status=after, at=at, note="Generated.")


def analyze() -> None:
    """Updates the statistics of the database's planner, which the database itself would update much later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
