"""Puts the artificial records into the database in bulk, past the workflow but under every trigger and constraint."""

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
"""Editions in one transaction, roughly: few enough for a short lock, enough to be quick."""
LIMITS = {"records": (1, 1_000_000), "editions": (1, 100), "points": (0, 200)}
LAST_NUMBER = 9_999_999
OFFICES = 12
STEP_COLUMNS = ("status", "published_at", "publication", *Edition.WITHDRAWAL_COLUMNS[1:])


class Impossible(Exception):
    """One sentence about numbers that make no corpus."""


def generate(*, records: int, editions: int, points: int, seed: int, at: datetime) -> Iterator[int]:
    """Adds that many records to what is there, each with that many editions, and yields how many are done after
    each batch. Raises Impossible before anything is written."""
    for name, value in {"records": records, "editions": editions, "points": points}.items():
        least, most = LIMITS[name]
        if not least <= value <= most:
            raise Impossible(f"The number of {name} must lie between {least} and {most:,}; {value} does not.")
    first = next_number()
    if first + records - 1 > LAST_NUMBER:
        raise Impossible(f"Artificial records are numbered up to {LAST_NUMBER}; {first - 1} are there already.")
    plan = Plan(editions, points, seed, at, *offices())
    size = max(1, BATCH // editions)
    for start in range(0, records, size):
        stop = min(start + size, records)
        load(drafts(range(first + start, first + stop), plan))
        if start == 0:
            # PostgreSQL keeps the triggers' plans, and those made for empty tables read every row for each new one.
            analyze()
        yield stop
    analyze()


def next_number() -> int:
    """One more than the highest number that an artificial record's address has."""
    last = (
        Record.objects.filter(key__regex=r"^artificial-\d{7}$").order_by("-key").values_list("key", flat=True).first()
    )
    return int(last.rpartition("-")[2]) + 1 if last else 1


def offices() -> tuple[list[Issuer], list[Service]]:
    """Who speaks in the artificial records, and what for; made by the first run."""
    issuers, services = [], []
    for number in range(1, OFFICES + 1):
        name = f"Artificial Office {number} (generated)"
        issuers.append(Issuer.objects.get_or_create(key=f"artificial-office-{number}", defaults={"name": name})[0])
        facts = {"name": f"Artificial Counter {number} (generated)", "place": name}
        services.append(Service.objects.get_or_create(key=f"artificial-counter-{number}", defaults=facts)[0])
    return issuers, services


def drafts(numbers: range, plan: Plan) -> list[Draft]:
    made: list[Draft] = []
    for number in numbers:
        made += record_drafts(number, plan, earlier=made[-1].edition.record if made else None)
    return made


@transaction.atomic
def load(made: list[Draft]) -> None:
    """Saves everything as drafts, enters it into the register, publishes, and makes it findable."""
    Record.objects.bulk_create({id(draft.edition.record): draft.edition.record for draft in made}.values())
    Edition.objects.bulk_create(draft.edition for draft in made)
    create_points([point for draft in made for point in draft.points])
    for model in get_part_models():
        model.objects.bulk_create(part for draft in made for part in draft.parts[model.part_name])
    enter_publications(made)
    enter_withdrawals([draft for draft in made if draft.withdrawal])
    take_steps([draft.edition for draft in made])
    ids = [draft.edition.pk for draft in made]
    for start in range(0, len(ids), INDEXED_AT_ONCE):
        index_editions(ids[start : start + INDEXED_AT_ONCE])


def enter_publications(made: list[Draft]) -> None:
    for draft in made:
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
        for draft in made
    )
    for draft, entry in zip(made, entries, strict=True):
        draft.edition.publication, draft.edition.status = entry, Edition.Status.PUBLISHED


def enter_withdrawals(made: list[Draft]) -> None:
    for draft in made:
        vars(draft.edition).update(draft.withdrawal)
    entries = RegisterEntry.objects.append_all(
        {
            "action": RegisterEntry.Action.WITHDRAWN,
            "public_at": draft.edition.withdrawn_at,
            "address": draft.edition.url(),
            "title": str(draft.edition),
            "document": build_withdrawal_document(draft.edition),
        }
        for draft in made
    )
    for draft, entry in zip(made, entries, strict=True):
        draft.edition.withdrawal, draft.edition.status = entry, Edition.Status.WITHDRAWN


def take_steps(editions: list[Edition]) -> None:
    """From draft to published or withdrawn, and the log of it. bulk_update would spell each column as a CASE over
    all rows, which costs the square of their number; one prepared UPDATE for each row costs a tenth."""
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
    """Tells the database's planner how much there is now, which it would otherwise find out much later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
