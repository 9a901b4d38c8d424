"""The data of the API: records, editions, points, services, the register and searches."""

import hashlib

import pytest

from tests.factories import day, make_published, make_record, make_service, moment, withdraw

NOTICE = "state-police-headquarters-modified-services-hours"

pytestmark = pytest.mark.usefixtures("db")


def numbers(answer: dict) -> list[tuple[str, int]]:
    return [(item["key"], item["number"]) for item in answer["items"]]


@pytest.fixture
def memo():
    """Two versions: the second is published in June 2024 and applies from July 2024."""
    record = make_record("memo", key="memo")
    make_published(record, at=moment("2024-01-01"), effective_from=day("2024-01-01"), points=["Do this.", "And this."])
    make_published(record, at=moment("2024-06-01"), effective_from=day("2024-07-01"), points=["Do that.", "And this."])
    return record


def test_records_come_newest_first_and_can_be_filtered(ask, memo):
    make_published(make_record(key="release"), at=moment("2024-03-01"))
    make_published(make_record("questions", key="foreign", is_official=False), at=moment("2024-02-01"))
    assert numbers(ask("records")) == [("memo", 2), ("release", 1), ("foreign", 1)]
    assert numbers(ask("records?kind=memo")) == [("memo", 2)]
    assert numbers(ask("records?standing=reference")) == [("foreign", 1)]
    assert numbers(ask("records?issuer=governor")) == [("memo", 2), ("release", 1)]
    assert numbers(ask("records?issuer=nobody")) == []
    assert numbers(ask("editions?kind=memo")) == [("memo", 2), ("memo", 1)]


@pytest.mark.parametrize(
    "query, number",
    [
        ("on=2024-07-01", 2),
        ("on=2024-06-30", 1),
        ("on=2024-07-01&known=2024-05-31", 1),
        ("on=2024-07-01&known=2024-06-01", 2),
        ("known=9999-12-31", 2),
    ],
)
def test_in_force_returns_what_applied_on_a_day_as_known_on_a_day(ask, memo, query, number):
    assert numbers(ask(f"in-force?{query}")) == [("memo", number)]
    assert ask(f"records/memo/in-force?{query}")["edition"]["number"] == number
    assert ask(f"records/memo/points?{query}")["number"] == number


def test_nothing_applied_before_the_first_day_in_effect(ask, memo):
    assert numbers(ask("in-force?on=2023-12-31")) == []
    for address in ("in-force", "points"):
        problem = ask(f"records/memo/{address}?on=2023-12-31", 404)
        assert problem["detail"] == "Nothing of this record applied on 2023-12-31, within the range of the request."


def test_an_ended_text_applied_until_its_end(ask):
    make_published(
        make_record("memo", key="memo"),
        at=moment("2024-01-01"),
        effective_from=day("2024-01-01"),
        effective_until=day("2024-02-01"),
    )
    assert numbers(ask("in-force?on=2024-01-31")) == [("memo", 1)]
    assert numbers(ask("in-force?on=2024-02-01")) == []
    ask("records/memo/in-force?on=2024-02-01", 404)
    assert ask("records/memo")["showing"]["standing"] == "ended"


def test_an_edition_has_the_same_data_as_its_json_address(ask, client, memo):
    data = ask("records/memo/editions/1")
    page = client.get("/guidance/memo/editions/1.json").json()
    assert {name: value for name, value in data.items() if name != "links"} == page
    assert data["edition"]["standing"] == "superseded"
    assert data["links"]["record"] == "http://testserver/api/v1/records/memo"


def test_a_record_links_to_its_own_addresses(ask, client, memo):
    record = ask("records/memo")
    assert (record["title"], record["kind"], record["showing"]["number"]) == ("On the matter", "memo", 2)
    for name in ("url", "editions", "in_force", "points"):
        assert client.get(record[name]).status_code == 200
    assert client.get(f"{record['differences']}?old=1&new=2").status_code == 200


