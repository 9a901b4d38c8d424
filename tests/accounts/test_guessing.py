"""Limits on guessing the password of an account, from any number of addresses. The owner can still sign in."""

import re
import time

import pytest
from allauth.core.internal import ratelimit
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.rate_limits import FAILURE_LIMITS, STRANGERS, get_account_limits
from portal.outbox.models import Message
from tests.accounts.sign_in import code, sign_in, with_app
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
COOKIE_NAME = "known-device"
NEW_PASSWORD = "a much better sentence"


@pytest.fixture
def chief(db):
    user = User.objects.create_user("chief@example.org", PASSWORD)
    user.verify_email()
    return user


@pytest.fixture
def clock(monkeypatch):
    """Replaces the clock of the rate limits. Set `clock.seconds` to move it."""

    class Clock:
        seconds, monotonic, sleep = 0.0, staticmethod(time.monotonic), staticmethod(time.sleep)

        def time(self):
            return 1_800_000_000 + self.seconds

    fake_clock = Clock()
    monkeypatch.setattr(ratelimit, "time", fake_clock)
    return fake_clock


def guess(user, number: int, password: str = "wrong"):
    """Makes one guess from an address of its own."""
    return sign_in(Client(), user, password, REMOTE_ADDR=f"198.51.{number // 250}.{number % 250}")


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def is_locked(answer) -> bool:
    return "Too many attempts" in answer.text


def choose_password(client, user) -> None:
    """Chooses a new password through the link in the email."""
    client.post(reverse("account_reset_password"), {"email": user.email})
    form = client.get(re.search(r"http://testserver(/\S+)", Message.objects.latest("pk").body)[1]).url
    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})


def lock(user) -> int:
    """Guesses from new addresses until the account is locked. Returns how many guesses were accepted."""
    return next(number for number in range(200) if is_locked(guess(user, number)))


def test_all_addresses_together_can_guess_thirty_times_an_hour(chief):
    assert lock(chief) == 30
    assert is_locked(guess(chief, 199, PASSWORD))


def test_all_addresses_together_can_guess_a_hundred_times_a_day(chief, clock):
    accepted = 0
    for hour in range(5):
        clock.seconds = hour * 3601.0
        accepted += sum(not is_locked(guess(chief, 40 * hour + number)) for number in range(31))
    assert accepted == 100
    clock.seconds += 25 * 3600
    assert not is_locked(guess(chief, 0))


def test_one_address_cannot_use_up_the_attempts_of_all_addresses(chief, clock):
    for minute in range(0, 8 * 60, 6):
        clock.seconds = minute * 60.0
        for _ in range(6):
            guess(chief, 1)
    assert not is_locked(guess(chief, 2))


@pytest.mark.parametrize("is_known", [True, False])
def test_the_owner_signs_in_on_a_known_device_while_others_guess(is_known, client, chief, settings):
    settings.CLIENT_IP_IS_KNOWN, settings.ACCOUNT_RATE_LIMITS = is_known, get_account_limits(is_known)
    sign_in(client, chief)
    client.post(reverse("account_logout"))
    assert lock(chief) == 30
    sign_in(client, chief)
    assert is_in(client)


def test_the_owner_signs_in_on_a_new_device_after_choosing_a_new_password(client, chief):
    lock(chief)
    choose_password(client, chief)
    sign_in(client, chief, NEW_PASSWORD)
    assert is_in(client)


def test_a_known_device_can_guess_five_times_and_gives_no_access(client, chief, editor):
    sign_in(client, chief)
    client.post(reverse("account_logout"))
    assert [is_locked(sign_in(client, chief, "wrong")) for _ in range(6)] == [False] * 5 + [True]
    assert not is_locked(guess(chief, 1))
    lock(editor)
    assert is_locked(sign_in(client, editor))


@pytest.mark.parametrize("is_reset", [True, False])
def test_codes_can_be_guessed_a_hundred_times_a_day_until_the_password_changes(is_reset, client, chief, clock):
    secret, accepted = with_app(chief), 0
    sign_in(client, chief)
    for number in range(25):
        clock.seconds = number * 301.0
        for _ in range(5):
            accepted += not is_locked(client.post(reverse("mfa_authenticate"), {"code": "000000"}))
    assert accepted == 100
    if is_reset:
        choose_password(client, chief)
        sign_in(client, chief, NEW_PASSWORD)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert is_in(client) is is_reset


@pytest.mark.parametrize("value", ["", "x", "1:x", "[1]", None])
def test_a_forged_device_cookie_is_ignored(value, client, chief):
    lock(chief)
    other = Client()
    sign_in(other, chief, REMOTE_ADDR="203.0.113.1")
    if value is None:
        value = client.cookies.get(COOKIE_NAME, "")
    client.cookies[COOKIE_NAME] = value
    assert is_locked(sign_in(client, chief))


def test_a_failed_sign_in_sets_no_device_cookie(client, chief):
    assert COOKIE_NAME not in sign_in(client, chief, "wrong").cookies
    cookie = sign_in(client, chief).cookies[COOKIE_NAME]
    assert cookie["httponly"] and cookie["path"] == "/" and cookie["samesite"] == "Lax" and not cookie["domain"]
    assert str(chief.email) not in cookie.value


def test_over_https_the_cookie_is_bound_to_the_host(client, chief, settings):
    settings.SESSION_COOKIE_SECURE = True
    cookie = sign_in(client, chief, secure=True).cookies[f"__Host-{COOKIE_NAME}"]
    assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]
    client.cookies[settings.SESSION_COOKIE_NAME] = ""
    assert lock(chief) == 30
    sign_in(client, chief, secure=True)
    assert is_in(client)


def test_any_spelling_of_the_address_counts_for_the_account(chief):
    for number in range(30):
        chief.email = "chief@example.org".replace("c", "C", number % 2).replace("e@", "E@")
        guess(chief, number)
    chief.email = "CHIEF@EXAMPLE.ORG"
    assert is_locked(guess(chief, 99))


def test_an_address_without_an_account_has_the_same_limits(chief):
    nobody = User(email="nobody@example.org")
    assert lock(nobody) == lock(chief) == 30


def test_the_documentation_names_the_limits(request):
    text = (request.config.rootpath / "docs" / "operating.md").read_text(encoding="utf-8")
    assert FAILURE_LIMITS[STRANGERS] == "30/h/key,100/d/key"
    assert "30 in an hour and 100 in a day" in text


class TestTheCheck:
    def list_errors(self) -> list[str]:
        return [error.id for error in run_checks(tags=["security"], include_deployment_checks=True)]

    def test_an_uncounted_proxy_is_an_error(self, settings):
        settings.CLIENT_IP_IS_KNOWN = False
        assert "accounts.E002" in self.list_errors()

    def test_a_counted_proxy_is_no_error(self, settings):
        settings.CLIENT_IP_IS_KNOWN = True
        assert "accounts.E002" not in self.list_errors()
