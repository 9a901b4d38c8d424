from django.db import migrations

ROLES = ("editor", "reviewer", "administrator")


def make_roles(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    for name in ROLES:
        groups.get_or_create(name=name)


class Migration(migrations.Migration):
    """The three groups. What each may do is set after every migrate, see portal/accounts/roles.py."""

    dependencies = [
        ("accounts", "0006_invitations"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop, elidable=True)]
