"""The services board: what each service does on a day, according to the notices in force."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from announcements.models import NoticeItem
from portal.lib import dates
from portal.records.models import Edition

MAX_BOARD_ITEMS = 60
"""Most items shown; a state with more notices in force finds them in the list."""
STALE_AFTER = timedelta(days=90)


@dataclass(frozen=True)
class BoardLine:
    """One item on the board on a day."""

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
        """Nobody said when it ends or when it is looked at again, and the last word on it is old or undated."""
        if self.item.effective_until or (self.item.review_on and self.item.review_on > self.on):
            return False
        last_word = max(filter(None, [self.item.posted_on, self.confirmed_on]), default=None)
        return last_word is None or self.on - last_word > STALE_AFTER


@dataclass(frozen=True)
class BoardPlace:
    name: str
    notice: Edition
    lines: list[BoardLine]


def get_services_board(on: date, known: datetime) -> tuple[list[BoardPlace], bool]:
    """Places with their lines, in the order of places, each with its newest notice first, and of items; and whether
    there are more than are shown."""
    notices = Edition.objects.filter(record__kind="service_notice").applying(on, known)
    items = get_board_items(notices, on).order_by("service__place", "-edition__published_at", "edition_id", "number")
    rows = list(items[: MAX_BOARD_ITEMS + 1])
    confirmed = get_confirmation_days([item.edition_id for item in rows], on, known)
    places: dict[tuple[str, int], BoardPlace] = {}
    for item in rows[:MAX_BOARD_ITEMS]:
        place = places.setdefault(
            (item.service.place, item.edition_id), BoardPlace(item.service.place, item.edition, [])
        )
        place.lines.append(BoardLine(item, on, confirmed.get(item.edition_id)))
    return list(places.values()), len(rows) > MAX_BOARD_ITEMS


def get_board_items(notices, on: date):
    """Of these notices the items that have not ended by the day, with all that a line says."""
    is_running = Q(effective_until__isnull=True) | Q(effective_until__gt=on)
    running = NoticeItem.objects.filter(is_running, edition__in=notices)
    return running.select_related("service", "edition__record").defer("edition__body", "edition__provenance")


def get_confirmation_days(editions: list[int], on: date, known: datetime) -> dict[int, date]:
    """The last day, up to `on`, on which each edition was confirmed as still current."""
    rows = Edition.objects.filter(pk__in=set(editions)).with_standing(on, min(known, dates.get_known_moment(on, known)))
    return {
        edition.pk: dates.get_local_date(edition.confirmed_at) for edition in rows.only("pk") if edition.confirmed_at
    }
