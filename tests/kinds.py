"""The kinds of the portal's own apps, for tests."""

from enum import StrEnum

from announcements.models import PRESS_RELEASE, SERVICE_NOTICE
from guidance.models.memo import MEMO, QUESTIONS


class Kind(StrEnum):
    SERVICE_NOTICE = SERVICE_NOTICE
    PRESS_RELEASE = PRESS_RELEASE
    MEMO = MEMO
    QUESTIONS = QUESTIONS
