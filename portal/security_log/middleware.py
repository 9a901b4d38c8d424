"""Notes refusals and exports of data in the security log, whichever view responds."""

from django.http import HttpRequest, HttpResponse

from portal.security_log.event_log import CURRENT_TRAIL, RequestTrail, note_event
from portal.security_log.models import SecurityEvent

DATA_PREFIXES = ("/admin/", "/official/", "/accounts/")
"""Prefixes of pages whose downloads contain data that is not public."""
ANONYMOUS_PREFIX = "/api/"
"""Prefix of views that never use `request.user`."""


class SecurityLogMiddleware:
    """Comes after the middleware that sets `request.user`. If the log cannot be written, the response is not sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        trail = RequestTrail(request)
        token = CURRENT_TRAIL.set(trail)
        try:
            response = self.get_response(request)
            if not request.path_info.startswith(ANONYMOUS_PREFIX):
                note_response(trail, response)
            trail.write_noted()
        finally:
            CURRENT_TRAIL.reset(token)
        return response


def note_response(trail: RequestTrail, response: HttpResponse) -> None:
    request = trail.request
    is_download = "Content-Disposition" in response.headers and request.path_info.startswith(DATA_PREFIXES)
    if response.status_code == 403 and trail.find_person():
        note_event(SecurityEvent.Kind.REFUSED, detail=describe_request(request))
    elif response.status_code == 200 and is_download and trail.find_person():
        name = response.headers["Content-Disposition"].partition("filename=")[2].strip('"')
        note_event(SecurityEvent.Kind.EXPORTED, detail=f"{name}: {describe_request(request)}")


def describe_request(request: HttpRequest) -> str:
    """Returns the method and the route. Only numbers of the address are logged, because other parts can be secret."""
    match = request.resolver_match
    if match is None:
        return f"{request.method}, no such page"
    numbers = ", ".join(f"{name} {value}" for name, value in match.kwargs.items() if str(value).isdecimal())
    return f"{request.method} {match.route}{f' ({numbers})' if numbers else ''}"
