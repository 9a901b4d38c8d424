"""The sections of the overview about officials: questions to answer, and what local agencies decided."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse

from guidance.models import Inquiry, Response
from portal.editorial.dashboard.sections import DashboardRequest, format_moment

RECENT = timedelta(days=30)
"""How long a decision of an agency is listed."""
MAX_WORDS = 200


@dataclass(frozen=True)
class OfficialSection:
    name: str
    title: str
    empty: str
    permission: str
    list_url: str
    """The name and query of the list with filters."""
    rows: Callable[[DashboardRequest], QuerySet]
    describe: Callable[[Inquiry | Response], dict]

    def build_summaries(self, asked: DashboardRequest, shown: int) -> list[dict]:
        """Returns the section with its number and first rows, or nothing if the user may not see it."""
        if not asked.user.has_perm(self.permission):
            return []
        rows = self.rows(asked).select_related("post__agency", "person", "edition")
        rows = rows.defer("edition__body", "edition__provenance")
        name, _, query = self.list_url.partition("?")
        summary = {
            "section": self,
            "count": rows.order_by().count(),
            "list_url": f"{reverse(name)}?{query}".rstrip("?"),
        }
        return [summary | {"rows": [self.describe(row) for row in rows[:shown]]}]


def describe_inquiry(inquiry: Inquiry) -> dict:
    return {
        "url": reverse("answer-inquiry", args=[inquiry.pk]),
        "title": f"{inquiry.post}: {inquiry.edition}",
        "facts": f"Asked by {inquiry.person} {format_moment(inquiry.at)}",
        "description": shorten_text(inquiry.text),
    }


def describe_response(response: Response) -> dict:
    return {
        "url": reverse("admin:guidance_response_change", args=[response.pk]),
        "title": f"{response.post}: {response.edition}",
        "facts": f"{response.get_decision_display()} · {response.person} {format_moment(response.at)}",
        "description": shorten_text(response.note),
    }


def shorten_text(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= MAX_WORDS else f"{words[:MAX_WORDS].rstrip()}…"


QUESTIONS = OfficialSection(
    "questions",
    "Questions of officials to answer",
    "Every question has an answer.",
    "guidance.view_inquiry",
    "admin:guidance_inquiry_changelist?answered=no",
    lambda asked: Inquiry.objects.open().order_by("pk"),
    describe_inquiry,
)
DECISIONS = OfficialSection(
    "decisions",
    "Decided by local agencies in the last 30 days",
    "No agency recorded a decision in the last 30 days.",
    "guidance.view_response",
    "admin:guidance_response_changelist",
    lambda asked: Response.objects.filter(at__gt=asked.at - RECENT).order_by("-pk"),
    describe_response,
)
