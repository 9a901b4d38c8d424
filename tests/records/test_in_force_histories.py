"""In random histories of two records, the queries for editions that apply return the same as a simple model."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.records.models import Edition, Record
from portal.records.querysets import Standing
from portal.register.models import RegisterEntry
from tests.factories import make_issuer

pytestmark = pytest.mark.django_db
FIRST_DAY, FIRST_MOMENT = date(2025, 3, 1), datetime(2025, 3, 1, 12, tzinfo=UTC)
# Only a few days and moments, so that they often coincide.
DAYS = st.integers(0, 3).map(lambda n: FIRST_DAY + timedelta(days=n))
MOMENTS = st.integers(0, 3).map(lambda n: FIRST_MOMENT + timedelta(days=n))


@dataclass(frozen=True)
class Text:
    """One edition in the simple model."""

    record: str
    is_official: bool
    number: int
    published_at: datetime | None
    effective_from: date | None
    effective_until: date | None
    withdrawn_at: datetime | None
    withdrawn_from: date | None

    def is_public(self, known: datetime) -> bool:
        return self.published_at is not None and self.published_at <= known

    def is_withdrawn(self, on: date, known: datetime) -> bool:
        return self.withdrawn_at is not None and self.withdrawn_at <= known and self.withdrawn_from <= on

    def is_eligible(self, on: date, known: datetime) -> bool:
        has_begun = self.effective_from is not None and self.effective_from <= on
        return self.is_official and has_begun and self.is_public(known) and not self.is_withdrawn(on, known)

    def has_ended(self, on: date) -> bool:
        return self.effective_until is not None and self.effective_until <= on


def one_in(draw, count: int) -> bool:
    return draw(st.integers(1, count)) == count


@st.composite
def histories(draw, record: str) -> list[Text]:
    is_official = not one_in(draw, 10)
    return [draw(texts(record, is_official, number)) for number in range(1, draw(st.integers(0, 7)) + 1)]


@st.composite
def texts(draw, record: str, is_official: bool, number: int) -> Text:
    published_at = None if one_in(draw, 6) else draw(MOMENTS)
    effective_from = None if one_in(draw, 8) else draw(DAYS)
    text = Text(record, is_official, number, published_at, effective_from, None, None, None)
    if effective_from and one_in(draw, 3):
        text = replace(text, effective_until=effective_from + timedelta(days=draw(st.integers(1, 3))))
    if published_at and one_in(draw, 3):
        text = replace(text, withdrawn_at=max(draw(MOMENTS), published_at), withdrawn_from=draw(DAYS))
    return text


def model_in_force(history: list[Text], on: date, known: datetime) -> Text | None:
    eligible = [text for text in history if text.is_eligible(on, known)]
    return max(eligible, key=lambda text: (text.effective_from, text.number), default=None)


def model_showing(history: list[Text], on: date, known: datetime) -> Text | None:
    public = [text for text in history if text.is_public(known)]
    return model_in_force(history, on, known) or max(public, key=lambda text: text.number, default=None)


def model_standing(text: Text, history: list[Text], on: date, known: datetime) -> str:
    if not text.is_public(known):
        return "unpublished"
    if text.is_withdrawn(on, known):
        return "withdrawn"
    if not text.is_official or text.effective_from is None:
        return "reference"
    if text.effective_from > on:
        return "upcoming"
    if text != model_in_force(history, on, known):
        return "superseded"
    return "ended" if text.has_ended(on) else "in_effect"


def insert(history: list[Text]) -> None:
    """Inserts rows directly, in an order that the triggers permit: drafts first, then one publication of each."""
    issuer = make_issuer()
    is_official = {text.record: text.is_official for text in history}
    records = {
        record.key: record
        for record in Record.objects.bulk_create(
            Record(key=key, kind="memo", issuer=issuer, is_official=official) for key, official in is_official.items()
        )
    }
    editions = Edition.objects.bulk_create(
        Edition(
            record=records[text.record],
            number=text.number,
            title="T",
            effective_from=text.effective_from,
            effective_until=text.effective_until,
            change_kind="minor",
            change_note="N",
        )
        for text in history
    )
    public = [(edition, text) for edition, text in zip(editions, history, strict=True) if text.published_at]
    change = {"action": "published", "public_at": FIRST_MOMENT, "address": "/", "title": "T", "document": {}}
    entries = iter(RegisterEntry.objects.append_all([change] * (2 * len(public))))
    for edition, text in public:
        edition.status, edition.published_at, edition.publication = "published", text.published_at, next(entries)
        if text.withdrawn_at:
            edition.status, edition.withdrawal = "withdrawn", next(entries)
            edition.withdrawn_at, edition.withdrawn_from = text.withdrawn_at, text.withdrawn_from
            edition.withdrawal_kind, edition.withdrawal_reason = "no_longer_applies", "R"
    columns = ["published_at", "publication", *Edition.WITHDRAWAL_COLUMNS]
    Edition.objects.bulk_update([edition for edition, _ in public], columns)


def keys(texts) -> set[tuple[str, int]]:
    return {(text.record, text.number) for text in texts if text is not None}


def rows(queryset) -> list[tuple[str, int]]:
    return list(queryset.values_list("record__key", "number"))


QUESTIONS = st.lists(st.tuples(DAYS, MOMENTS), min_size=6, max_size=6, unique=True)
WANTED = st.lists(st.sampled_from(Standing.values), min_size=1, max_size=3, unique=True)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=histories("one"), second=histories("other"), questions=QUESTIONS, wanted=WANTED)
def test_the_queries_return_the_same_as_the_simple_model(db, first, second, questions, wanted):
    with transaction.atomic():
        insert([*first, *second])
        for on, known in questions:
            in_force = [model_in_force(history, on, known) for history in (first, second)]
            expected = {
                "in_force": keys(in_force),
                "applying": keys(text for text in in_force if text and not text.has_ended(on)),
                "showing": keys(model_showing(history, on, known) for history in (first, second)),
                "public": keys(text for text in [*first, *second] if text.is_public(known)),
            }
            actual = {
                "in_force": rows(Edition.objects.in_force(on, known)),
                "applying": rows(Edition.objects.applying(on, known)),
                "showing": rows(Edition.objects.showing(on, known)),
                "public": rows(Edition.objects.public(known)),
            }
            assert {name: sorted(numbers) for name, numbers in actual.items()} == {
                name: sorted(numbers) for name, numbers in expected.items()
            }
            standings = {
                (text.record, text.number): model_standing(text, history, on, known)
                for history in (first, second)
                for text in history
            }
            judged = Edition.objects.with_standing(on, known).values_list("record__key", "number", "standing_then")
            assert {(key, number): standing for key, number, standing in judged} == standings
            assert sorted(rows(Edition.objects.of_standing(wanted, on, known))) == sorted(
                edition for edition, standing in standings.items() if standing in wanted
            )
        transaction.set_rollback(True)
