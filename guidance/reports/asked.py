"""Which report is asked for: of which day, of which agencies; and who may read it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.views.decorators.http import require_safe

from guidance.models.acknowledgement import VIEW_PERMISSION
from guidance.reports.tallies import Line, Progress, lines, posts_on
from portal.accounts.models import Agency, Post
from portal.records.asked import asked_choice, asked_day, asked_moment
from portal.records.days import day_of, known_by

PERMISSIONS = (VIEW_PERMISSION, "guidance.view_response")
TO_COME = "That day is still to come."
STATES = (*((one.value, one.label) for one in Progress), ("undecided", "Not decided"))


def for_report_readers(view):
    """Staff who may view acknowledgements and responses. The address asks for staff."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if not request.user.has_perms(PERMISSIONS):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return require_safe(asked)


@dataclass(frozen=True)
class Asked:
    """`known` is the end of the day, or now on a day that is not over."""

    on: date
    known: datetime
    today: date
    kind: str
    state: str
    town_asked: str

    @cached_property
    def every_post(self) -> list[Post]:
        return posts_on(self.on, self.known)

    @cached_property
    def towns(self) -> list[str]:
        return sorted({post.agency.town for post in self.every_post}, key=str.casefold)

    @cached_property
    def town(self) -> str:
        if self.town_asked and self.town_asked not in self.towns:
            raise Http404(f"No agency in “{self.town_asked[:40]}” was entered by that day.")
        return self.town_asked

    @cached_property
    def posts(self) -> list[Post]:
        """Those of the agencies asked for."""
        wanted = (("kind", self.kind), ("town", self.town))
        return [
            post
            for post in self.every_post
            if all(not value or getattr(post.agency, name) == value for name, value in wanted)
        ]

    @property
    def filters(self) -> list[tuple[str, str, list[tuple[str, str]], str]]:
        """Name, label, choices and what is chosen."""
        return [
            ("kind", "Type of agency", Agency.Kind.choices, self.kind),
            ("town", "Town", [(town, town) for town in self.towns], self.town),
        ]

    def lines(self, asked: dict[tuple, dict[str, str]]) -> list[Line]:
        return lines(self.posts, asked, self.known)

    def is_wanted(self, line: Line) -> bool:
        """Whether the line is in the state asked for."""
        return self.state in ("", line.progress.value) or self.state == "undecided" and not line.has_decided


def asked_report(request) -> Asked:
    """What ?on=, kind=, town= and state= ask for. Raises Http404 with a sentence."""
    at = asked_moment(request)
    today = day_of(at)
    on = asked_day(request, "on") or today
    if on > today:
        raise Http404(TO_COME)
    kind = asked_choice(request, "kind", Agency.Kind.values)
    state = asked_choice(request, "state", [value for value, _ in STATES])
    return Asked(on, known_by(on, at), today, kind, state, request.GET.get("town", "").strip())
