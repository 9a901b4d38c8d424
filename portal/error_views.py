"""Error responses: pages for readers, and problem details under /api/ (RFC 9457). Only the log has the details of an
error."""

import sys
from http import HTTPStatus

from django.db import InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from portal.api.problems import ApiProblem
from portal.views import not_found_page as page_not_found

API_ERROR_MESSAGES = {
    HTTPStatus.BAD_REQUEST: "This address cannot be read.",
    HTTPStatus.FORBIDDEN: "This address may not be read.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address. Begin at /api/v1/.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The server failed to answer. The error has been logged. Try again later.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The server cannot store anything at the moment. Try again in a few minutes.",
}


def is_api_request(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def build_problem_response(status: HTTPStatus) -> HttpResponse:
    response = ApiProblem(status, API_ERROR_MESSAGES[status]).response()
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return (
        build_problem_response(HTTPStatus.BAD_REQUEST)
        if is_api_request(request)
        else defaults.bad_request(request, exception)
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return (
        build_problem_response(HTTPStatus.FORBIDDEN)
        if is_api_request(request)
        else defaults.permission_denied(request, exception)
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return (
        build_problem_response(HTTPStatus.NOT_FOUND) if is_api_request(request) else page_not_found(request, exception)
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answers 503 if a request that changes something failed because the database is full, locked, read-only or away,
    and 500 otherwise. Django calls it while it handles the exception."""
    is_refused = request.method == "POST" and isinstance(sys.exception(), (OperationalError, InternalError))
    if is_api_request(request):
        status = HTTPStatus.SERVICE_UNAVAILABLE if is_refused else HTTPStatus.INTERNAL_SERVER_ERROR
        return build_problem_response(status)
    if is_refused:
        return HttpResponse(render_to_string("503.html"), status=HTTPStatus.SERVICE_UNAVAILABLE)
    return defaults.server_error(request)
