"""The URLs of the API, and a JSON answer for all other addresses under /api/."""

from django.urls import path, re_path, register_converter

from portal.api.endpoints import ENDPOINTS
from portal.api.views import build_view, unknown_endpoint


class EntryConverter:
    """Number of a register entry, within the integer range of every database."""

    regex = r"[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(EntryConverter, "entry")

app_name = "api"
urlpatterns = [
    *(path(endpoint.route, build_view(endpoint), name=endpoint.name) for endpoint in ENDPOINTS),
    re_path("", unknown_endpoint),
]
