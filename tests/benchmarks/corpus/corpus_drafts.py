"""Builds the rows of an artificial record without saving them. Its texts depend only on its number and the seed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from announcements.models import Availability, Contact, NoticeItem, Release, Service
from guidance.models import Addressee, Recommendation, Signer
from portal.accounts.audiences import get_audience_values
from portal.lib.dates import get_local_date, get_start_of_day
from portal.records.kinds import get_point_model
from portal.records.models import Edition, EditionPart, Issuer, Point, Record, Relation
from tests.benchmarks.corpus import corpus_words
from tests.kinds import Kind

SPAN = 4000
"""Days over which publications are spread, up to the day before the corpus is made."""
ITEMS = 2
"""Points of a service notice; few, so that the services board stays readable."""


@dataclass
class Draft:
    """An edition with its points and parts, and the dates of its publication and withdrawal."""

    edition: Edition
    published_at: datetime
    points: list[Point] = field(default_factory=list)
    parts: dict[str, list[EditionPart]] = field(default_factory=lambda: defaultdict(list))
    withdrawal: dict = field(default_factory=dict)
    """The columns of its withdrawal, if there is one."""


@dataclass(frozen=True)
class Plan:
    """What all records of one run have in common."""

    editions: int
    points: int
    seed: int
    at: datetime
    issuers: list[Issuer]
    services: list[Service]


def kind_of(number: int) -> Kind:
    """Returns the kind of a record: of fifty, one is a notice, five are third-party texts, and the rest are releases
    and memos in about equal numbers."""
    if number % 50 == 1:
        return Kind.SERVICE_NOTICE
    if number % 10 == 0:
        return Kind.QUESTIONS
    return Kind.PRESS_RELEASE if number % 2 else Kind.MEMO


def record_drafts(number: int, plan: Plan, earlier: Record | None) -> list[Draft]:
    """Returns all editions of the record `number`, oldest first. A release announces the record `earlier`."""
    rng, kind = Random(f"{plan.seed} {number}"), kind_of(number)
    is_official = kind != Kind.QUESTIONS
    issuer = rng.choice(plan.issuers) if is_official else None
    record = Record(key=f"artificial-{number:07}", kind=kind, is_official=is_official, issuer=issuer)
    title, texts = (
        corpus_words.title(kind, number, rng),
        [corpus_words.paragraph(rng, 2) for _ in range(points_of(kind, plan))],
    )
    headings = [corpus_words.question(rng) if kind == Kind.QUESTIONS else "" for _ in texts]
    drafts = []
    for index, published_at in enumerate(publications(rng, plan), 1):
        if texts and index > 1:
            texts[rng.randrange(len(texts))] = corpus_words.paragraph(rng, 2)
        draft = Draft(edition(record, index, title, published_at, rng, plan), published_at)
        draft.points = list(points(draft, headings, texts, rng, plan))
        add_parts(draft, earlier, rng)
        draft.withdrawal = withdrawal(draft, rng, plan.at)
        drafts.append(draft)
    return drafts


def points_of(kind: Kind, plan: Plan) -> int:
    """Returns the number of points. A release has fewer, because most of its text is in the body."""
    return {Kind.SERVICE_NOTICE: ITEMS, Kind.PRESS_RELEASE: plan.points // 2}.get(kind, plan.points)


def publications(rng: Random, plan: Plan) -> list[datetime]:
    """Returns the moments at which the editions become public, oldest first. One of fifty records has a last edition in
    the future."""
    today = get_local_date(plan.at)
    ages = sorted(rng.sample(range(1, SPAN), plan.editions), reverse=True)
    if rng.random() < 0.02:
        ages[-1] = -rng.randint(1, 60)
    return [get_start_of_day(today - timedelta(age)) + timedelta(minutes=rng.randint(480, 1080)) for age in ages]


def edition(record: Record, number: int, title: str, published_at: datetime, rng: Random, plan: Plan) -> Edition:
    first, until = span(record, get_local_date(published_at), rng, get_local_date(plan.at), number == plan.editions)
    # Recommendations are added and removed at random, so no change of a memo is minor.
    kinds = [kind for kind in Edition.ChangeKind.values if kind != "minor" or record.kind != Kind.MEMO]
    change = {
        "change_kind": rng.choice(kinds),
        "change_note": f"In all points: {corpus_words.sentence(rng)}",
    }
    return Edition(
        record=record,
        number=number,
        title=title,
        subtitle=corpus_words.sentence(rng) if record.kind == Kind.PRESS_RELEASE else "",
        body="" if record.kind == Kind.SERVICE_NOTICE else corpus_words.body(rng),
        provenance=corpus_words.provenance(first, get_local_date(published_at)),
        signed_on=get_local_date(published_at) if record.kind == Kind.MEMO else None,
        effective_from=first,
        effective_until=until,
        **(change if number > 1 else {}),
    )


def span(record: Record, on: date, rng: Random, today: date, is_last: bool) -> tuple[date | None, date | None]:
    """Returns the first day and the end: usually from the day of publication on, sometimes backdated, in the future, or
    with an end."""
    if not record.is_official:
        return None, None
    first, roll = on, rng.random()
    if roll < 0.10:
        first = on - timedelta(rng.randint(1, 90))
    elif roll < 0.15:
        first = on + timedelta(rng.randint(1, 60))
    elif roll < 0.18 and is_last:
        first = max(on, today) + timedelta(rng.randint(1, 200))
    if record.kind == Kind.SERVICE_NOTICE:
        return first, first + timedelta(rng.randint(3, 12)) if rng.random() < 0.997 else None
    return first, first + timedelta(rng.randint(30, 400)) if rng.random() < 0.15 else None


def points(draft: Draft, headings: list[str], texts: list[str], rng: Random, plan: Plan) -> Iterable[Point]:
    edition, model = draft.edition, get_point_model(draft.edition.record.kind)
    for number, (heading, text) in enumerate(zip(headings, texts, strict=True), 1):
        own = {}
        if model is NoticeItem:
            own = {"service": rng.choice(plan.services), "availability": rng.choice(Availability.values)}
            own |= {"posted_on": edition.effective_from, "review_on": edition.effective_from + timedelta(90)}
        elif model is Recommendation:
            own = {"audience": rng.choice(get_audience_values())}
        yield model(edition=edition, key=f"point-{number}", number=number, heading=heading, text=text, **own)


def add_parts(draft: Draft, earlier: Record | None, rng: Random) -> None:
    rows: list[EditionPart] = []
    if draft.edition.record.kind == Kind.PRESS_RELEASE:
        rows += [Release(dateline="ARTIFICIAL TOWN", release_line="For Immediate Release")]
        rows += [Contact(name=f"Press Desk {rng.randint(1, 9)} (generated)", email="press@office.example")]
        rows += [Relation(kind=Relation.Kind.ANNOUNCES, to_record=earlier)] if earlier else []
    if draft.edition.record.kind == Kind.MEMO:
        rows += [Signer(name=f"Officer {rng.randint(1, 99)} (generated)", office=draft.edition.record.issuer.name)]
        rows += [Addressee(audience=rng.choice(get_audience_values()))]
    for row in rows:
        row.edition = draft.edition
        draft.parts[row.part_name].append(row)


def withdrawal(draft: Draft, rng: Random, at: datetime) -> dict:
    """Returns the columns of a withdrawal for one of twenty-five editions; one of four was published in error."""
    if rng.random() >= 0.04:
        return {}
    kinds = Edition.WithdrawalKind
    in_error = rng.random() < 0.25
    moment = max(draft.published_at, min(at, draft.published_at + timedelta(rng.randint(1, 60))))
    return {
        "withdrawn_at": moment,
        "withdrawn_from": in_error and draft.edition.effective_from or get_local_date(moment),
        "withdrawal_kind": kinds.PUBLISHED_IN_ERROR if in_error else kinds.NO_LONGER_APPLIES,
        "withdrawal_reason": corpus_words.sentence(rng),
    }
