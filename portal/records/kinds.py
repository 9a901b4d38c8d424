"""The kinds of record, and the words that go with each."""

from django.db import models


class Kind(models.TextChoices):
    SERVICE_NOTICE = "service_notice", "Service notice"
    PRESS_RELEASE = "press_release", "Press release"
    MEMO = "memo", "Guidance memo"
    QUESTIONS = "questions", "Questions and answers"

    @property
    def section(self) -> str:
        """The part of the site, and the URL namespace, where records of this kind live."""
        return KIND_SECTIONS[self]

    @property
    def point_noun(self) -> str:
        """What one point of such a record is called, in the singular; "s" makes the plural."""
        return POINT_NOUNS[self]


KIND_SECTIONS = {
    Kind.SERVICE_NOTICE: "announcements",
    Kind.PRESS_RELEASE: "announcements",
    Kind.MEMO: "guidance",
    Kind.QUESTIONS: "guidance",
}
POINT_NOUNS = {
    Kind.SERVICE_NOTICE: "item",
    Kind.PRESS_RELEASE: "recommendation",
    Kind.MEMO: "recommendation",
    Kind.QUESTIONS: "question",
}


def get_section_kinds(section: str) -> list[Kind]:
    return [kind for kind in Kind if kind.section == section]
