"""Views of the API: read-only, the same for everyone, from any origin, with conditional requests."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from portal.api.parameters import QueryParameter, parse_parameters
from portal.api.problems import ApiProblem, not_found_problem
from portal.lib import dates
from portal.lib.conditional import evaluate_conditions
from portal.lib.query_params import get_now, reads_query

ALLOWED_METHODS = "GET, HEAD, OPTIONS"
CORS_HEADERS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Link"}
PREFLIGHT_HEADERS = {
    "Allow": ALLOWED_METHODS,
    "Access-Control-Allow-Methods": ALLOWED_METHODS,
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-Match, If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


@dataclass(frozen=True)
class ApiRequest:
    """An API request. Responses contain only what is public at the moment `at`, whether or not the client is signed
    in."""

    request: HttpRequest
    at: datetime
    values: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """Returns the value of a parameter, or None if it is missing."""
        return self.values[name]

    @property
    def on(self) -> date:
        """The requested day (?on=); today by default."""
        return self.values.get("on") or dates.get_local_date(self.at)

    @property
    def known(self) -> datetime:
        """The moment up to which public texts count: the end of the day `?known=`, or now."""
        known_on = self.values.get("known")
        return dates.get_known_moment(known_on, self.at) if known_on else self.at

    def absolute(self, address: str) -> str:
        return self.request.build_absolute_uri(address)

    def url(self, name: str, **parts) -> str:
        """Returns the absolute URL of an endpoint."""
        return self.absolute(reverse(f"api:{name}", kwargs=parts))

    def following(self, name: str, cursor: str | int | None) -> str | None:
        """Returns this URL with another value of one parameter, or None if no page follows."""
        if not cursor:
            return None
        query = self.request.GET.copy()
        query[name] = str(cursor)
        return self.absolute(f"{self.request.path}?{query.urlencode()}")


@dataclass(frozen=True)
class Endpoint:
    """An address of the API. The URL configuration and openapi.json are generated from these."""

    route: str
    name: str
    answer: Callable[..., dict]
    """Takes an `ApiRequest` and the parts of the URL."""
    summary: str
    shape: str
    """Name of the schema of the answer."""
    parameters: Sequence[QueryParameter] = ()
    can_be_gone: bool = False
    """Whether the address can answer 410, because its text was published in error."""


def build_view(address: Endpoint | None) -> Callable[..., HttpResponse]:
    # The API has no forms to forge, and a POST should get 405 instead of a CSRF error.
    @reads_query(*(parameter.name for parameter in (address.parameters if address else ())), is_strict=True)
    @csrf_exempt
    def answer(request: HttpRequest, **parts) -> HttpResponse:
        response = handle_request(request, address, parts)
        for name, value in CORS_HEADERS.items():
            response[name] = value
        return response

    return answer


def handle_request(request: HttpRequest, address: Endpoint | None, parts: dict) -> HttpResponse:
    # Preflights of unknown addresses succeed too. After a failed one, scripts of other sites could not read the 404.
    if request.method == "OPTIONS" and (address or "Access-Control-Request-Method" in request.headers):
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT_HEADERS)
    try:
        if address is None:
            raise not_found_problem("There is nothing at this address. Begin at /api/v1/.")
        if request.method not in ("GET", "HEAD"):
            raise ApiProblem(
                HTTPStatus.METHOD_NOT_ALLOWED, f"This address is read-only. Allowed methods: {ALLOWED_METHODS}."
            )
        values = parse_parameters(request.GET, address.parameters)
        return build_conditional_response(
            request, address.answer(ApiRequest(request, get_now(request), values), **parts)
        )
    except Http404 as error:
        return not_found_problem(str(error)).response()
    except ApiProblem as problem:
        response = problem.response()
        if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
            response["Allow"] = ALLOWED_METHODS
        return response


def build_conditional_response(request: HttpRequest, data: dict) -> HttpResponse:
    """Returns the response, or 304 if it is unchanged (RFC 9110 §13). Caches may store it and must revalidate it each
    time, because what applies changes with time."""
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()}"'
    response["Cache-Control"] = "public, no-cache"
    if following := data.get("next"):
        response["Link"] = f'<{following}>; rel="next"'
    conditional_response = evaluate_conditions(request, response["ETag"], response=response) or response
    if conditional_response.status_code == HTTPStatus.PRECONDITION_FAILED:
        raise ApiProblem(HTTPStatus.PRECONDITION_FAILED, "The answer at this address has changed.")
    return conditional_response


unknown_endpoint = build_view(None)
"""Response for unknown addresses under /api/."""
