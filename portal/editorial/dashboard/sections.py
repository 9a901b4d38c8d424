"""The sections of the overview: their versions, their permissions, and the detail shown for each version."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Min, OuterRef, Subquery

from announcements.models import NoticeItem
from portal.lib import dates
from portal.records.models import Edition
from portal.records.querysets import EditionQuerySet

OLD = timedelta(days=30)
"""Age from which a draft counts as old."""


@dataclass(frozen=True)
class DashboardRequest:
    """The user who views the dashboard, and the moment."""

    user: object
    at: datetime

    @property
    def on(self) -> date:
        return dates.get_local_date(self.at)


@dataclass(frozen=True)
class DashboardSection:
    name: str
    title: str
    empty: str
    """The text of an empty section."""
    rows: Callable[[DashboardRequest], EditionQuerySet]
    describe: Callable[[Edition], str]
    permission: str = "records.view_edition"
    page: tuple[str, ...] = ("change",)
    """The page to which a row links, as arguments of get_edition_admin_url()."""
    oldest_first: bool = True
    is_on_overview: bool = True

    def get_editions(self, asked: DashboardRequest) -> EditionQuerySet:
        """Returns the versions in order, with the columns that the rows show and without texts."""
        rows = self.rows(asked).with_standing(asked.on, asked.at).select_related("record__issuer", "author")
        return rows.defer("body", "provenance").order_by("pk" if self.oldest_first else "-pk")


def format_moment(at: datetime | None) -> str:
    if at is None:
        return "at an unknown time"
    local = at.astimezone(dates.get_time_zone())
    return f"on {dates.format_day(local.date())}, {local:%H:%M}"


def describe_submission(edition) -> str:
    return f"Submitted by {edition.last_by or 'the operator'} {format_moment(edition.last_at)}."


def describe_return(edition) -> str:
    what = "Publication canceled" if edition.last_action == "cancel" else "Sent back"
    return f"{what} by {edition.last_by or 'the operator'} {format_moment(edition.last_at)}: {edition.last_note}"


def describe_draft(edition) -> str:
    return f"Begun {format_moment(edition.begun_at)}."


def describe_schedule(edition) -> str:
    applies = (
        f"applies from {dates.format_day(edition.effective_from)}" if edition.effective_from else "never in effect"
    )
    return f"Public {format_moment(edition.published_at)}; {applies}."


def describe_force_publication(edition) -> str:
    return f"Published by {edition.last_by or 'the operator'} {format_moment(edition.last_at)}: {edition.last_note}"


def describe_due_review(edition) -> str:
    return f"To be reviewed on {dates.format_day(edition.review_on)}; not confirmed since."


def describe_nothing(edition) -> str:
    return ""


def get_past_review(asked: DashboardRequest) -> EditionQuerySet:
    """Returns notices in force with an item whose day of review has come."""
    items = NoticeItem.objects.past_review(asked.on, asked.at).filter(edition=OuterRef("pk"))
    first = items.order_by().values("edition").annotate(first=Min("next_review_on")).values("first")
    return Edition.objects.applying(asked.on, asked.at).filter(Exists(items)).annotate(review_on=Subquery(first))


SECTIONS = (
    DashboardSection(
        "to-publish",
        "In review, for you to publish or send back",
        "No version waits for your review.",
        lambda asked: Edition.objects.awaiting_publication_by(asked.user).with_last_transition("submit"),
        describe_submission,
        permission="records.publish_edition",
        page=("step", "publish"),
    ),
    DashboardSection(
        "sent-back",
        "Sent back to you",
        "Nothing was sent back to you.",
        lambda asked: (
            Edition.objects.drafts(sent_back=True).written_by(asked.user).with_last_transition("send_back", "cancel")
        ),
        describe_return,
    ),
    DashboardSection(
        "my-drafts",
        "Your drafts",
        "You have no drafts.",
        lambda asked: Edition.objects.drafts(sent_back=False).written_by(asked.user),
        describe_draft,
        oldest_first=False,
    ),
    DashboardSection(
        "scheduled",
        "Scheduled",
        "Nothing is scheduled.",
        lambda asked: Edition.objects.scheduled(asked.at),
        describe_schedule,
    ),
    DashboardSection(
        "forced",
        "Published without review, and not reviewed since",
        "Everything that was published without review has been reviewed since.",
        lambda asked: Edition.objects.awaiting_review_after_force().with_last_transition("force_publish"),
        describe_force_publication,
    ),
    DashboardSection(
        "past-review",
        "Notices past their day of review",
        "No notice in effect is past its day of review.",
        get_past_review,
        describe_due_review,
    ),
    DashboardSection(
        "old-drafts",
        "Drafts older than 30 days",
        "No draft is older than 30 days.",
        lambda asked: Edition.objects.drafts().created_before(asked.at - OLD),
        describe_draft,
    ),
    DashboardSection(
        "all",
        "All versions",
        "No version matches the filters.",
        lambda asked: Edition.objects.all(),
        describe_nothing,
        oldest_first=False,
        is_on_overview=False,
    ),
)
BY_NAME = {section.name: section for section in SECTIONS}


def get_sections(user) -> list[DashboardSection]:
    """Returns the sections of the overview that the user may see."""
    return [section for section in SECTIONS if section.is_on_overview and user.has_perm(section.permission)]
