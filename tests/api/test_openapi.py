"""The description in openapi.json: it contains every address, and schemathesis checks the answers against it."""

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import get_resolver
from django.urls.resolvers import RegexPattern, URLResolver
from hypothesis import HealthCheck, settings

from portal.api.endpoints import ENDPOINTS
from portal.api.openapi import build_openapi, format_path
from portal.wsgi import application

pytestmark = pytest.mark.usefixtures("seeded", "db")

NOTICE = "state-police-headquarters-modified-services-hours"
KNOWN = {"key": NOTICE, "number": 2, "point": "guard-cards"}
"""Parts of existing addresses, so that not every request ends in a 404."""


described = schemathesis.openapi.from_dict(build_openapi(ENDPOINTS))
described.app = application


@pytest.fixture(autouse=True)
def one_connection():
    """Keeps requests that do not come from Django's test client from closing the connection of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@described.parametrize()
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_every_answer_matches_the_description(case):
    case.call_and_validate()


@described.parametrize()
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_answers_about_existing_records_match_the_description(case):
    case.path_parameters = {name: KNOWN[name] for name in case.path_parameters}
    case.call_and_validate()


def test_the_description_is_valid_openapi(client):
    described.validate()
    assert client.get("/api/v1/openapi.json").json() == described.raw_schema


def test_every_address_is_described(client):
    addresses = get_resolver("portal.api.urls").url_patterns
    routes = {f"/{pattern.pattern}" for pattern in addresses if not isinstance(pattern.pattern, RegexPattern)}
    assert not [pattern for pattern in addresses if isinstance(pattern, URLResolver)]
    assert routes == {f"/{address.route}" for address in ENDPOINTS}
    assert set(client.get("/api/v1/openapi.json").json()["paths"]) == {format_path(address) for address in ENDPOINTS}


def test_the_index_lists_every_address(client):
    first = client.get("/api/v1/").json()
    assert first["addresses"] == [f"http://testserver/api{format_path(address)}" for address in ENDPOINTS]
    assert client.get(first["description"]).status_code == 200
    assert client.get(first["about"]).status_code == 200


def test_every_reference_has_a_schema(client):
    description = client.get("/api/v1/openapi.json").json()
    references = set()

    def look(node):
        for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
            look(inner)
        if isinstance(node, dict) and "$ref" in node:
            references.add(node["$ref"])

    look(description)
    components = description["components"]
    defined = {f"#/components/{kind}/{name}" for kind in components for name in components[kind]}
    assert references <= defined
    assert json.dumps(description, allow_nan=False)
