"""A chief, the post, and a memo to it with two recommendations."""

import pytest

from tests.conftest import account
from tests.factories import day, make_holding, make_post, make_published, make_record, moment
from tests.guidance.test_duties import ONE, OTHER

LONG_AGO = {"effective_from": day("2020-01-01")}


def revised(record, *points, kind="major", at="2020-07-01", **facts):
    return make_published(record, at=moment(at), points=list(points), change_kind=kind, **LONG_AGO, **facts)


@pytest.fixture
def chief():
    return account("chief")


@pytest.fixture
def post(chief):
    post = make_post()
    make_holding(post, chief)
    return post


@pytest.fixture
def record():
    record = make_record("memo", key="on-the-matter")
    make_published(record, at=moment("2020-06-01"), points=[ONE, OTHER], **LONG_AGO)
    return record
