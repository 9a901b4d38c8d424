"""Headers that a client sends through gunicorn with the shipped configuration: its parser, its WSGI environment, and
the portal."""

import runpy
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import close_old_connections
from django.urls import reverse
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http import wsgi
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader

from portal.response_cache.middleware import RESPONSE_STORE
from tests.accounts.sign_in import sign_in
from tests.factories import make_published, make_record, moment
from tests.kinds import Kind

pytestmark = pytest.mark.django_db
CONFIGURATION = Path(settings.BASE_DIR, "deploy", "gunicorn.conf.py")
PEERS = [("127.0.0.1", 4000), b""]
"""A client on the same machine and one of a Unix socket; gunicorn recognizes the latter by an address that is not a
pair."""
HEADERS = [
    ("SCRIPT_NAME", "/guidance/memo"),
    ("SCRIPT-NAME", "/guidance/memo"),
    ("Script_Name", "/guidance/memo"),
    ("SCRIPT_NAME", "/accounts"),
    ("SCRIPT_URL", "/"),
    ("SCRIPT-URL", "/"),
    ("REDIRECT_URL", "/"),
    ("PATH_INFO", "/"),
    ("PATH-INFO", "/"),
    ("Path_Info", "/"),
    ("REQUEST_URI", "/"),
    ("RAW_URI", "/"),
    ("QUERY_STRING", "on=2001-01-01"),
    ("REQUEST_METHOD", "POST"),
    ("X-HTTP-Method-Override", "POST"),
    ("X-Script-Name", "/guidance/memo"),
    ("X-Original-URL", "/"),
    ("X-Rewrite-URL", "/"),
    ("X-Forwarded-Uri", "/"),
    ("X-Forwarded-Prefix", "/guidance/memo"),
    ("X-Forwarded-Path", "/"),
    ("X-Original-Host", "evil.example"),
    ("X-Forwarded-Host", "evil.example"),
    ("X-Host", "evil.example"),
    ("X-Forwarded-Server", "evil.example"),
    ("HTTP_HOST", "evil.example"),
    ("SERVER_NAME", "evil.example"),
    ("SERVER_PORT", "1"),
    ("X-Forwarded-Port", "1"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-Protocol", "ssl"),
    ("X-Forwarded-Ssl", "on"),
    ("X-Url-Scheme", "https"),
    ("Front-End-Https", "on"),
    ("HTTPS", "on"),
    ("wsgi.url_scheme", "https"),
    ("Forwarded", "for=1.2.3.4;host=evil.example;proto=https"),
    ("REMOTE_USER", "administrator@example.org"),
    ("REMOTE-USER", "administrator@example.org"),
    ("X-Remote-User", "administrator@example.org"),
    ("X-Forwarded-User", "administrator@example.org"),
    ("AUTH_USER", "administrator@example.org"),
    ("REMOTE_ADDR", "1.2.3.4"),
    ("X-Real-IP", "1.2.3.4"),
    ("Accept-Language", "es"),
]
"""Headers that some server or framework reads as a path, a host, a scheme, a method or a user."""


@pytest.fixture(autouse=True)
def production(settings):
    settings.RESPONSE_CACHE_MB, settings.SECOND_FACTOR_REQUIRED = 8, True
    settings.ALLOWED_HOSTS = ["portal.example", "testserver"]
    RESPONSE_STORE.clear()
    yield
    RESPONSE_STORE.clear()


@pytest.fixture
def memo():
    record = make_record(Kind.MEMO, key="memo")
    make_published(record, at=moment("2025-06-02"))
    return record


def get_config() -> Config:
    config = Config()
    for name, value in runpy.run_path(str(CONFIGURATION)).items():
        if name in config.settings:
            config.set(name, value)
    return config


def get_environ(address: str, headers, peer=PEERS[0]) -> dict:
    """Returns the WSGI environment that gunicorn makes from the bytes of a request."""
    lines = [f"GET {address} HTTP/1.1", "Host: portal.example", *(f"{name}: {value}" for name, value in headers)]
    config = get_config()
    request = Request(config, IterUnreader([("\r\n".join([*lines, "", ""])).encode()]), peer)
    _, environ = wsgi.create(request, None, peer, ("127.0.0.1", 8000), config)
    return environ


def answer(environ: dict, start_response):
    """Runs the portal. Like Django's test client, it leaves the database connection open, because the transaction of
    the test belongs to it."""
    request_started.disconnect(close_old_connections)
    try:
        return WSGIHandler()(environ, start_response)
    finally:
        request_started.connect(close_old_connections)


def get(address: str, headers=(), peer=PEERS[0]) -> tuple[str, dict, bytes]:
    """Returns status, headers and content of the portal's response."""
    started = []
    response = answer(get_environ(address, headers, peer), lambda *words: started.append(words))
    content = b"".join(response)
    status, fields = started[0]
    return status, dict(fields), content


@pytest.mark.parametrize("peer", PEERS)
@pytest.mark.parametrize("address", ["/guidance/memo/", "/", "/accounts/login/"])
def test_no_header_changes_an_answer(memo, address, peer):
    """A header changes neither the answer to its own request nor the answer to the next reader."""
    plain = get(address, peer=peer)
    for header in HEADERS:
        RESPONSE_STORE.clear()
        changed, after = get(address, [header], peer=peer), get(address, peer=peer)
        assert plain[0] == changed[0] == after[0] == "200 OK", header
        if not address.startswith("/accounts/"):  # Forms contain a new token each time.
            assert plain[2] == changed[2] == after[2], header
        assert b"evil.example" not in changed[2] and b"https://portal.example" not in changed[2], header


@pytest.mark.parametrize("path", ["/accounts/admin/", "/anything/admin/", "/announcements/official/"])
def test_no_header_opens_the_desk_without_a_second_factor(client, administrator, path):
    sign_in(client, administrator)
    cookie = ("Cookie", f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
    assert get("/admin/", [cookie])[0] == "302 Found"
    start = path.removesuffix("admin/").removesuffix("official/").rstrip("/")
    for name in ("SCRIPT_NAME", "SCRIPT-NAME", "X-Forwarded-Prefix", "X-Script-Name"):
        status, _, content = get(path, [cookie, (name, start)])
        assert status in ("302 Found", "404 Not Found") and b"Log out" not in content, name


def test_a_script_name_set_by_a_server_does_not_change_the_cached_page(memo, settings):
    """Another server, or other options, may pass SCRIPT_NAME on. Django then serves PATH_INFO, the rest of the path."""
    plain = get("/guidance/memo/")
    RESPONSE_STORE.clear()
    environ = get_environ("/", []) | {"SCRIPT_NAME": "/guidance/memo", "PATH_INFO": "/"}
    answer(environ, lambda *words: None)
    assert get("/guidance/memo/")[2] == plain[2]


def test_a_script_name_does_not_open_the_desk(client, administrator):
    sign_in(client, administrator)
    for start in ("/accounts", "/accounts/", "/anything"):
        response = client.get("/admin/", SCRIPT_NAME=start)
        assert response.status_code == 302 and response.url == reverse("mfa_index")


def test_the_access_log_has_no_token_of_a_link(tmp_path):
    config = get_config()
    config.set("accesslog", str(tmp_path / "access.log"))
    log = Logger(config)
    runpy.run_path(str(CONFIGURATION))["on_starting"](SimpleNamespace(log=log))
    response = SimpleNamespace(status="404 Not Found", headers=[], sent=0)
    for address in ("/drafts/1:SECRET/", "/accounts/login/?next=%2Faccounts%2Finvitation%2FSECRET%2F", "/guidance/"):
        environ = get_environ(address, [("Referer", "https://portal.example/drafts/1:SECRET/")])
        log.access(response, SimpleNamespace(headers=[]), environ, timedelta())
    for logger in (log.access_log, log.error_log):
        logger.filters.clear()
    lines = (tmp_path / "access.log").read_text()
    assert "SECRET" not in lines and lines.count("[redacted]") == 5 and '"GET /guidance/ HTTP/1.1" 404' in lines
