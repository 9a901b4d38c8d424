"""The request headers that nginx passes on with the shipped configuration."""

import shutil
import socket
import subprocess
import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings

from portal.lib.log_redaction import SECRET_PATHS
from tests.deploy.test_gunicorn import HEADERS

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
CONFIGURATION = Path(settings.BASE_DIR, "deploy", "nginx.conf")
HARMLESS = {"Accept-Language", "X-Real-IP", "X-Host", "X-Url-Scheme", "Front-End-Https", "HTTPS", "wsgi.url_scheme"}
"""Headers that may pass: neither gunicorn nor Django reads them."""


class EchoHandler(BaseHTTPRequestHandler):
    """Answers with the received headers, one per line, or closes the connection without an answer."""

    def do_GET(self):
        if "/fails/" in self.path:
            return
        content = "".join(f"{name}: {value}\n" for name, value in self.headers.items()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words):
        pass


def get_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(scope="module")
def upstream():
    server = HTTPServer(("127.0.0.1", 0), EchoHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def proxy(upstream, folder):
    """nginx with the shipped file, on a free port, without TLS."""
    port = get_free_port()
    text = CONFIGURATION.read_text(encoding="utf-8").replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    text = text.replace("/var/log/nginx/", f"{folder}/")
    redirect, _, rest = text.partition("server {\n    listen 443 ssl http2;\n")
    site = redirect[: redirect.index("server {\n    listen 80")] + f"server {{\n    listen 127.0.0.1:{port};\n" + rest
    lines = [line for line in site.splitlines() if not line.strip().startswith("ssl_")]
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\n{temporary}" + "\n".join(lines) + "\n}\n"
    )
    process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-p", folder], stderr=subprocess.DEVNULL)
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield port
    process.terminate()
    process.wait()


def get_forwarded(port: int, name: str, value: str, address: str = "/") -> str:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", address, headers={"Host": "guidance.example.org", name: value})
    return connection.getresponse().read().decode()


@pytest.mark.parametrize("name, value", [header for header in HEADERS if header[0] not in HARMLESS])
def test_a_header_that_could_change_the_request_is_dropped(proxy, name, value):
    lines = get_forwarded(proxy, name, value).splitlines()
    expected = {"Host: guidance.example.org", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: http"}
    assert {line for line in lines if not line.startswith("Accept-Encoding")} == expected


def test_other_headers_pass(proxy):
    assert "If-None-Match: x" in get_forwarded(proxy, "If-None-Match", "x")


def test_no_log_has_the_token_of_a_link(proxy, folder):
    for path in SECRET_PATHS:
        for address in (f"/{path}/SECRET/", f"//{path}/SECRET/fails/", f"/accounts/login/?next=/{path}/SECRET/"):
            get_forwarded(proxy, "Referer", f"https://guidance.example.org/{path}/SECRET/", address)
    get_forwarded(proxy, "User-Agent", "Mosaic/1.0", "/guidance/fails/?on=2020-01-01")
    access, errors = ((folder / name).read_text() for name in ("portal-access.log", "error.log"))
    assert "SECRET" not in access + errors and '"GET /drafts/[redacted] HTTP/1.1" 502 ' in access
    assert '"GET /guidance/fails/ HTTP/1.1" 502 ' in access and access.endswith('"Mosaic/1.0"\n')
    assert "/guidance/fails/" in errors
