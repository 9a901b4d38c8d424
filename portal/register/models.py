"""The register: one append-only row for each publication, correction, confirmation or withdrawal, and for each
publication that was scheduled and canceled before its day."""

from datetime import UTC, datetime

from django.db import connection, models, transaction
from django.db.models import Q

from portal.register import hash_chain

DATABASE_CLOCK_SQL = {
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now')",
    "postgresql": "SELECT now()",
}
NEVER_PUBLIC = datetime(9999, 1, 1, tzinfo=UTC)
"""`public_at` of an entry that never becomes public: about a text for officials only, or about a cancellation."""
# An arbitrary number that no other lock of the portal uses.
WRITERS_LOCK_ID = 5_727_301


def get_database_time(statements: dict[str, str] = DATABASE_CLOCK_SQL) -> datetime:
    """Returns the time of the database's clock, the only source of `recorded_at`. `statements` has one for each
    vendor."""
    with connection.cursor() as cursor:
        cursor.execute(statements[connection.vendor])
        moment = cursor.fetchone()[0]
    return (datetime.fromisoformat(moment) if isinstance(moment, str) else moment).astimezone(UTC)


def wait_for_other_writers() -> None:
    """Admits one writer at a time, until its transaction ends. On SQLite, immediate transactions ensure this."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS_LOCK_ID])


class RegisterQuerySet(models.QuerySet):
    def public(self, at):
        """Returns the entries that anyone may read at the moment `at`. The others are part of the chain, but hidden; a
        canceled publication stays hidden after its day."""
        return self.filter(public_at__lte=at).exclude(number__in=self.model.objects.canceled_numbers())

    def canceled_numbers(self):
        return self.model.objects.filter(cancels__isnull=False).order_by().values("cancels")

    def head(self):
        """Returns the newest entry, or None while the register is empty."""
        return self.order_by("-number").first()

    def append(self, **change):
        """Adds the next entry and returns it. Call it inside the transaction of the change it records."""
        [entry] = self.append_all([change])
        return entry

    @transaction.atomic
    def append_all(self, changes):
        """Adds an entry for each change, in order. A change has `action`, `public_at`, `address`, `title`, and
        `document`, of which the entry stores the canonical JSON. The document of a cancellation names the entry that
        it `cancels`."""
        wait_for_other_writers()
        head, recorded_at, entries = self.head(), get_database_time(), []
        number, previous = (head.number, head.hash) if head else (0, hash_chain.GENESIS_HASH)
        for change in changes:
            number += 1
            content = hash_chain.dump_canonical_json(change["document"])
            facts = {
                "number": number,
                "action": change["action"],
                "public_at": change["public_at"],
                "recorded_at": recorded_at,
                "address": change["address"],
                "title": change["title"],
                "content_digest": hash_chain.hash_text(content),
                "previous": previous,
            }
            previous = hash_chain.hash_entry(**facts)
            cancels = change.get("cancels")
            entries.append(self.model(**facts, content=content, hash=previous, cancels=cancels))
        return self.bulk_create(entries, batch_size=500)


class RegisterEntry(models.Model):
    class Action(models.TextChoices):
        PUBLISHED = "published", "Published"
        CORRECTED = "corrected", "Corrected"
        CONFIRMED = "confirmed", "Confirmed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        CANCELED = "canceled", "Canceled"

    # Set by querysets that ask for the subjects of entries; ids of editions, and the number of the cancellation.
    is_third_party: int | None
    is_retracted: int | None
    canceled_by: int | None = None
    language: str | None

    number = models.PositiveBigIntegerField(primary_key=True)
    action = models.CharField(max_length=12, choices=Action)
    public_at = models.DateTimeField(help_text="When the public could read it.")
    recorded_at = models.DateTimeField(help_text="The database's clock when this portal recorded it.")
    address = models.CharField(max_length=300, db_index=True)
    title = models.TextField()
    content = models.TextField(help_text="The canonical JSON of what was published.")
    content_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)
    cancels = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        related_name="cancellation",
        help_text="The scheduled publication that this entry cancels. Nobody could read it, and nobody ever will.",
    )

    objects = RegisterQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "register entries"
        indexes = [models.Index(fields=["-public_at", "-number"], name="register_entry_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=["published", "corrected", "confirmed", "withdrawn"], cancels__isnull=True)
                | Q(action="canceled", cancels__isnull=False),
                name="%(app_label)s_%(class)s_action",
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.get_action_display()}: {self.title}"

    @property
    def is_for_officials(self) -> bool:
        return self.public_at == NEVER_PUBLIC and self.action != self.Action.CANCELED

    def is_sealed_at(self, at: datetime) -> bool:
        """Whether only the links in the chain may be shown at the moment. For a canceled publication, they are all that
        is ever shown. The entry has the columns of annotate_subjects()."""
        return self.public_at > at or self.canceled_by is not None

    def facts(self) -> dict:
        """Returns the facts from which the entry's hash is computed."""
        names = ["number", "action", "public_at", "recorded_at", "address", "title", "content_digest", "previous"]
        return {name: getattr(self, name) for name in names}
