"""Encrypts the keys of authenticator apps and the seeds of recovery codes that were stored unencrypted."""

from django.db import migrations

from portal.accounts.factor_encryption import convert_secrets, decrypt_secret, encrypt_secret, is_encrypted


def encrypt_factors(apps, schema_editor):
    convert_factors(apps, schema_editor, lambda text: text if is_encrypted(text) else encrypt_secret(text))


def decrypt_factors(apps, schema_editor):
    convert_factors(apps, schema_editor, lambda text: decrypt_secret(text) if is_encrypted(text) else text)


def convert_factors(apps, schema_editor, convert):
    rows = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
    for factor in rows.all():
        factor.data = convert_secrets(factor.data, convert)
        factor.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_audiences_from_registry"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(encrypt_factors, decrypt_factors)]
