"""Requests to the API: methods, other sites, conditions, problems. No answer depends on the session."""

import re

import pytest
from django.conf import settings

from portal.api.endpoints import ENDPOINTS
from portal.records.models import Issuer

NOTICE = "state-police-headquarters-modified-services-hours"
MEMO = "memo-to-police-chiefs-on-immigration-matters"

pytestmark = pytest.mark.usefixtures("seeded", "db")

WRONG = {
    "records?kind=x": "“x” is not one of the choices of “kind”",
    "records?kind=": "“” is not one of the choices",
    "records?standing=unpublished": "“unpublished” is not one of the choices",
    "records?issuer=a+b": "“a b” is not a key.",
    "records?after=1": "“1” is not a position in this list.",
    "records?after=99999999999999999-1": "is not a position in this list.",
    "records?after=1-1%0A": "is not a position in this list.",
    "records?x=1": "There is no parameter “x” here.",
    "records?kind=memo&kind=memo": "“kind” is given more than once.",
    "in-force?on=2020-02-30": "“2020-02-30” is not a day of the calendar. Write a day as 2020-06-05.",
    "in-force?on=20200605": "is not a day of the calendar.",
    "in-force?on=٢٠٢٠-٠٦-٠٥": "is not a day of the calendar.",
    "in-force?known=yesterday": "“yesterday” is not a day of the calendar.",
    "services?after=%20": "is not a position in this list.",
    "register?after=-1": "“-1” is not the number of a register entry.",
    "register?after=" + "9" * 5_000: "is not the number of a register entry.",
    "search": "“q” is missing.",
    "search?q=": "“q” must have 1 to 500 characters.",
    "search?q=" + "x" * 501: "“q” must have 1 to 500 characters.",
    "search?q=a&official=1": "“official” must be true or false.",
    "search?q=a&page=0": "“0” is not a whole number",
    "search?q=a&from=x": "“x” is not a day",
    f"records/{NOTICE}/differences?old=1": "“new” is missing.",
    f"records/{NOTICE}/differences?old=1&new=1000000": "“1000000” is not a whole number",
    "records?%F0%9F%98%80=1": "There is no parameter “😀” here.",
}
MISSING = [
    "nothing",
    "records/",
    "records/nothing",
    "records/nothing/editions",
    "records/nothing/points/x",
    f"records/{NOTICE}/editions/0",
    f"records/{NOTICE}/editions/9",
    f"records/{NOTICE}/differences?old=1&new=9",
    "register/0",
    "register/" + "9" * 5_000,
    "x" * 10_000,
]
PARTS = {"slug:key": NOTICE, "number:number": "1", "slug:point": "guard-cards", "entry:number": "1"}


@pytest.mark.parametrize("address", WRONG, ids=lambda address: address[:60])
def test_an_invalid_parameter_is_a_problem_that_names_it(ask, address):
    problem = ask(address, 400)
    assert (problem["type"], problem["title"], problem["status"]) == ("about:blank", "Bad Request", 400)
    assert WRONG[address] in problem["detail"] and problem["parameter"]
    assert len(problem["detail"]) < 200


@pytest.mark.parametrize("address", MISSING, ids=lambda address: address[:60])
def test_a_missing_resource_is_a_problem(ask, address):
    problem = ask(address, 404)
    assert problem["title"] == "Not Found" and problem["detail"]


