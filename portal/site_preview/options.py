"""The options of a preview, which are stored in the session of a member of staff."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from django.urls import reverse
from django.utils.text import capfirst

from portal.accounts.audiences import list_audiences
from portal.lib import dates
from portal.lib.grammar import add_article
from portal.records.models import Edition

KEY = "site_preview"
RESIDENT = "resident"


def list_readers() -> dict[str, str]:
    """Returns the kinds of readers that can be chosen, as values and labels."""
    officials = {audience.value: capfirst(add_article(audience.singular.lower())) for audience in list_audiences()}
    return {RESIDENT: "A resident"} | officials


@dataclass(frozen=True)
class PreviewOptions:
    on: date
    reader: str
    editions: tuple[int, ...]
    """Primary keys of drafts that count as published. Those that are no longer drafts are ignored."""

    def moment(self, now: datetime) -> datetime:
        """Returns now if the day is today, otherwise noon of the day."""
        return (
            now if self.on == dates.get_local_date(now) else datetime.combine(self.on, time(12), dates.get_time_zone())
        )

    def drafts(self):
        """Returns the chosen editions that are not published yet, ordered by record and number."""
        return Edition.objects.open().filter(pk__in=self.editions).order_by("record", "number")

    def start(self) -> str:
        """Returns where the preview starts: for an official, the officials' desk."""
        if self.reader == RESIDENT:
            return reverse("home")
        return reverse("official")

    @property
    def reader_label(self) -> str:
        return list_readers()[self.reader]

    def save(self, session) -> None:
        session[KEY] = asdict(self) | {"on": self.on.isoformat()}


def load_options(session) -> PreviewOptions | None:
    data = session.get(KEY)
    if not data or data["reader"] not in list_readers():
        return None
    return PreviewOptions(date.fromisoformat(data["on"]), data["reader"], tuple(data["editions"]))
