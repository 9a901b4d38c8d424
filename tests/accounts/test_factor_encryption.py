"""Secrets of second factors: what the database contains, rotation of the key, and what is refused."""

from importlib import import_module
from io import StringIO
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from portal.accounts.factor_encryption import encrypt_secret
from portal.accounts.models import User
from tests.accounts.sign_in import code, sign_in, with_app
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
MIGRATION = import_module("portal.accounts.migrations.0003_encrypt_factors")


@pytest.fixture
def chief(db):
    user = User.objects.create_user("chief@example.org", PASSWORD)
    user.verify_email()
    return user


def read_columns() -> str:
    """Returns everything in the column, as a copy of the database would contain it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator ORDER BY id")
        return " ".join(str(row[0]) for row in cursor.fetchall())


def sign_in_with_code(client, user, answer: str) -> bool:
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": answer})
    return "_auth_user_id" in client.session


def reencrypt() -> str:
    output = StringIO()
    call_command("reencrypt_factors", stdout=output)
    return output.getvalue()


def list_errors() -> list[str]:
    errors = run_checks(tags=["database"], include_deployment_checks=True, databases=["default"])
    return [error.id for error in errors]


def test_a_key_that_waits_for_its_first_code_is_encrypted(client, chief, settings):
    """The database stores the session, and a backup can be made at that moment."""
    sign_in(client, chief)
    address = reverse("mfa_activate_totp")
    form = client.get(address).context["form"]
    assert form.secret not in str(client.session.items())
    wrong = client.post(address, {"code": "000000"})
    assert wrong.context["form"].secret == form.secret and form.secret not in str(client.session.items())
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key of the portal", [settings.SECRET_KEY]
    client.post(address, {"code": code(form.secret)})
    [factor] = Authenticator.objects.filter(user=chief, type="totp")
    assert factor.wrap().validate_code(code(form.secret, later=1)) and form.secret not in read_columns()
    assert not [name for name in client.session.keys() if "totp" in name]


def test_the_database_contains_no_key_and_no_seed(client, chief):
    secret = with_app(chief)
    codes = RecoveryCodes.activate(chief)
    seed = codes.instance.data["seed"]
    columns = read_columns()
    assert secret not in columns and columns.count("gAAAA") == 2
    assert seed.startswith("gAAAA") and not any(recovery_code in columns for recovery_code in codes.generate_codes())
    assert sign_in_with_code(client, chief, code(secret))


def test_a_recovery_code_works_only_once(client, chief):
    with_app(chief)
    [first, *_] = RecoveryCodes.activate(chief).generate_codes()
    assert sign_in_with_code(client, chief, first)
    client.post(reverse("account_logout"))
    assert not sign_in_with_code(client, chief, first)


def test_the_same_secret_is_stored_differently_for_two_accounts(chief, editor):
    for user in (chief, editor):
        Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt_secret("ABC234")})
    assert len(set(Authenticator.objects.values_list("data__secret", flat=True))) == 2


def test_the_key_is_rotated_in_three_steps(client, chief, settings):
    secret = with_app(chief)
    RecoveryCodes.activate(chief)
    before = read_columns()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [settings.SECRET_KEY]
    assert sign_in_with_code(client, chief, code(secret)) and "accounts.E003" not in list_errors()
    assert "2 of 2 factors" in reencrypt() and not set(before.split('"')) & {
        token for token in read_columns().split('"') if token.startswith("gAAAA")
    }
    settings.SECRET_KEY_FALLBACKS = []
    client.post(reverse("account_logout"))
    assert sign_in_with_code(client, chief, code(secret, later=1)) and "accounts.E003" not in list_errors()


def test_a_factor_whose_key_is_lost_is_reported_and_does_not_work(client, chief, editor, settings):
    secret = with_app(chief)
    settings.SECRET_KEY = "n" * 50
    with_app(editor)
    assert "accounts.E003" in list_errors()
    with pytest.raises(CommandError, match="No present key decrypts the factors of chief@example.org"):
        reencrypt()
    sign_in(client, chief)
    answer = client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert "cannot read this second factor" in answer.text and "_auth_user_id" not in client.session


def test_an_unencrypted_secret_is_reported_and_does_not_work(client, chief):
    secret = with_app(chief)
    Authenticator.objects.update(data={"secret": secret})
    assert "accounts.E003" in list_errors()
    assert not sign_in_with_code(client, chief, code(secret))
    reencrypt()
    assert secret not in read_columns() and "accounts.E003" not in list_errors()


def test_the_migration_encrypts_secrets_and_can_be_reversed(client, chief):
    secret = with_app(chief)
    passkey = Authenticator.objects.create(user=chief, type="webauthn", data={"credential": {}, "name": "Passkey"})
    old = Authenticator.objects.create(
        user=chief, type="recovery_codes", data={"migrated_codes": ["12345678", "87654321"], "used_mask": 0}
    )
    Authenticator.objects.filter(type="totp").update(data={"secret": secret})
    editor = SimpleNamespace(connection=connection)
    MIGRATION.encrypt_factors(apps, editor)
    columns = read_columns()
    MIGRATION.encrypt_factors(apps, editor)
    assert read_columns() == columns
    assert secret not in columns and "12345678" not in columns and '"Passkey"' in columns.replace("'", '"')
    old.refresh_from_db()
    assert RecoveryCodes(old).get_unused_codes() == ["12345678", "87654321"] and passkey.type == "webauthn"
    assert sign_in_with_code(client, chief, code(secret))
    MIGRATION.decrypt_factors(apps, editor)
    assert Authenticator.objects.get(type="totp").data == {"secret": secret}
