"""Sign-in and password reset: limits, and no hint whether an address has an account."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.rate_limits import get_account_limits
from portal.outbox.delivery import deliver_messages
from portal.outbox.models import Message
from tests.accounts.sign_in import sign_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN, RESET = reverse("account_login"), reverse("account_reset_password")


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def strip_values(text: str) -> str:
    """Returns a page without the values that differ from request to request."""
    return re.sub(r'value="[^"]*"', "", text)


def test_five_failures_lock_the_account_in_every_worker(client, chief_account):
    for attempt in range(6):
        del caches["default"]  # Another worker has a connection of its own.
        answer = sign_in(client, chief_account, "wrong" if attempt < 5 else PASSWORD)
        assert ("Too many attempts" in answer.text) is (attempt == 5) and not is_in(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_cache")
        assert cursor.fetchone()[0] > 0


@pytest.fixture
def chief_account(db):
    user = User.objects.create_user("chief@example.org", PASSWORD)
    user.verify_email()
    return user


def test_guesses_lock_out_neither_other_accounts_nor_other_clients_of_a_proxy(client, chief_account, editor, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forged = {"HTTP_X_FORWARDED_FOR": "203.0.113.7, 198.51.100.1"}
    for _ in range(6):
        answer = sign_in(client, chief_account, "wrong", **forged)
    assert "Too many attempts" in answer.text
    assert "Too many attempts" not in sign_in(client, editor, "wrong", **forged).text
    sign_in(client, chief_account, HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.7")
    assert is_in(client)


def test_where_clients_are_not_known_only_the_account_is_limited(client, chief_account, editor, settings):
    settings.CLIENT_IP_IS_KNOWN, settings.ACCOUNT_RATE_LIMITS = False, get_account_limits(False)
    assert "/ip" not in str(get_account_limits(False)) and "/ip" in get_account_limits(True)["login"]
    for number in range(70):
        client.post(LOGIN, {"login": f"nobody-{number // 4}@example.org", "password": "wrong"})
    assert "do not match" in sign_in(client, chief_account, "wrong").text
    assert sign_in(client, editor, REMOTE_ADDR="").status_code == 302 and is_in(client)


def test_no_response_reveals_whether_an_address_has_an_account(client, chief_account):
    closed = User.objects.create_user("closed@example.org", PASSWORD, is_active=False)
    waiting = User.objects.create_user("waiting@example.org", None)
    answers = set()
    for email in (chief_account.email, closed.email, waiting.email, "nobody@example.org"):
        refused = client.post(LOGIN, {"login": email, "password": "wrong"})
        reset = client.post(RESET, {"email": email})
        message = Message.objects.get(to=email)
        answers.add((refused.status_code, strip_values(refused.text), reset.status_code, reset.url, message.subject))
        assert ("/password/reset/key/" in message.body) is (email == chief_account.email)
    assert len(answers) == 1


def test_a_reset_link_comes_by_email_works_once_and_signs_nobody_in(client, chief_account):
    client.post(RESET, {"email": chief_account.email})
    link = re.search(r"http://testserver(/\S+)", Message.objects.get().body)[1]
    form = client.get(link).url
    weak = client.post(form, {"password1": "password1234", "password2": "password1234"})
    assert "too common" in weak.text
    words = {"password1": "a much better sentence", "password2": "a much better sentence"}
    assert client.post(form, words).status_code == 302 and not is_in(client)
    assert "no longer works" in client.get(link).text and "no longer works" in client.get(link[:-4] + "xxx/").text
    assert "do not match" in sign_in(client, chief_account).text
    sign_in(client, chief_account, "a much better sentence")
    assert is_in(client) and "password" in Message.objects.latest("pk").subject.lower()


@pytest.mark.parametrize(
    "after, place",
    [
        ("/official/", "/official/"),
        ("https://evil.example/", "/accounts/"),
        ("//evil.example/", "/accounts/"),
        ("", "/accounts/"),
    ],
)
def test_sign_in_redirects_only_to_pages_of_this_site(client, chief_account, after, place):
    words = {"login": chief_account.email, "password": PASSWORD, "next": after}
    assert client.post(LOGIN, words).url == place


def test_an_account_without_a_password_chooses_one(client, chief_account):
    User.objects.filter(pk=chief_account.pk).update(password="!")
    chief_account.refresh_from_db()
    client.force_login(chief_account)
    page = client.get(reverse("account_change_password"), follow=True)
    assert "<h1>Choose a password</h1>" in page.text and "At least 12 characters" in page.text


def test_an_unconfirmed_address_must_be_confirmed_first(client, chief_account):
    chief_account.emailaddress_set.all().delete()
    assert sign_in(client, chief_account).url == reverse("account_email_verification_sent") and not is_in(client)
    link = re.search(r"http://testserver(/\S+)", Message.objects.get().body)[1]
    assert "chief@example.org" in client.get(link).text
    client.post(link)
    sign_in(client, chief_account)
    assert is_in(client)


def test_nobody_can_sign_up_and_a_closed_account_cannot_sign_in(client, chief_account):
    closed = reverse("account_signup")
    words = {"email": "new@example.org", "password1": "a long sentence", "password2": "a long sentence"}
    for answer in (client.get(closed), client.post(closed, words)):
        assert "Accounts are by invitation only" in answer.text
    assert not User.objects.filter(email="new@example.org").exists()
    chief_account.is_active = False
    chief_account.save()
    assert "This account is closed" in client.get(sign_in(client, chief_account).url).text and not is_in(client)


def test_an_address_changed_on_the_desk_must_be_confirmed(client, administrator, chief_account):
    client.force_login(administrator)
    page = reverse("admin:accounts_user_change", args=[chief_account.pk])
    client.post(page, {"email": "new-chief@example.org", "name": "", "is_active": "on"})
    client.logout()
    assert "do not match" in sign_in(client, chief_account).text
    chief_account.refresh_from_db()
    assert chief_account.email == "new-chief@example.org"
    assert sign_in(client, chief_account).url == reverse("account_email_verification_sent")


def test_letters_wait_in_the_outbox_and_are_erased_once_sent(client, chief_account, now):
    client.post(RESET, {"email": chief_account.email})
    assert mail.outbox == []
    list(deliver_messages(lambda: now + timedelta(days=9999)))
    assert mail.outbox[0].to == [chief_account.email] and "/password/reset/key/" in mail.outbox[0].body
    assert Message.objects.get().body == ""


def test_a_database_that_cannot_be_written_is_not_called_too_many_attempts(client, chief_account, monkeypatch):
    def refuse(*args, **kwargs):
        return False

    monkeypatch.setattr(DatabaseCache, "_base_set", refuse)
    client.raise_request_exception = False
    response = sign_in(client, chief_account)
    assert response.status_code == 503 and not is_in(client)
    assert "cannot store anything" in response.text and "Too many" not in response.text
