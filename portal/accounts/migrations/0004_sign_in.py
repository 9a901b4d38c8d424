"""The table in which limits on attempts are counted, and the word of whoever made the accounts so far that their
addresses are theirs."""

from django.core.management import call_command
from django.db import migrations, models


def make_table(apps, editor):
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


def verify_addresses(apps, editor):
    address = apps.get_model("account", "EmailAddress")
    users = apps.get_model("accounts", "User").objects.using(editor.connection.alias)
    for user in users.exclude(password__startswith="!").exclude(password=""):
        facts = {"verified": True, "primary": True}
        address.objects.using(editor.connection.alias).get_or_create(
            user=user, email=user.email.lower(), defaults=facts
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_posts_as_entered_and_tiles"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.AddField("user", "is_demonstration", models.BooleanField(default=False, editable=False)),
        migrations.RunPython(make_table, migrations.RunPython.noop),
        migrations.RunPython(verify_addresses, migrations.RunPython.noop),
    ]
