"""What each database needs beside the tables to search them: see portal/search/postgresql.py and sqlite.py."""

from django.db import migrations

from portal.search import backends


def create(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        backends.MODULES[schema_editor.connection.vendor].create(cursor)


def drop(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        backends.MODULES[schema_editor.connection.vendor].drop(cursor)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
