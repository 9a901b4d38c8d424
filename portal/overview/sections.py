"""What the overview is made of: which versions stand in each section, for whom, and what is told of each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Min, OuterRef, Subquery

from announcements.models import NoticeItem
from portal.records import days
from portal.records.models import Edition
from portal.records.querysets import EditionQuerySet

OLD = timedelta(days=30)
"""How long a draft may be in the making before the desk asks after it."""


@dataclass(frozen=True)
class Asked:
    """Who looks, and when."""

    user: object
    at: datetime

    @property
    def on(self) -> date:
        return days.day_of(self.at)


@dataclass(frozen=True)
class Section:
    name: str
    title: str
    empty: str
    """Said where nothing stands in it."""
    rows: Callable[[Asked], EditionQuerySet]
    tell: Callable[[Edition], str]
    permission: str = "records.view_edition"
    page: tuple[str, ...] = ("change",)
    """Where a row leads: a page of the version's screen, see edition_screen()."""
    oldest_first: bool = True
    is_on_overview: bool = True

    def found(self, asked: Asked) -> EditionQuerySet:
        """What stands in it, in its order, with what its rows show and without the texts."""
        rows = self.rows(asked).with_standing(asked.on, asked.at).select_related("record__issuer", "author")
        return rows.defer("body", "provenance").order_by("pk" if self.oldest_first else "-pk")


def moment(at: datetime | None) -> str:
    if at is None:
        return "at an unknown time"
    local = at.astimezone(days.zone())
    return f"on {days.spelled(local.date())}, {local:%H:%M}"


def submitted(edition) -> str:
    return f"Submitted by {edition.last_by or 'the operator'} {moment(edition.last_at)}."


def sent_back(edition) -> str:
    return f"Sent back by {edition.last_by or 'the operator'} {moment(edition.last_at)}: {edition.last_note}"


def begun(edition) -> str:
    return f"Begun {moment(edition.begun_at)}."


def scheduled(edition) -> str:
    applies = f"applies from {days.spelled(edition.effective_from)}" if edition.effective_from else "never in effect"
    return f"Public {moment(edition.published_at)}; {applies}."


def forced(edition) -> str:
    return f"Published by {edition.last_by or 'the operator'} {moment(edition.last_at)}: {edition.last_note}"


def due(edition) -> str:
    return f"To be reviewed on {days.spelled(edition.review_on)}; not confirmed since."


def nothing(edition) -> str:
    return ""


def past_review(asked: Asked) -> EditionQuerySet:
    """Notices in force with an item whose day of review has come."""
    items = NoticeItem.objects.past_review(asked.on, asked.at).filter(edition=OuterRef("pk"))
    first = items.order_by().values("edition").annotate(first=Min("review_on")).values("first")
    return Edition.objects.applying(asked.on, asked.at).filter(Exists(items)).annotate(review_on=Subquery(first))


SECTIONS = (
    Section(
        "to-publish", "In review, for you to publish or send back", "Nothing waits for your review.",
        lambda asked: Edition.objects.awaiting_publication_by(asked.user).with_last("submit"), submitted,
        permission="records.publish_edition", page=("step", "publish"),
    ),
    Section(
        "sent-back", "Sent back to you", "Nothing was sent back to you.",
        lambda asked: Edition.objects.drafts(sent_back=True).written_by(asked.user).with_last("send_back"), sent_back,
    ),
    Section(
        "my-drafts", "Drafts of yours", "You have no draft in hand.",
        lambda asked: Edition.objects.drafts(sent_back=False).written_by(asked.user), begun, oldest_first=False,
    ),
    Section(
        "scheduled", "Scheduled", "Nothing is scheduled.", lambda asked: Edition.objects.scheduled(asked.at), scheduled,
    ),
    Section(
        "forced", "Published without review, and not reviewed since",
        "Everything that was published without review has been reviewed since.",
        lambda asked: Edition.objects.awaiting_review_after_force().with_last("force_publish"), forced,
    ),
    Section(
        "past-review", "Notices past their day of review", "No notice in effect is past its day of review.",
        past_review, due,
    ),
    Section(
        "old-drafts", "Drafts older than 30 days", "No draft is older than 30 days.",
        lambda asked: Edition.objects.drafts().begun_before(asked.at - OLD), begun,
    ),
    Section(
        "all", "All versions", "No version is like that.", lambda asked: Edition.objects.all(), nothing,
        oldest_first=False, is_on_overview=False,
    ),
)  # fmt: skip
BY_NAME = {section.name: section for section in SECTIONS}


def sections_for(user) -> list[Section]:
    """Those of the overview that the user's role has to do with."""
    return [section for section in SECTIONS if section.is_on_overview and user.has_perm(section.permission)]
