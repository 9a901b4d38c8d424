"""No log has the secret part of an address that opens a draft, accepts an invitation or sets a password."""

import logging
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from portal.lib.log_redaction import has_token, redact_tokens
from tests.public_addresses import routes

TOKEN = "7:SECRET-token_1"
OTHER_PARTS = {"uidb36": "1", "sha256": "a" * 64, "file_name": "memo.pdf"}
ADDRESSES = [
    reverse(name, kwargs={part: OTHER_PARTS.get(part, TOKEN) for part in parts})
    for name, route, parts in routes()
    if "token" in parts or route.startswith("accounts/") and "key" in parts
]


@pytest.fixture
def log():
    """The text that the configured handler writes."""
    [handler] = [each for each in logging.getLogger("django").handlers if type(each) is logging.StreamHandler]
    stream = StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_refused_request_is_logged_without_the_token(log, address):
    client = Client(enforce_csrf_checks=True)
    page, refused = client.get(address), client.post(address)
    assert refused.status_code == 403 and "[redacted]" in log.getvalue() and "SECRET" not in log.getvalue()
    assert page["Referrer-Policy"] == refused["Referrer-Policy"] == "strict-origin"
    assert client.get("/")["Referrer-Policy"] == "same-origin"


def test_each_kind_of_address_with_a_token_is_known():
    assert len(ADDRESSES) == 6 and all(has_token(address) for address in ADDRESSES)


def test_an_error_is_logged_without_the_token_and_with_its_traceback(log):
    try:
        raise ValueError(f"Cannot read /drafts/{TOKEN}/")
    except ValueError:
        logging.getLogger("django.request").exception("Error at %s", f"/accounts/invitation/{TOKEN}/")
    assert "SECRET" not in log.getvalue()
    assert "Error at /accounts/invitation/[redacted]/" in log.getvalue() and "Traceback" in log.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "/accounts/login/?next=/accounts/invitation/{}/",
        "/accounts/login/?next=%2Faccounts%2Finvitation%2F{}%2F",
        "/accounts/login/?next=%2Faccounts%2Flogin%2F%3Fnext%3D%252Fdrafts%252F{}%252F",
        "/%64rafts/{}?x=1",
        "//drafts//{}/",
        "Not Found: /drafts/ {}/",
        'GET /accounts/password/reset/key/1-{} HTTP/1.1" 404',
    ],
)
def test_a_token_is_found_however_the_address_is_written(text):
    assert "SECRET" not in redact_tokens(text.format(TOKEN)) and has_token(text.format(TOKEN))


@pytest.mark.parametrize(
    "text", ["/guidance/a-memo/?q=drafts", 'File "/srv/portal/importer/drafts/lookups.py", line 3', "100 % of /drafts/"]
)
def test_other_text_stays(text):
    assert redact_tokens(text) == text and not has_token(text)