@pytest.mark.parametrize("address", ["/api/", "/api/v2/records", "/api/v1"])
def test_an_unknown_address_is_a_problem_that_names_the_index(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Begin at /api/v1/." in response.json()["detail"]


def test_a_nul_character_is_a_problem(client):
    for address in ("/api/v1/records?kind=%00", "/api/v1/%00"):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
        assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get("/?on=%00")["Content-Type"].startswith("text/html")


def test_the_description_excludes_nul_characters_from_a_search(client):
    parameters = client.get("/api/v1/openapi.json").json()["paths"]["/v1/search"]["get"]["parameters"]
    [words] = [parameter["schema"] for parameter in parameters if parameter["name"] == "q"]
    assert re.search(words["pattern"], "any words\n😀") and not re.search(words["pattern"], "a\0b")
    assert client.get("/api/v1/search?q=a%00b").status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_the_api_refuses_methods_that_write(client, method):
    for address in ("/api/v1/records", "/api/v1/register/1"):
        response = getattr(client, method)(address)
        assert response.status_code == 405
        assert response["Content-Type"] == "application/problem+json"
        assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_the_longest_search_fits_into_the_request_line_of_the_server(client):
    [endpoint] = [endpoint for endpoint in ENDPOINTS if endpoint.name == "search"]
    longest = {"pattern": lambda schema: "x" * 120, "enum": lambda schema: max(schema["enum"], key=len)}
    query = {"q": "😀" * 500}
    for parameter in endpoint.parameters[1:]:
        kind = next((kind for kind in longest if kind in parameter.schema), None)
        by_type = {"date": "2020-06-10", "boolean": "false", "integer": "999999"}
        query[parameter.name] = (
            longest[kind](parameter.schema)
            if kind
            else by_type[parameter.schema.get("format") or parameter.schema["type"]]
        )
    response = client.get("/api/v1/search", query)
    assert response.status_code == 200
    line = f"GET {response.wsgi_request.get_full_path()} HTTP/1.1\r\n"
    configuration = (settings.BASE_DIR / "deploy" / "gunicorn.conf.py").read_text()
    [limit] = re.findall(r"limit_request_line = (\d+)", configuration)
    assert 4094 < len(line) < int(limit)


def test_a_post_from_another_site_is_not_allowed(db, client):
    client.handler.enforce_csrf_checks = True
    assert client.post("/api/v1/records", headers={"Origin": "https://example.org"}).status_code == 405


def test_scripts_of_any_site_may_read_the_api(client):
    response = client.options(
        "/api/v1/records",
        headers={
            "Origin": "https://example.org",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert response.status_code == 204 and not response.content
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]
    for answer in (response, client.get("/api/v1/records"), client.get("/api/v1/records?x=1")):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "ETag" in answer["Access-Control-Expose-Headers"]


def test_a_preflight_of_an_unknown_address_succeeds(client):
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    assert client.options("/api/v1/nothing", headers=headers).status_code == 204
    assert client.options("/api/v1/nothing").status_code == 404


@pytest.mark.parametrize("method", ["get", "head"])
def test_an_unchanged_answer_is_not_sent_again(client, method):
    first = client.get("/api/v1/records")
    again = getattr(client, method)("/api/v1/records", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and not again.content
    assert again["ETag"] == first["ETag"]
    assert again["Access-Control-Allow-Origin"] == "*"
    other = client.get("/api/v1/records", headers={"If-None-Match": '"another"'})
    assert other.status_code == 200
    assert client.get("/api/v1/records", headers={"If-Match": '"another"'}).status_code == 412


@pytest.mark.parametrize("name", ["If-Modified-Since", "If-Unmodified-Since"])
@pytest.mark.parametrize("moment", ["Thu, 01 Jan 1970 00:00:01 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "yesterday"])
def test_conditions_on_dates_are_ignored(client, name, moment):
    response = client.get("/api/v1/records", headers={name: moment})
    assert response.status_code == 200 and "Last-Modified" not in response.headers


def test_head_returns_the_headers_of_get(client):
    head, answer = client.head("/api/v1/records"), client.get("/api/v1/records")
    assert not head.content
    assert head["ETag"] == answer["ETag"]


@pytest.mark.parametrize("address", [endpoint.route for endpoint in ENDPOINTS])
def test_answers_do_not_depend_on_the_session(client, editor, address):
    Issuer.objects.update(publishes_totals=True)
    address = address.replace("<slug:key>/acknowledgements", f"{MEMO}/acknowledgements")
    for part, value in {
        "slug:key": NOTICE,
        "number:number": "1",
        "slug:point": "guard-cards",
        "entry:number": "1",
    }.items():
        address = address.replace(f"<{part}>", value)
    query = {"v1/search": "?q=guard", f"v1/records/{NOTICE}/differences": "?old=1&new=2"}.get(address, "")
    anonymous = client.get(f"/api/{address}{query}")
    client.force_login(editor)
    signed_in = client.get(f"/api/{address}{query}")
    assert anonymous.status_code == 200
    assert signed_in.content == anonymous.content
    assert "Vary" not in signed_in.headers and not signed_in.cookies
    assert signed_in["Cache-Control"] == "public, no-cache"
