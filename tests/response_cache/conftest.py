"""A response cache of 8 MB, a clock, and a site with a memo, a service notice and a source."""

import pytest

from portal.records.models import Record
from portal.response_cache.middleware import RESPONSE_STORE
from tests.factories import day, make_published, make_record, make_source, moment
from tests.kinds import Kind


class Clock:
    def __init__(self):
        self.at = moment("2025-07-02 10:00")

    def __call__(self):
        return self.at


@pytest.fixture
def response_cache(settings):
    settings.RESPONSE_CACHE_MB = 8
    RESPONSE_STORE.clear()
    yield
    RESPONSE_STORE.clear()


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock


@pytest.fixture
def site(clock) -> dict[str, Record]:
    records = {"memo": make_record(Kind.MEMO, key="memo"), "board": make_record(Kind.SERVICE_NOTICE, key="board")}
    for record in records.values():
        make_published(record, at=moment("2025-06-02"), effective_from=day("2025-06-02"))
    make_source("found")
    return records


def get_content(response) -> tuple:
    """Returns status, headers and body, without the ETag, which only cached pages have, and without the length of an
    empty body."""
    left_out = {"ETag"} | ({"Content-Length"} if response.status_code == 304 else set())
    headers = {name: value for name, value in response.items() if name not in left_out}
    return response.status_code, headers, b"".join(response) if response.streaming else response.content


def get_uncached(client, settings, address: str, **headers) -> tuple:
    size, settings.RESPONSE_CACHE_MB = settings.RESPONSE_CACHE_MB, 0
    try:
        return get_content(client.get(address, headers=headers))
    finally:
        settings.RESPONSE_CACHE_MB = size
