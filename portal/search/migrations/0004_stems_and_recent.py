"""On PostgreSQL each word of the index has its stem beside it, and the newest texts an index of their own (see
portal/search/postgresql_tables.py)."""

from django.db import migrations

from portal.search import postgresql_tables


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(postgresql_tables.STEMS)
        schema_editor.execute(postgresql_tables.RECENT)
        schema_editor.execute(postgresql_tables.CLEAN)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(postgresql_tables.NOT_RECENT)
        schema_editor.execute(postgresql_tables.NO_STEMS)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_choices_public_at")]
    operations = [migrations.RunPython(add, remove)]
