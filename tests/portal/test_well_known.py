"""Addresses that browsers, password managers, researchers and readers try by themselves."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image

from tests import run
from tests.factories import day, make_issuer, make_published, make_record, make_service, moment, withdraw

pytestmark = pytest.mark.django_db
IMAGES = Path(settings.BASE_DIR) / "static" / "img"


def test_browsers_find_the_icons(client):
    for name, sizes in {"favicon.ico": {(16, 16), (32, 32), (48, 48)}, "apple-touch-icon.png": {(180, 180)}}.items():
        assert client.get(f"/{name}").url == f"/static/img/{name}"
        with Image.open(IMAGES / name) as image:
            assert image.info.get("sizes", {image.size}) == sizes


def test_password_managers_find_the_page_for_a_new_password(client):
    assert client.get("/.well-known/change-password").url == "/accounts/password/change/"


def test_security_txt_names_a_contact_and_has_not_expired(client, settings):
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert lines["Contact"] == lines["Policy"] == "http://testserver/about/#security"
    assert 170 < (datetime.fromisoformat(lines["Expires"]) - timezone.now()).days < 366
    assert 'id="security"' in client.get("/about/").text
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    assert "Contact: mailto:security@example.org\n" in client.get("/.well-known/security.txt?fresh").text


def test_the_list_of_feeds_has_every_public_subject_and_no_other(client):
    service = {"service": make_service("permits", "Pistol permits")}
    make_published(make_record("service_notice"), at=moment("2025-06-01"), points=[service])
    retracted = make_published(
        make_record("service_notice", key="error"), at=moment("2025-06-01"), points=[{"service": make_service()}]
    )
    withdraw(retracted, at=moment("2025-06-02"), kind="published_in_error")
    make_issuer("secret", "Office of something that waits")
    record = make_record("memo", key="waits")
    record.issuer = make_issuer("secret")
    record.save(by=None)
    make_published(record, at=moment("2999-01-01"), effective_from=day("2999-01-01"))
    page = client.get("/feeds/").text
    for address in ("all.rss", "announcements.json", "services/permits.atom", "audiences/police_chiefs.atom"):
        assert f'href="/feeds/{address}"' in page and client.get(f"/feeds/{address}").status_code == 200
    assert 'href="/feeds/issuers/governor.atom"' in page and 'href="/calendar/services/permits.ics"' in page
    assert "secret" not in page and "fingerprints" not in page


@pytest.mark.parametrize("address", [f"/receipts/{'0' * 64}/", f"/attachments/{'0' * 64}/", "/guidance/nothing/"])
def test_a_page_that_does_not_exist_says_so_in_words_for_readers(client, address):
    page = client.get(address)
    assert page.status_code == 404 and "matches the given query" not in page.text
    assert '<p class="summary">' in page.text


def test_pytest_needs_no_settings_in_the_environment():
    own = ("SECRET_KEY", "SECRET_KEY_FILE", "DEBUG", "ENV_FILE", "DATA_DIR", "DJANGO_SETTINGS_MODULE")
    env = {name: value for name, value in os.environ.items() if name not in own and not name.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/lib/test_grammar.py"]
    found = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
    assert "SECRET_KEY" not in found.stdout + found.stderr and found.returncode == 0, found.stdout[-2000:]


def test_a_folder_without_tests_for_the_browser_does_not_fail(monkeypatch, capsys):
    found = {"SQLite": "passed", "browser": run.NO_TEST, "PostgreSQL": "passed"}
    monkeypatch.setattr(run, "run_everything", lambda words, var: found)
    assert run.main(["tests/register"]) == 0 and "browser     no test was found" in capsys.readouterr().out
    assert run.main([]) == 1, "of all folders, some test is for the browser"
    monkeypatch.setattr(run, "run_everything", lambda words, var: dict.fromkeys(found, run.NO_TEST))
    assert run.main(["tests/nothing"]) == 1
