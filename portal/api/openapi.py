"""The OpenAPI 3.1 description (openapi.json), generated from the list of endpoints, and the index of the API."""

import re
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from portal.api import problems
from portal.api.parameters import SLUG_PATTERN, QueryParameter
from portal.api.schemas import SCHEMAS, schema_ref
from portal.api.views import ApiRequest, Endpoint

API_DESCRIPTION = """\
Everything that is public here, as JSON, without an account. Answers are the same for everyone.

Lists are paged by key: follow `next` until it is null. Send the `ETag` of an answer back as `If-None-Match`; if
nothing has changed, the answer is a 304 without a body. Days are in the state's time zone; moments are UTC
(RFC 3339). An error is a problem document (RFC 9457). For a text that was published in error and withdrawn, the
answer is 410 with the reason."""
PATH_PARAMETER = re.compile(r"<(\w+):(\w+)>")
CONVERTER_SCHEMAS = {
    "slug": {"type": "string", "pattern": SLUG_PATTERN},
    "number": {"type": "integer", "minimum": 1, "maximum": 999_999},
    "entry": {"type": "integer", "minimum": 1, "maximum": 10**18 - 1},
}
PARAMETER_DESCRIPTIONS = {
    "key": "The key of a record.",
    "number": "The number of an edition or of a register entry.",
    "point": "The key of a point.",
}


def build_api_index(ask: ApiRequest, addresses: Sequence[Endpoint]) -> dict:
    return {
        "title": settings.SITE_NAME,
        "description": ask.url("openapi"),
        "about": ask.absolute(reverse("about-api")),
        # Templates (RFC 6570): `absolute` would escape their braces.
        "addresses": [ask.absolute("/api") + format_path(address) for address in addresses],
    }


def format_path(address: Endpoint) -> str:
    """Formats the route for OpenAPI, without /api: /v1/records/{key}."""
    return "/" + PATH_PARAMETER.sub(r"{\2}", address.route)


def build_openapi(addresses: Sequence[Endpoint]) -> dict:
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{settings.SITE_NAME} API", "version": "1", "description": API_DESCRIPTION},
        "servers": [{"url": "/api"}],
        "paths": {format_path(address): {"get": build_operation(address)} for address in addresses},
        "components": {"schemas": SCHEMAS, "responses": RESPONSES},
    }


def build_operation(address: Endpoint) -> dict:
    parts = [build_path_parameter(kind, name) for kind, name in PATH_PARAMETER.findall(address.route)]
    return {
        "operationId": address.name,
        "summary": address.summary,
        "parameters": [*parts, *(build_query_parameter(parameter) for parameter in address.parameters)],
        "responses": {"200": build_success_response(address), **build_other_responses(address)},
    }


def build_path_parameter(kind: str, name: str) -> dict:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": PARAMETER_DESCRIPTIONS[name],
        "schema": CONVERTER_SCHEMAS[kind],
    }


def build_query_parameter(parameter: QueryParameter) -> dict:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_required,
        "description": parameter.description,
        "schema": parameter.schema,
    }


def build_header(description: str) -> dict:
    return {"description": description, "schema": {"type": "string"}}


def build_success_response(address: Endpoint) -> dict:
    return {
        "description": address.summary,
        "headers": {
            "ETag": build_header("Changes when the answer changes."),
            "Access-Control-Allow-Origin": build_header("Any site may read it."),
        },
        "content": {"application/json": {"schema": schema_ref(address.shape)}},
    }


def build_problem_response(description: str) -> dict:
    return {"description": description, "content": {problems.MEDIA_TYPE: {"schema": schema_ref("Problem")}}}


RESPONSES = {
    "Same": {"description": "Nothing has changed since the answer with this ETag."},
    "Wrong": build_problem_response("A parameter is invalid."),
    "Missing": build_problem_response("There is nothing public at this address."),
    "NotAllowed": build_problem_response("The API is read-only."),
    "Gone": build_problem_response("The text was published in error and withdrawn. `reason` contains the reason."),
    "Changed": build_problem_response("The condition in If-Match is not met."),
}


def build_other_responses(address: Endpoint) -> dict:
    responses = {"304": "Same", "400": "Wrong", "405": "NotAllowed", "412": "Changed"}
    responses |= {"404": "Missing"} if PATH_PARAMETER.search(address.route) else {}
    responses |= {"410": "Gone"} if address.can_be_gone else {}
    return {status: {"$ref": f"#/components/responses/{name}"} for status, name in sorted(responses.items())}
