"""Whatever fails, readers get a page and programs problem details, and nobody a word of what went wrong."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from portal.urls import handler400, handler403, handler404, handler500  # noqa: F401, Django finds them by name

WORD = "xylophone"
FAULTS = {400: SuspiciousOperation, 403: PermissionDenied, 404: Http404, 500: RuntimeError}


@csrf_exempt
def failing(request, status):
    raise FAULTS[status](WORD)


urlpatterns = [path("api/fails/<int:status>", failing), path("fails/<int:status>", failing)]
urlpatterns += [path("", include("portal.urls"))]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", FAULTS)
def test_a_fault_is_told_as_a_page_and_as_a_problem(client, status):
    client.raise_request_exception = False
    for ask in (client.get, client.post):
        answer = ask(f"/api/fails/{status}?q={WORD}")
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        facts = answer.json()
        assert facts["status"] == status and facts["type"] == "about:blank" and facts["title"]
        assert facts["detail"].endswith(".") and set(facts) == {"type", "title", "status", "detail"}
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert WORD not in answer.text and "Traceback" not in answer.text
    page = client.get(f"/fails/{status}")
    assert page.status_code == status and page["Content-Type"].startswith("text/html")
    assert "Traceback" not in page.text


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_a_problem_too(client):
    answer = client.get("/api/v1/records", headers={"host": "elsewhere.example.org"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
