"""Lists go on by key until nothing follows; every answer costs at most five queries, however much there is."""

import pytest

from tests.factories import day, make_issuer, make_published, make_record, make_service, moment

pytestmark = pytest.mark.django_db

MANY = 4
ADDRESSES = [
    "",
    "openapi.json",
    "records",
    "records?kind=memo&issuer=governor&standing=in_effect",
    "editions",
    "in-force?on=2025-06-20&known=2025-06-20",
    "services?on=2025-06-20",
    "issuers",
    "register",
    "register/1",
    "search?q=on+the+matter",
    "search?q=mattr",
    "records/notice-0",
    "records/notice-0/editions",
    "records/notice-0/editions/1",
    "records/notice-0/in-force?on=2025-06-20",
    "records/notice-0/points",
    "records/notice-0/points?on=2025-06-20",
    "records/notice-0/points/point-1",
    "records/notice-0/differences?old=1&new=2",
]
GONE_ON = [
    "records", "records?kind=memo", "editions", "in-force?on=2025-06-20", "services", "issuers", "register",
    "records/notice-0/editions",
]  # fmt: skip


def make_some(number: int) -> None:
    """Memos and notices, each with two editions at least and with issuers and services of their own."""
    for one in range(number):
        memo = make_record("memo", key=f"memo-{one}-of-{number}")
        memo.issuer = make_issuer(f"issuer-{one}", f"Issuer {one}")
        memo.save()
        make_published(memo, at=moment("2025-06-01"))
        notice = make_record("service_notice", key=f"notice-{one}" if number > 1 else "notice-0")
        points = [{"service": make_service(f"service-{each}", f"Service {each}")} for each in range(one, one + number)]
        for day_number in range(1, number + 2):
            make_published(notice, at=moment(f"2025-06-{day_number:02}"), points=points)
    make_published(make_record("memo"), at=moment("2025-06-01"), effective_from=day("2025-06-01"))


def queries(client, django_assert_max_num_queries) -> dict[str, int]:
    found = {}
    for address in ADDRESSES:
        with django_assert_max_num_queries(5) as counted:
            assert client.get(f"/api/v1/{address}").status_code == 200, address
        found[address] = len(counted)
    return found


def test_answers_cost_at_most_five_queries_with_one(client, django_assert_max_num_queries):
    make_some(1)
    queries(client, django_assert_max_num_queries)


def test_answers_cost_at_most_five_queries_with_many(client, django_assert_max_num_queries, settings):
    settings.PAGE_SIZE = 3
    make_some(MANY)
    queries(client, django_assert_max_num_queries)


def pages(client, address: str) -> list[list[dict]]:
    """The items of each page, from the first to the one that nothing follows."""
    found, following = [], f"/api/v1/{address}"
    while following:
        response = client.get(following)
        answer = response.json()
        found.append(answer["items"])
        following = answer["next"]
        assert response.headers.get("Link") == (f'<{following}>; rel="next"' if following else None)
    return found


def test_pages_follow_each_other_and_repeat_nothing(client, settings):
    make_some(MANY)
    for address in GONE_ON:
        settings.PAGE_SIZE = 1000
        [whole] = pages(client, address)
        settings.PAGE_SIZE = 3
        parts = pages(client, address)
        assert sum(parts, []) == whole, address
        assert len(parts) > 1 and {len(part) for part in parts[:-1]} == {3}, address


def test_a_search_goes_on_by_page(client, settings):
    make_some(MANY)
    settings.PAGE_SIZE = 3
    first = client.get("/api/v1/search?q=matter").json()
    second = client.get(first["next"]).json()
    assert first["next"] == "http://testserver/api/v1/search?q=matter&page=2"
    assert not {one["key"] for one in first["items"]} & {one["key"] for one in second["items"]}
    assert client.get("/api/v1/search?q=matter&page=900").json()["items"] == []
