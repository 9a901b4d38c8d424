"""What somebody of the desk has chosen to look at, kept in their session."""

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
    """Who can be chosen as a reader: value and label."""
    officials = {one.value: capfirst(add_article(one.singular.lower())) for one in list_audiences()}
    return {RESIDENT: "A resident"} | officials


@dataclass(frozen=True)
class PreviewOptions:
    on: date
    reader: str
    editions: tuple[int, ...]
    """Primary keys of drafts that count as published; what is no longer a draft is passed over."""

    def moment(self, now: datetime) -> datetime:
        """Now on today's date, else noon of the day."""
        return (
            now if self.on == dates.get_local_date(now) else datetime.combine(self.on, time(12), dates.get_time_zone())
        )

    def drafts(self):
        """The chosen editions that are not published yet, each record's in their order."""
        return Edition.objects.open().filter(pk__in=self.editions).order_by("record", "number")

    def start(self) -> str:
        """Where such a reader begins: an official on the desk for officials."""
        if self.reader == RESIDENT:
            return reverse("home")
        return reverse("official")

    @property
    def reader_label(self) -> str:
        return list_readers()[self.reader]

    def keep(self, session) -> None:
        session[KEY] = asdict(self) | {"on": self.on.isoformat()}


def load_options(session) -> PreviewOptions | None:
    kept = session.get(KEY)
    if not kept or kept["reader"] not in list_readers():
        return None
    return PreviewOptions(date.fromisoformat(kept["on"]), kept["reader"], tuple(kept["editions"]))
