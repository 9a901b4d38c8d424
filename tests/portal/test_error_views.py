"""On every error, readers get a page and programs get problem details; neither contains details of the error."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.static import serve

from portal.records.models import Issuer
from portal.urls import handler400, handler403, handler404, handler500  # noqa: F401, Django finds them by name

WORD = "xylophone"
ERRORS = {400: SuspiciousOperation, 403: PermissionDenied, 404: Http404, 500: RuntimeError}


@csrf_exempt
def fail(request, status):
    raise ERRORS[status](WORD)


def fail_in_django(request, kind):
    if kind == "row":
        return get_object_or_404(Issuer, pk=0)
    return serve(request, "nothing", document_root=settings.BASE_DIR)


urlpatterns = [path("api/fails/<int:status>", fail), path("fails/<int:status>", fail)]
urlpatterns += [path("django/<kind>", fail_in_django)]
urlpatterns += [path("", include("portal.urls"))]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", ERRORS)
def test_an_error_is_shown_as_a_page_or_as_problem_details(client, status):
    client.raise_request_exception = False
    for send in (client.get, client.post):
        response = send(f"/api/fails/{status}?q={WORD}")
        assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
        problem = response.json()
        assert problem["status"] == status and problem["type"] == "about:blank" and problem["title"]
        assert problem["detail"].endswith(".") and set(problem) == {"type", "title", "status", "detail"}
        assert response["Access-Control-Allow-Origin"] == "*"
        assert WORD not in response.text and "Traceback" not in response.text
    page = client.get(f"/fails/{status}")
    assert page.status_code == status and page["Content-Type"].startswith("text/html")
    assert "Traceback" not in page.text


@pytest.mark.django_db
def test_a_foreign_host_gets_problem_details(client):
    response = client.get("/api/v1/records", headers={"host": "elsewhere.example.org"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    "address", ["/sitemap-nothing.xml", "/sitemap-records.xml?p=99", "/django/row", "/django/file"]
)
def test_a_missing_page_speaks_to_readers_whatever_django_says(client, address):
    page = client.get(address)
    assert page.status_code == 404 and "What it named is not here." in page.text
    assert not any(word in page.text for word in ("section", "empty", "matches", "does not exist"))
    assert WORD in client.get("/fails/404").text
