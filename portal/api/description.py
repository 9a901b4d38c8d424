"""The API told to programs: openapi.json (OpenAPI 3.1), made from the list of addresses, and the first page."""

import re
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from portal.api import problems
from portal.api.answering import Address, Ask
from portal.api.parameters import SLUG, Parameter
from portal.api.schemas import SCHEMAS, named

ABOUT = """Everything that is public here, as JSON, to be read without an account. Answers are the same for everyone.

Lists are paged by key: follow `next` until it is null. Send the `ETag` of an answer back as `If-None-Match` and
an answer that has not changed is a 304 without a body. Days are days on the state's calendar; moments are UTC
(RFC 3339). Whatever cannot be answered is a problem (RFC 9457). A text that was published in error and withdrawn
is 410, with the reason."""
PART = re.compile(r"<(\w+):(\w+)>")
CONVERTERS = {
    "slug": {"type": "string", "pattern": SLUG},
    "number": {"type": "integer", "minimum": 1, "maximum": 999_999},
    "entry": {"type": "integer", "minimum": 1, "maximum": 10**18 - 1},
}
MEANT = {
    "key": "The key of a record.",
    "number": "The number of an edition or of a register entry.",
    "point": "The key of a point.",
}


def index(ask: Ask, addresses: Sequence[Address]) -> dict:
    return {
        "title": settings.SITE_NAME,
        "description": ask.url("openapi"),
        "about": ask.absolute(reverse("about-api")),
        # Templates (RFC 6570): a complete address would have their braces escaped.
        "addresses": [ask.absolute("/api") + path(address) for address in addresses],
    }


def path(address: Address) -> str:
    """The route in OpenAPI's spelling, from the root of all versions: /v1/records/{key}."""
    return "/" + PART.sub(r"{\2}", address.route)


def describe(addresses: Sequence[Address]) -> dict:
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{settings.SITE_NAME} API", "version": "1", "description": ABOUT},
        "servers": [{"url": "/api"}],
        "paths": {path(address): {"get": operation(address)} for address in addresses},
        "components": {"schemas": SCHEMAS, "responses": RESPONSES},
    }


def operation(address: Address) -> dict:
    parts = [part(kind, name) for kind, name in PART.findall(address.route)]
    return {
        "operationId": address.name,
        "summary": address.summary,
        "parameters": [*parts, *(query(parameter) for parameter in address.parameters)],
        "responses": {"200": answer(address), **other_responses(address)},
    }


def part(kind: str, name: str) -> dict:
    return {"name": name, "in": "path", "required": True, "description": MEANT[name], "schema": CONVERTERS[kind]}


def query(parameter: Parameter) -> dict:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_required,
        "description": parameter.description,
        "schema": parameter.schema,
    }


def header(description: str) -> dict:
    return {"description": description, "schema": {"type": "string"}}


def answer(address: Address) -> dict:
    return {
        "description": address.summary,
        "headers": {
            "ETag": header("Changes when the answer does."),
            "Access-Control-Allow-Origin": header("Any site may read it."),
        },
        "content": {"application/json": {"schema": named(address.shape)}},
    }


def problem(description: str) -> dict:
    return {"description": description, "content": {problems.MEDIA_TYPE: {"schema": named("Problem")}}}


RESPONSES = {
    "Same": {"description": "Nothing has changed since the answer with this ETag."},
    "Wrong": problem("The question cannot be understood."),
    "Missing": problem("There is nothing public at this address."),
    "NotAllowed": problem("The API can be read and nothing else."),
    "Gone": problem("The text was published in error and withdrawn; the reason is given."),
    "Changed": problem("If-Match does not hold."),
}


def other_responses(address: Address) -> dict:
    found = {"304": "Same", "400": "Wrong", "405": "NotAllowed", "412": "Changed"}
    found |= {"404": "Missing"} if PART.search(address.route) else {}
    found |= {"410": "Gone"} if address.can_be_gone else {}
    return {status: {"$ref": f"#/components/responses/{name}"} for status, name in sorted(found.items())}
