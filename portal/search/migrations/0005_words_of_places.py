"""On PostgreSQL the words of a place are read as those of a document are (see portal/search/postgresql_tables.py)."""

from django.db import migrations

from portal.search import postgresql_tables


def read_anew(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(postgresql_tables.PARTED, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_stems_and_recent")]
    operations = [migrations.RunPython(read_anew, migrations.RunPython.noop)]
