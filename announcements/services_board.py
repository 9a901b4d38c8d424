"""The services board: the state of each service on a day, by the notices in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Window
from django.db.models.functions import FirstValue
from django.urls import reverse

from announcements import precedence
from announcements.models import NoticeItem, Service
from portal.lib import dates
from portal.lib.stored_querysets import StoredQuerySet
from portal.records.models import Edition

MAX_BOARD_ITEMS = 60
"""Most items shown. The list of announcements has the rest."""
STALE_AFTER = timedelta(days=90)
NEWEST_FIRST = ("-edition__published_at", "edition_id", "number")


@dataclass(frozen=True)
class BoardLine:
    """One item on the board on the day `on`, as known at a moment. The item has the columns of with_confirmations()."""

    item: NoticeItem
    on: date
    known: datetime

    @property
    def confirmed_on(self) -> date | None:
        """The last day on which the item was confirmed as still current, by itself or with its notice."""
        return dates.get_local_date(self.item.confirmed_at) if self.item.confirmed_at else None

    @property
    def is_upcoming(self) -> bool:
        return bool(self.item.effective_from and self.item.effective_from > self.on)

    @property
    def since(self) -> date | None:
        return self.item.effective_from or self.item.posted_on

    @property
    def until(self) -> date | None:
        """The first day on which the item no longer applies, by its own days or those of its notice."""
        return min(filter(None, [self.item.effective_until, self.item.edition.get_end(self.known)]), default=None)

    @property
    def is_stale(self) -> bool:
        """Whether the item has neither an end nor a later day of review, and was posted or last confirmed long ago or
        on an unknown day."""
        if self.until or (self.item.next_review_on and self.item.next_review_on > self.on):
            return False
        current_on = max(filter(None, [self.item.posted_on, self.confirmed_on]), default=None)
        return current_on is None or self.on - current_on > STALE_AFTER


@dataclass(frozen=True)
class BoardService:
    """The row of a service: what governs on the day, what adds to it, and what begins later."""

    service: Service
    lines: list[BoardLine]
    overridden: list[BoardLine]
    """Items in effect that another one replaces."""
    contradicted: list[BoardLine]
    """Those of the lines that disagree, from different notices; their days do not decide."""


@dataclass(frozen=True)
class BoardPlace:
    name: str
    services: list[BoardService]

    @property
    def lines(self) -> list[BoardLine]:
        return [line for service in self.services for line in service.lines]

    @property
    def notices(self) -> list[Edition]:
        """The notices of all items, each once."""
        lines = [line for service in self.services for line in [*service.lines, *service.overridden]]
        return list({line.item.edition_id: line.item.edition for line in lines}.values())

    @property
    def stale_lines(self) -> list[BoardLine]:
        return [line for line in self.lines if line.is_stale]

    @property
    def stale_confirmations(self) -> list[date | None]:
        """The different days on which the stale items were last confirmed."""
        return list(dict.fromkeys(line.confirmed_on for line in self.stale_lines))


def get_services_board(on: date, known: datetime) -> tuple[list[BoardPlace], bool]:
    """Returns the places with their services, and whether there are more items than shown. Places are sorted by name;
    the services of a place are in the order of the newest notice that names them, and of its items."""
    rows = select_board_items(on=on, known=known)
    has_more = len(rows) > MAX_BOARD_ITEMS
    shown = drop_incomplete_service(rows) if has_more else rows
    by_place: dict[str, dict[int, list[BoardLine]]] = {}
    for item in shown:
        lines = by_place.setdefault(item.service.place, {}).setdefault(item.service_id, [])
        lines.append(BoardLine(item, on, known))
    return [
        BoardPlace(place, [build_board_service(lines) for lines in services.values()])
        for place, services in by_place.items()
    ], has_more


def drop_incomplete_service(rows: list[NoticeItem]) -> list[NoticeItem]:
    """Returns the items to show without those of a service that has more: half a row could hide a contradiction."""
    shown, following = rows[:MAX_BOARD_ITEMS], rows[MAX_BOARD_ITEMS]
    return [item for item in shown if item.service_id != following.service_id] or shown


def build_board_service(lines: Sequence[BoardLine]) -> BoardService:
    """Returns the row of a service from all its items."""
    statements = [line for line in lines if precedence.is_statement(line.item) and not line.is_upcoming]
    overridden = [
        line for line in statements if any(precedence.is_overridden_by(line.item, other.item) for other in statements)
    ]
    governing = [line for line in statements if line not in overridden]
    additions = [line for line in lines if line not in statements and not line.is_upcoming]
    upcoming = sorted((line for line in lines if line.is_upcoming), key=lambda line: line.item.effective_from)
    is_contradiction = (
        len({line.item.availability for line in governing}) > 1
        and len({line.item.edition_id for line in governing}) > 1
    )
    return BoardService(
        lines[0].item.service,
        [*governing, *additions, *upcoming],
        overridden,
        governing if is_contradiction else [],
    )


@StoredQuerySet
def select_board_items(*, on: date, known: datetime):
    """The items of one service follow each other, so that the limit cuts between services."""
    notices = Edition.objects.filter(record__kind="service_notice").applying(on, known)
    names = {"first_at": "edition__published_at", "first_edition": "edition_id", "first_number": "number"}
    order = [F(name.removeprefix("-")).desc() if name[0] == "-" else F(name).asc() for name in NEWEST_FIRST]
    first = {
        name: Window(FirstValue(column), partition_by=[F("service")], order_by=order) for name, column in names.items()
    }
    items = get_board_items(notices, on).with_confirmations(on, known).annotate(**first)
    by_service = ("service__place", "-first_at", "first_edition", "first_number", "service")
    return items.order_by(*by_service, *NEWEST_FIRST)[: MAX_BOARD_ITEMS + 1]


def get_board_items(notices, on: date):
    """Returns the items of these notices that have not ended by the day, with all that a line shows."""
    running = NoticeItem.objects.not_ended(on).filter(edition__in=notices)
    return running.select_related("service", "edition__record").defer("edition__body", "edition__provenance")


def list_board_addresses(keys: list[str], at: datetime) -> dict[str, str]:
    """Returns the address of the row of each of these services, if it has one on today's board."""
    on = dates.get_local_date(at)
    notices = Edition.objects.filter(record__kind="service_notice").applying(on, at)
    present = get_board_items(notices, on).filter(service__key__in=keys).values_list("service__key", flat=True)
    return {key: f"{reverse('home')}#service-{key}" for key in present}
