from django.db import migrations


def mark_rows_as_old(apps, schema_editor):
    """Every `migrate` ends by indexing the rows again that lack a value in this column. The words of an earlier release
    leave out foreign telephone numbers and some nouns."""
    apps.get_model("search", "Entry").objects.update(joined=None)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_entry_joined"),
    ]

    operations = [migrations.RunPython(mark_rows_as_old, migrations.RunPython.noop)]