def test_differences_follow_the_requested_order(ask, memo):
    forward = ask("records/memo/differences?old=1&new=2")
    backward = ask("records/memo/differences?old=2&new=1")
    assert forward["summary"].startswith("1 recommendation changed; 1 recommendation unchanged")
    assert [(piece["op"], piece["text"]) for piece in forward["points"][0]["text"]] == [
        ("equal", "Do "),
        ("delete", "this"),
        ("insert", "that"),
        ("equal", "."),
    ]
    assert [(piece["op"], piece["text"]) for piece in backward["points"][0]["text"]][1:3] == [
        ("delete", "that"),
        ("insert", "this"),
    ]
    assert ask("records/memo/differences?old=1&new=1")["summary"].startswith("No recommendation was changed")


def test_a_point_is_returned_in_all_editions(ask, memo):
    items = ask("records/memo/points/point-1")["items"]
    assert [(item["number"], item["change"]["op"], item["point"]["text"]) for item in items] == [
        (1, "added", "Do this."),
        (2, "changed", "Do that."),
    ]
    ask("records/memo/points/nothing", 404)


def test_services_have_their_state_on_the_day(ask):
    notice = make_record("service_notice", key="hours")
    make_published(
        notice,
        at=moment("2024-01-01"),
        effective_from=day("2024-01-01"),
        points=[{"service": make_service("permits", "Permits"), "availability": "no_service"}],
    )
    make_service("unnamed", "Named by nobody yet")
    [service] = ask("services?on=2024-01-10")["items"]
    assert (service["key"], service["place"]) == ("permits", "Headquarters")
    [line] = service["lines"]
    assert (line["availability"], line["key"], line["number"]) == ("no_service", "hours", 1)
    assert ask("services?on=2023-12-31")["items"][0]["lines"] == []


def test_the_services_match_the_services_board(ask, client, seeded):
    lines = [line for service in ask("services?on=2020-06-10")["items"] for line in service["lines"]]
    board = [line for place in client.get("/?on=2020-06-10").context["places"] for line in place.lines]
    assert sorted((line["point"], line["availability"], line["is_stale"]) for line in lines) == sorted(
        (line.item.key, line.item.availability, line.is_stale) for line in board
    )
    assert len(lines) > 3


def test_the_register_proves_what_was_published(ask, client, seeded):
    assert ask("register")["items"] == client.get("/register.json").json()["entries"][:20]
    entry = ask("register/1")
    assert hashlib.sha256(entry["content"].encode()).hexdigest() == entry["content_digest"]
    ask("register/999999999999999999", 404)


def test_a_search_marks_matching_words(ask, seeded):
    answer = ask("search?q=fingerprint")
    assert answer["count"] == len(answer["items"]) > 0
    notice = next(item for item in answer["items"] if item["key"] == NOTICE)
    words = [piece for passage in notice["passages"] for piece in passage["text"] if piece["kind"] == "found"]
    assert words
    assert ask("search?q=fingerprnt")["meant"] == "fingerprint"


def test_a_search_can_be_filtered(ask, seeded):
    assert NOTICE not in [item["key"] for item in ask("search?q=fingerprint&official=false&kind=questions")["items"]]
    assert [item["key"] for item in ask("search?q=fingerprint&official=true")["items"]] == [NOTICE]
    assert ask("search?q=fingerprint&on=2019-01-01&official=true")["items"] == []
    assert ask("search?q=fingerprint&to=2019-01-01&official=true")["items"] == []


def test_a_withdrawn_edition_stays_with_its_reason(ask, memo):
    withdraw(memo.editions.get(number=2), at=moment("2024-08-01"))
    data = ask("records/memo/editions/2")
    assert data["withdrawal"]["reason"] == "It is over."
    assert data["edition"]["standing"] == "withdrawn"
    assert ask("records/memo")["showing"]["number"] == 1


def test_only_issuers_with_public_texts_are_listed(ask, memo):
    assert [issuer["key"] for issuer in ask("issuers")["items"]] == ["governor"]
