"""The services board: the state of each service on a day, by the notices in force."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from announcements.models import NoticeItem
from portal.lib import dates
from portal.lib.stored_querysets import StoredQuerySet
from portal.records.models import Edition

MAX_BOARD_ITEMS = 60
"""Most items shown. The list of announcements has the rest."""
STALE_AFTER = timedelta(days=90)


@dataclass(frozen=True)
class BoardLine:
    """One item on the board on the day `on`."""

    item: NoticeItem
    on: date
    confirmed_on: date | None

    @property
    def is_upcoming(self) -> bool:
        return bool(self.item.effective_from and self.item.effective_from > self.on)

    @property
    def since(self) -> date | None:
        return self.item.effective_from or self.item.posted_on

    @property
    def is_stale(self) -> bool:
        """Whether the item has neither an end nor a later day of review, and was posted or last confirmed long ago or
        on an unknown day."""
        if self.item.effective_until or (self.item.review_on and self.item.review_on > self.on):
            return False
        current_on = max(filter(None, [self.item.posted_on, self.confirmed_on]), default=None)
        return current_on is None or self.on - current_on > STALE_AFTER


@dataclass(frozen=True)
class BoardPlace:
    name: str
    notice: Edition
    lines: list[BoardLine]


def get_services_board(on: date, known: datetime) -> tuple[list[BoardPlace], bool]:
    """Returns the places with their lines, and whether there are more items than shown. Places are sorted by name; for
    one place, the newest notice comes first; lines are in the order of their items."""
    rows = select_board_items(on=on, known=known)
    confirmed = get_confirmation_days([item.edition_id for item in rows], on, known)
    places: dict[tuple[str, int], BoardPlace] = {}
    for item in rows[:MAX_BOARD_ITEMS]:
        place = places.setdefault(
            (item.service.place, item.edition_id), BoardPlace(item.service.place, item.edition, [])
        )
        place.lines.append(BoardLine(item, on, confirmed.get(item.edition_id)))
    return list(places.values()), len(rows) > MAX_BOARD_ITEMS


@StoredQuerySet
def select_board_items(*, on: date, known: datetime):
    notices = Edition.objects.filter(record__kind="service_notice").applying(on, known)
    items = get_board_items(notices, on).order_by("service__place", "-edition__published_at", "edition_id", "number")
    return items[: MAX_BOARD_ITEMS + 1]


def get_board_items(notices, on: date):
    """Returns the items of these notices that have not ended by the day, with all that a line shows."""
    is_running = Q(effective_until__isnull=True) | Q(effective_until__gt=on)
    running = NoticeItem.objects.filter(is_running, edition__in=notices)
    return running.select_related("service", "edition__record").defer("edition__body", "edition__provenance")


def list_board_addresses(keys: list[str], at: datetime) -> dict[str, str]:
    """Returns the address of the row of each of these services, if it has one on today's board."""
    on = dates.get_local_date(at)
    notices = Edition.objects.filter(record__kind="service_notice").applying(on, at)
    present = get_board_items(notices, on).filter(service__key__in=keys).values_list("service__key", flat=True)
    return {key: f"{reverse('home')}#service-{key}" for key in present}


def get_confirmation_days(editions: list[int], on: date, known: datetime) -> dict[int, date]:
    """Returns the last day, up to `on`, on which each edition was confirmed as still current."""
    if not editions:
        return {}
    at = min(known, dates.get_known_moment(on, known))
    rows = select_confirmations(editions=sorted(set(editions)), on=on, known=at)
    return {edition.pk: dates.get_local_date(edition.confirmed_at) for edition in rows if edition.confirmed_at}


@StoredQuerySet
def select_confirmations(*, editions: list[int], on: date, known: datetime):
    return Edition.objects.filter(pk__in=editions).with_standing(on, known).only("pk")
