from django.db import migrations


def analyze(apps, schema_editor):
    """PostgreSQL knows nothing of a new column's values until it looks: taken for rare, “everybody” made it read every
    record before the search's index. Autovacuum looks only after many rows have changed, which may be never."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ANALYZE records_record, records_edition")


class Migration(migrations.Migration):
    dependencies = [("records", "0006_for_officials_alone")]
    operations = [migrations.RunPython(analyze, migrations.RunPython.noop)]
