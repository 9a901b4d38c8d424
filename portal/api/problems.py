"""Error responses as problem details (RFC 9457)."""

from http import HTTPStatus

from django.http import JsonResponse

MEDIA_TYPE = "application/problem+json"


class ApiProblem(Exception):
    """An error response: status, message, and further members for programs."""

    def __init__(self, status: HTTPStatus, detail: str, **members):
        super().__init__(detail)
        self.status, self.detail, self.members = status, detail, members

    def response(self) -> JsonResponse:
        """Returns the response. The type is about:blank, so the title is the phrase of the status (RFC 9457 §4.2.1)."""
        facts = {"type": "about:blank", "title": self.status.phrase, "status": self.status, "detail": self.detail}
        return JsonResponse(
            facts | self.members,
            status=self.status,
            content_type=MEDIA_TYPE,
            json_dumps_params={"ensure_ascii": False},
        )


def not_found_problem(detail: str) -> ApiProblem:
    return ApiProblem(HTTPStatus.NOT_FOUND, detail)


def bad_request_problem(parameter: str, detail: str) -> ApiProblem:
    """Returns the problem for an invalid parameter."""
    return ApiProblem(HTTPStatus.BAD_REQUEST, detail, parameter=parameter)


def retracted_problem(edition) -> ApiProblem:
    """Returns the problem for an edition published in error: the reason, without the text."""
    return ApiProblem(
        HTTPStatus.GONE,
        f"Version {edition.number} was published in error and withdrawn: {edition.withdrawal_reason}",
        reason=edition.withdrawal_reason,
    )
