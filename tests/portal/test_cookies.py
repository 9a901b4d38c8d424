"""Cookies: in production, their names bind them to this host; in development, they work without HTTPS."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.contrib import messages
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.lib.message_storage import MessageStorage
from portal.response_cache.middleware import build_cache_key
from tests.accounts.sign_in import sign_in

NAMES = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "MESSAGE_COOKIE_NAME")
READ = f"""
import json
from django.conf import settings
print(json.dumps([[getattr(settings, name) for name in {NAMES}], settings.SESSION_COOKIE_SECURE]))
"""


def read_settings(tmp_path, **more) -> list:
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings", "ENV_FILE": "", "DATA_DIR": str(tmp_path)}
    env |= {"SECRET_KEY": "k" * 60, "DEBUG": "0", "DEMO_MODE": "0", "ALLOWED_HOSTS": "portal.example", **more}
    command = [sys.executable, "-c", READ]
    return json.loads(subprocess.run(command, cwd=django_settings.BASE_DIR, env=env, capture_output=True).stdout)


def test_cookies_in_production_are_bound_to_the_host(tmp_path):
    assert read_settings(tmp_path) == [["__Host-sessionid", "__Host-csrftoken", "__Host-messages"], True]


@pytest.mark.parametrize("mode", ["DEBUG", "DEMO_MODE"])
def test_cookies_without_https_have_plain_names(tmp_path, mode):
    assert read_settings(tmp_path, **{mode: "1"}) == [["sessionid", "csrftoken", "messages"], False]


@pytest.fixture
def production(settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    for name in NAMES:
        setattr(settings, name, f"__Host-{getattr(settings, name)}")


def list_cookies(*responses) -> dict:
    return {name: cookie for response in responses for name, cookie in response.cookies.items()}


@pytest.mark.django_db
def test_browsers_accept_every_cookie_of_a_sign_in(production, editor):
    """The cookies are secure, for every path and without a domain, and signing in works with them."""
    client = Client()
    form_page = client.get(reverse("account_login"), secure=True)
    response = sign_in(client, editor, secure=True)
    cookies = list_cookies(form_page, response)
    assert set(cookies) >= {"__Host-sessionid", "__Host-csrftoken"}
    assert all(name.startswith("__Host-") for name in cookies)
    for cookie in cookies.values():
        assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"] and cookie["samesite"] == "Lax"
    assert "_auth_user_id" in client.session


def test_the_cookie_of_messages_is_set_and_deleted_after_reading(production):
    request = RequestFactory().get("/")
    request.session = {}
    storage = MessageStorage(request)
    storage.add(messages.INFO, "Link created.")
    response = HttpResponse()
    assert storage.update(response) == []
    cookie = response.cookies["__Host-messages"]
    assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]
    next_request = RequestFactory().get("/")
    next_request.session, next_request.COOKIES = {}, {"__Host-messages": cookie.value}
    assert build_cache_key(next_request) is None
    storage, next_response = MessageStorage(next_request), HttpResponse()
    assert [str(message) for message in storage] == ["Link created."]
    storage.update(next_response)
    cookie = next_response.cookies["__Host-messages"]
    assert cookie.value == "" and cookie["secure"]
