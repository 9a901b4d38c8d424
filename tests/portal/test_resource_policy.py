"""The header Cross-Origin-Resource-Policy is on every response, including redirects and errors."""

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from portal.attachments.storage import hash_bytes
from portal.middleware import SecurityHeadersMiddleware
from portal.records.models import Attachment
from portal.urls import handler400, handler403, handler404, handler500  # noqa: F401  the handlers of the site below
from tests.factories import day, make_draft, make_record, moment, publish
from tests.public_addresses import Things, named

pytestmark = pytest.mark.django_db
HEADER = "Cross-Origin-Resource-Policy"
BYTES = b"a,b\n1,2\n"


def fail(request):
    raise RuntimeError


urlpatterns = [path("fails/", fail)]


@pytest.fixture
def memo(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draft = make_draft(make_record("memo", key="memo"), effective_from=day("2020-01-01"))
    table = Attachment(edition=draft, title="A table", sha256=hash_bytes(BYTES), size=len(BYTES), media_type="text/csv")
    table.file.save("table.csv", ContentFile(BYTES), save=True)
    return publish(draft, at=moment("2020-06-01"))


def test_every_public_address_has_a_resource_policy(client, memo, settings):
    """On new and cached responses, on 304 and on 404."""
    settings.RESPONSE_CACHE_MB = 8
    things = Things(["point-1"], [hash_bytes(BYTES), "0" * 64], ["governor"], ["x"], ["police_chiefs"], [1], ["matter"])
    wrong, codes = {}, set()
    for name, address in named(things):
        expected = "cross-origin" if name.startswith("api:") else "same-origin"
        for _ in range(2):
            response = client.get(address)
            codes.add(response.status_code)
            wrong |= {address: response.headers.get(HEADER)} if response.headers.get(HEADER) != expected else {}
        if etag := response.headers.get("ETag"):
            response = client.get(address, headers={"if-none-match": etag})
            codes.add(response.status_code)
            wrong |= {address: response.headers.get(HEADER)} if response.headers.get(HEADER) != expected else {}
    assert wrong == {} and codes == {200, 302, 304, 400, 404}


@pytest.mark.parametrize(
    "address, facts, code",
    [
        ("/", {"HTTP_HOST": "evil.example"}, 400),
        ("/?%00=1", {}, 400),
        ("/", {"REQUEST_METHOD": "POST"}, 403),
        ("/register/", {"REQUEST_METHOD": "DELETE"}, 403),
        ("/healthz", {"REQUEST_METHOD": "OPTIONS"}, 405),
        ("/admin/", {}, 302),
        ("/official/", {}, 302),
        ("/nothing/", {}, 404),
        ("/guidance", {}, 301),
    ],
)
def test_refusals_and_redirects_have_a_resource_policy(address, facts, code):
    method = facts.pop("REQUEST_METHOD", "GET") if "REQUEST_METHOD" in facts else "GET"
    response = Client(enforce_csrf_checks=True).generic(method, address, **facts)
    assert (response.status_code, response.headers[HEADER]) == (code, "same-origin")


def test_the_redirect_to_https_has_a_resource_policy(settings):
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/")
    assert (response.status_code, response.headers[HEADER]) == (301, "same-origin")


def test_an_error_has_a_resource_policy(settings):
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)
    response = client.get("/fails/")
    assert (response.status_code, response.headers[HEADER]) == (500, "same-origin")


def test_static_files_may_be_loaded_by_any_site(settings, tmp_path):
    """Other sites show the picture of a shared link, and a static file is the same for everybody."""
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "a.css").write_text("a {}")
    response = Client().get(f"{django_settings.STATIC_URL}a.css")
    assert (response.status_code, response.headers[HEADER]) == (200, "cross-origin")
    again = Client().get(f"{django_settings.STATIC_URL}a.css", headers={"if-none-match": response.headers["ETag"]})
    assert (again.status_code, again.headers[HEADER]) == (304, "cross-origin")


def test_a_response_can_set_its_own_resource_policy():
    middleware = SecurityHeadersMiddleware(lambda request: HttpResponse(headers={HEADER: "same-site"}))
    assert middleware(RequestFactory().get("/")).headers[HEADER] == "same-site"
