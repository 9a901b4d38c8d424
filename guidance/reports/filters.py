"""The filters of a report, such as day and town, and the permissions to read reports."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.views.decorators.http import require_safe

from guidance.models.acknowledgement import VIEW_PERMISSION
from guidance.reports.statistics import MemoProgress, ReportLine, build_report_lines, list_posts
from portal.accounts.audiences import get_agency_kind_choices
from portal.accounts.models import Post
from portal.lib.dates import get_known_moment, get_local_date
from portal.lib.query_params import get_choice, get_date, get_now

REPORT_PERMISSIONS = (VIEW_PERMISSION, "guidance.view_response")
FUTURE_DAY = "That day is in the future."
STATE_CHOICES = (*((progress.value, progress.label) for progress in MemoProgress), ("undecided", "Not decided"))


def require_report_access(view):
    """Decorates a view for users with the permissions to view acknowledgements and responses. The URL configuration
    already requires staff."""

    @wraps(view)
    def check_permissions(request, *args, **kwargs):
        if not request.user.has_perms(REPORT_PERMISSIONS):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return require_safe(check_permissions)


@dataclass(frozen=True)
class ReportFilters:
    """The filters of a report as of the day `on`. `known` is the end of that day, or now if the day is not over."""

    on: date
    known: datetime
    today: date
    kind: str
    state: str
    town_asked: str

    @cached_property
    def all_posts(self) -> list[Post]:
        return list_posts(self.on, self.known)

    @cached_property
    def towns(self) -> list[str]:
        return sorted({post.agency.town for post in self.all_posts}, key=str.casefold)

    @cached_property
    def town(self) -> str:
        if self.town_asked and self.town_asked not in self.towns:
            raise Http404(f"The portal had no agency in “{self.town_asked[:40]}” on that day.")
        return self.town_asked

    @cached_property
    def posts(self) -> list[Post]:
        """The posts of the agencies that match the filters."""
        conditions = (("kind", self.kind), ("town", self.town))
        return [
            post
            for post in self.all_posts
            if all(not value or getattr(post.agency, name) == value for name, value in conditions)
        ]

    @property
    def filters(self) -> list[tuple[str, str, list[tuple[str, str]], str]]:
        """Name, label, choices and current value of each filter."""
        return [
            ("kind", "Type of agency", get_agency_kind_choices(), self.kind),
            ("town", "Town", [(town, town) for town in self.towns], self.town),
        ]

    def lines(self, asked: dict[tuple, dict[str, str]]) -> list[ReportLine]:
        return build_report_lines(self.posts, asked, self.known)

    def is_wanted(self, line: ReportLine) -> bool:
        """Whether the line matches the filter by state."""
        return self.state in ("", line.progress.value) or self.state == "undecided" and not line.has_decided


def get_report_filters(request) -> ReportFilters:
    """Reads the filters from ?on=, kind=, town= and state=. Raises Http404 with a sentence."""
    at = get_now(request)
    today = get_local_date(at)
    on = get_date(request, "on") or today
    if on > today:
        raise Http404(FUTURE_DAY)
    kind = get_choice(request, "kind", [kind for kind, _ in get_agency_kind_choices()])
    state = get_choice(request, "state", [value for value, _ in STATE_CHOICES])
    return ReportFilters(on, get_known_moment(on, at), today, kind, state, request.GET.get("town", "").strip())
