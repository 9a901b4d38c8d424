"""Lists are paged by key until no page follows."""

import pytest

from tests.factories import day, make_issuer, make_published, make_record, make_service, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_response_cache")]

MANY = 4
PAGED_LISTS = [
    "records",
    "records?kind=memo",
    "editions",
    "in-force?on=2025-06-20",
    "services",
    "issuers",
    "register",
    "records/notice-0/editions",
]


def make_some(number: int) -> None:
    """Makes memos with their own issuers, and notices with several editions and services."""
    for index in range(number):
        memo = make_record("memo", key=f"memo-{index}-of-{number}")
        memo.issuer = make_issuer(f"issuer-{index}", f"Issuer {index}")
        memo.save()
        make_published(memo, at=moment("2025-06-01"))
        notice = make_record("service_notice", key=f"notice-{index}" if number > 1 else "notice-0")
        points = [
            {"service": make_service(f"service-{service_number}", f"Service {service_number}")}
            for service_number in range(index, index + number)
        ]
        for day_number in range(1, number + 2):
            make_published(notice, at=moment(f"2025-06-{day_number:02}"), points=points)
    make_published(make_record("memo"), at=moment("2025-06-01"), effective_from=day("2025-06-01"))


def pages(client, address: str) -> list[list[dict]]:
    """Returns the items of each page, from the first to the last."""
    items_by_page, following = [], f"/api/v1/{address}"
    while following:
        response = client.get(following)
        answer = response.json()
        items_by_page.append(answer["items"])
        following = answer["next"]
        assert response.headers.get("Link") == (f'<{following}>; rel="next"' if following else None)
    return items_by_page


def test_pages_contain_every_item_once(client, settings):
    make_some(MANY)
    for address in PAGED_LISTS:
        settings.PAGE_SIZE = 1000
        [whole] = pages(client, address)
        settings.PAGE_SIZE = 3
        parts = pages(client, address)
        assert sum(parts, []) == whole, address
        assert len(parts) > 1 and {len(part) for part in parts[:-1]} == {3}, address


def test_a_search_is_paged_by_number(client, settings):
    make_some(MANY)
    settings.PAGE_SIZE = 3
    first = client.get("/api/v1/search?q=matter").json()
    second = client.get(first["next"]).json()
    assert first["next"] == "http://testserver/api/v1/search?q=matter&page=2"
    assert not {item["key"] for item in first["items"]} & {item["key"] for item in second["items"]}
    assert client.get("/api/v1/search?q=matter&page=900").json()["items"] == []
