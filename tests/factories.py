"""Makes rows for one test. Publications go through the workflow, as on the desk."""

from datetime import date, datetime
from itertools import count

from django.apps import apps
from django.db import connection

from announcements.models import Service
from portal.accounts.audiences import POLICE_CHIEFS, get_audience
from portal.accounts.models import Agency, Holding, Post
from portal.lib.dates import get_time_zone
from portal.records.kinds import get_point_model
from portal.records.models import Edition, Issuer, Record
from portal.sources.models import SourceDocument
from portal.sources.source_steps import publish_source
from tests.kinds import Kind

serial = count(1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """Returns a moment in the state's time zone: "2025-07-02 10:00", or "2025-07-02" for the beginning of the day."""
    return datetime.fromisoformat(text).replace(tzinfo=get_time_zone())


def make_issuer(key: str = "governor", name: str = "Office of the Governor") -> Issuer:
    return Issuer.objects.get_or_create(key=key, defaults={"name": name})[0]


def make_service(key: str = "fingerprints", name: str = "Fingerprint Identification Unit") -> Service:
    return Service.objects.get_or_create(key=key, defaults={"name": name, "place": "Headquarters"})[0]


def make_record(kind: str = Kind.PRESS_RELEASE, *, key: str = "", is_official: bool = True) -> Record:
    issuer = make_issuer() if is_official else None
    return Record.objects.create(key=key or f"record-{next(serial)}", kind=kind, issuer=issuer, is_official=is_official)


def make_draft(record: Record, *, by=None, points: list[str | dict] | None = None, **facts) -> Edition:
    """Returns the next edition of the record, ready to be submitted. `points` has the text or the columns of each
    point; without it, the edition keeps the points of the published edition that it copies, or has one point."""
    asked = set(facts)
    if record.is_official:
        facts.setdefault("effective_from", day("2025-06-01"))
    if record.editions.exists():
        facts = {"change_kind": "minor", "change_note": "All points say it better."} | facts
    if not record.editions.filter(status="published").exists():
        facts.setdefault("title", "On the matter")
    edition = record.draft(by=by, **facts)
    if points is None and not edition.points.exists():
        points = ["Do this."]
    if points is not None:
        copied = set(edition.points.values_list("key", flat=True))
        edition.points.all().delete()
        for number, point in enumerate(points, 1):
            add_point(edition, number, point)
        # What adds or removes points is not minor.
        if "change_kind" not in asked and edition.number > 1 and copied != {p.key for p in edition.points.all()}:
            edition.change_kind = "major"
            edition.save()
    if record.kind == Kind.PRESS_RELEASE and not edition.contacts.exists():
        edition.contacts.create(name="Press office", email="press@example.org")
    return edition


def add_point(edition: Edition, number: int, point: str | dict):
    """Adds a point with the columns that its kind requires. `point` is its text or its columns."""
    model = get_point_model(edition.record.kind)
    columns = {"text": point} if isinstance(point, str) else point
    facts = {"key": f"point-{number}", "number": number, "text": "Do this."} | columns
    names = {field.name for field in model._meta.fields}
    if "service" in names:
        facts = {"service": make_service(), "availability": "limited", "review_on": day("2025-12-01")} | facts
    if "audience" in names:
        facts = {"audience": "police_chiefs"} | facts
    return model.objects.create(edition=edition, **facts)


def publish(edition: Edition, *, at: datetime, by=None) -> Edition:
    """Submits the edition as its author and publishes it as `by`. None is the operator."""
    edition.perform("submit", by=edition.author, at=at)
    edition.perform("publish", by=by, at=at)
    return edition


def make_published(record: Record, *, at: datetime, author=None, by=None, **facts) -> Edition:
    return publish(make_draft(record, by=author, **facts), at=at, by=by)


def withdraw(edition: Edition, *, at: datetime, by=None, kind: str = "no_longer_applies", **facts) -> Edition:
    edition.perform("withdraw", by=by, at=at, note="It is over.", kind=kind, **facts)
    return edition


def make_source(key: str, text: str = "Words as found.", *, is_public: bool = True, **facts) -> SourceDocument:
    """Makes a source document and, unless a citation is to make it public, publishes it by itself."""
    facts = {"kind": "page", "title": "Found", "is_official": False, "file_name": f"{key}.txt"} | facts
    source = SourceDocument.objects.create(key=key, text=text, **facts)
    if is_public:
        publish_source(source, at=moment("2025-01-01"))
    return source


def everything() -> dict[str, list[tuple]]:
    """Returns all rows of the portal's own tables, so that a test can check that a refusal changed nothing."""
    labels = ("records", "register", "sources", "announcements", "guidance", "accounts")
    models = [model for label in labels for model in apps.get_app_config(label).get_models() if not model._meta.proxy]
    with connection.cursor() as cursor:
        return {model._meta.label: list_rows(cursor, model) for model in models}


def list_rows(cursor, model) -> list[tuple]:
    """Reads the rows without the ORM, which takes ten times as long; hundreds of tests use this."""
    table, key = map(connection.ops.quote_name, (model._meta.db_table, model._meta.pk.column))
    cursor.execute(f"SELECT * FROM {table} ORDER BY {key}")
    return cursor.fetchall()


def make_post(town: str = "Ashford", audience: str = "police_chiefs", **facts) -> Post:
    """Returns the post in the police department or school district of the town. Creates the post, with `facts`, and its
    agency if they do not exist."""
    name = f"{town} {'Police Department' if audience == POLICE_CHIEFS else 'Public Schools'}"
    kind = get_audience(audience).agency_kind
    agency, _ = Agency.objects.get_or_create(name=name, defaults={"kind": kind, "town": town})
    return Post.objects.get_or_create(agency=agency, audience=audience, defaults=facts)[0]


def make_holding(post: Post, person, held_from: str = "2020-01-01", held_until: str = "", **facts) -> Holding:
    end = day(held_until) if held_until else None
    return Holding.objects.create(post=post, person=person, held_from=day(held_from), held_until=end, **facts)
