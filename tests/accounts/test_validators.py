"""Passwords: every form refuses passwords that attackers try first, and accepts sentences."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from zxcvbn import zxcvbn

from portal.accounts import validators
from portal.accounts.models import User
from tests.conftest import PASSWORD

GUESSABLE = [
    "",
    "password1234",
    "P@ssw0rd2024!",
    "passwordpassword",
    "1qaz2wsx3edc",
    "qwertyuiop[]",
    "123456789012",
    "abcdefghijkl",
    "iloveyou1234",
    "changeme12345",
    "Welcome12345!",
    "Summer2025!!!",
    "November27,2026",
    "international",
    "basketball2023",
    "margaritaville12",
    "trustno1trustno1",
    "Connecticut2025!",
    "governor12345",
    "PoliceChief2025",
    "correct horse battery staple",
    "correcthorsebatterystaple",
    "CorrectHorseBatteryStaple1",
    "may the force be with you",
    "Jane.Doe.12345",
]
GOOD = [
    "a much better sentence",
    "blue lamp seven rivers",
    "tUx8!kq02Zmw",
    "Ashford police keep 2 canoes",
    "üüqkzw piano",
]


@pytest.fixture
def jane():
    return User(email="ashford-chief@example.org", name="Jane Doe")


@pytest.mark.parametrize("password", GUESSABLE)
def test_guessable_passwords_are_refused(jane, password):
    with pytest.raises(ValidationError):
        validate_password(password, jane)


@pytest.mark.parametrize("password", GOOD)
def test_sentences_are_accepted(jane, password):
    validate_password(password, jane)
    validate_password(password)


@pytest.mark.parametrize("password", ["\0" * 5000, "4@8({[<3690$5+72" * 300, "\ud800" * 20, "🦊" * 99])
def test_only_the_beginning_of_a_password_is_judged(monkeypatch, password):
    """zxcvbn takes longer for longer texts."""
    judged = []
    monkeypatch.setattr(validators, "zxcvbn", lambda text, words: judged.append(text) or zxcvbn(text, words))
    try:
        validate_password(password)
    except ValidationError:
        pass
    assert judged == [password[: validators.MAX_LENGTH]]


@pytest.mark.django_db
def test_every_form_that_sets_a_password_refuses_a_guessable_one(client, administrator):
    administrator.is_superuser = True
    administrator.save()
    client.force_login(administrator)
    weak = "Summer2025!!!"
    own = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    assert "easy to guess" in client.post(reverse("account_change_password"), own).text
    others = {"password1": weak, "password2": weak, "usable_password": "true"}
    page = reverse("admin:auth_user_password_change", args=[administrator.pk])
    assert "easy to guess" in client.post(page, others).text
    administrator.refresh_from_db()
    assert administrator.check_password(PASSWORD)


@pytest.mark.parametrize("word", ["ｐａｓｓｗｏｒｄ１２３４", "𝐩𝐚𝐬𝐬𝐰𝐨𝐫𝐝𝟏𝟐𝟑𝟒"])
def test_letters_of_another_style_make_a_common_password_no_stronger(word):
    with pytest.raises(ValidationError, match="easy to guess"):
        validators.GuessablePasswordValidator().validate(word)
