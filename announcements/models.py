"""Announcements: service notices and press releases, and the parts that only they have."""

from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, TruncDate

from announcements import precedence
from portal.lib import dates
from portal.lib.phone_links import find_phone_problem
from portal.records.kinds import get_section_kind_values
from portal.records.models import Edition, EditionPart, Point, Record, SharedRow
from portal.records.models.point import format_iso_date
from portal.records.querysets import EditionKindManager, PointQuerySet

SERVICE_NOTICE = "service_notice"
PRESS_RELEASE = "press_release"


class AnnouncementManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(kind__in=get_section_kind_values("announcements"))


class Announcement(Record):
    """A record of one of this app's kinds. It has no columns of its own."""

    objects = AnnouncementManager()

    class Meta:
        proxy = True


class Service(SharedRow):
    """A service that residents look for, at a place."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=200, help_text="Where the service is. The services board is grouped by place.")

    class Meta:
        ordering = ["place", "name"]
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="%(app_label)s_%(class)s_name")]

    def __str__(self):
        return self.name

    def is_used(self):
        return self.items.exists()


class Availability(models.TextChoices):
    REGULAR_HOURS = "regular_hours", "Regular hours"
    BY_APPOINTMENT = "by_appointment", "By appointment"
    BY_MAIL_ONLY = "by_mail_only", "By mail only"
    LIMITED = "limited", "Limited"
    NO_SERVICE = "no_service", "No service"
    REQUIREMENT_SUSPENDED = "requirement_suspended", "Requirement suspended"
    INFORMATION = "information", "Information"


LAST_MOMENT = datetime(9000, 1, 1, tzinfo=UTC)
"""Everything that is scheduled is public by then."""


class NoticeItemQuerySet(PointQuerySet):
    def with_confirmations(self, on: date, known: datetime):
        """Until a confirmation names another day, the day of review is that of the item."""
        return super().with_confirmations(on, known).annotate(next_review_on=Coalesce("next_review_on", "review_on"))

    def past_review(self, on: date, known: datetime):
        """Returns items that have not ended by the day `on` and whose day of review has come, if nobody has confirmed
        them on the day of review or later. Confirmations up to the moment `known` count."""
        items = self.not_ended(on).with_confirmations(on, known)
        confirmed_on = TruncDate("confirmed_at", tzinfo=dates.get_time_zone())
        unconfirmed = Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=F("next_review_on"))
        return items.annotate(confirmed_on=confirmed_on).filter(unconfirmed, next_review_on__lte=on)

    def beside(self, edition: Edition, on: date):
        """Returns the items of other notices about the services of this edition that apply on the day `on` or later,
        also those that are scheduled."""
        published = Edition.objects.filter(status="published").exclude(record=edition.record_id)
        applying = published.applying(on, LAST_MOMENT)
        later = published.filter(withdrawn_at__isnull=True, effective_from__gt=on, record__is_official=True)
        services = NoticeItem.objects.filter(edition=edition).order_by().values("service")
        items = self.not_ended(on).filter(Q(edition__in=applying) | Q(edition__in=later), service__in=services)
        return items.select_related("service", "edition").order_by("edition", "number")


class NoticeItem(Point):
    data_related = ("service",)
    decided_columns = ("service",)

    service = models.ForeignKey(Service, models.PROTECT, related_name="items")
    availability = models.CharField(max_length=24, choices=Availability)
    review_on = models.DateField(null=True, blank=True, help_text="The day on which staff review it.")

    objects = NoticeItemQuerySet.as_manager()

    class Meta:
        verbose_name = "item"
        indexes = [models.Index(fields=["review_on"], name="announcements_item_review")]
        constraints = [
            models.CheckConstraint(
                condition=Q(availability__in=Availability.values), name="%(app_label)s_%(class)s_availability"
            ),
        ]

    def as_data(self):
        return {
            **super().as_data(),
            "service": {"key": self.service.key, "name": self.service.name, "place": self.service.place},
            "availability": self.availability,
            "review_on": format_iso_date(self.review_on),
        }

    @classmethod
    def parse_data(cls, data, known):
        return {**super().parse_data(data, known), "service": known.services[data["service"]["key"]]}

    @classmethod
    def warnings(cls, edition, at):
        on = max(dates.get_local_date(at), edition.effective_from or date.min)
        items = list(cls.objects.not_ended(on).filter(edition=edition).select_related("service", "edition"))
        return precedence.describe_contradictions(items, list(cls.objects.beside(edition, on)))

    def obstacles(self, *, is_new):
        if is_new and self.effective_until is None and self.review_on is None:
            return [
                f"Item {self.number} is new: give it an end or a day of review, so that it does not go out of date."
            ]
        return []


class Contact(EditionPart):
    """A contact of the announcement, as printed."""

    part_name = "contacts"

    name = models.CharField(max_length=200)
    office = models.CharField(max_length=200, blank=True)
    email = models.EmailField("e-mail", blank=True)
    office_phone = models.CharField(max_length=40, blank=True)
    cell_phone = models.CharField(max_length=40, blank=True)
    fax = models.CharField(max_length=40, blank=True)
    other_phone = models.CharField(max_length=40, blank=True)

    PHONES = {"office_phone": "office", "cell_phone": "cell", "fax": "fax", "other_phone": "other"}

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        problems = {column: find_phone_problem(getattr(self, column)) for column in self.PHONES}
        if errors := {column: problem for column, problem in problems.items() if problem}:
            raise ValidationError(errors)

    @classmethod
    def obstacles(cls, edition, rows):
        if edition.is_reconstructed:
            return []
        if edition.record.kind == PRESS_RELEASE and not rows:
            return ["A press release needs a contact for the press."]
        numbers = [(row.name, find_phone_problem(getattr(row, column))) for row in rows for column in cls.PHONES]
        return [f"Contact “{name}”: {problem}" for name, problem in numbers if problem]

    def as_data(self):
        phones = [{"number": getattr(self, column), "type": kind} for column, kind in self.PHONES.items()]
        return {
            "name": self.name,
            "office": self.office,
            "email": self.email,
            "phones": [phone for phone in phones if phone["number"]],
        }

    @classmethod
    def parse_data(cls, data, known):
        columns = {kind: column for column, kind in cls.PHONES.items()}
        phones = {columns[phone["type"]]: phone["number"] for phone in data["phones"]}
        return {"name": data["name"], "office": data["office"], "email": data["email"], **phones}


class Release(EditionPart):
    """The lines that only a press release has."""

    part_name = "release"
    is_single = True

    dateline = models.CharField(
        max_length=100, blank=True, help_text="The place at the beginning of the text, as printed."
    )
    release_line = models.CharField(max_length=200, blank=True, help_text="As printed, such as: For Immediate Release.")

    class Meta(EditionPart.Meta):
        constraints = [models.UniqueConstraint(fields=["edition"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return self.dateline

    def as_data(self):
        return {"dateline": self.dateline, "release_line": self.release_line}


class NoticeEdition(Edition):
    """A version of a service notice, for its pages on the editorial desk."""

    objects = EditionKindManager(SERVICE_NOTICE)

    class Meta:
        proxy = True
        verbose_name = "service notice version"


class ReleaseEdition(Edition):
    """A version of a press release, for its pages on the editorial desk."""

    objects = EditionKindManager(PRESS_RELEASE)

    class Meta:
        proxy = True
        verbose_name = "press release version"
