"""A memo with a draft that changes it. Files that need another draft define their own."""

import pytest
from django.utils import timezone

from portal.records.models import Edition
from tests.editorial.workflow_pages import JUNE
from tests.factories import make_draft, make_published, make_record


@pytest.fixture
def memo(db):
    record = make_record("memo", key="memo")
    make_published(record, at=JUNE, points=["Do this.", "Do that."])
    return record


@pytest.fixture
def draft(memo, editor) -> Edition:
    return make_draft(memo, by=editor, points=["Do this.", "Do it now."], change_note="Recommendation 2 is plainer.")


@pytest.fixture
def in_review(draft, editor) -> Edition:
    draft.perform("submit", by=editor, at=timezone.now())
    return draft
