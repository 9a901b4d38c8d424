from django.db import migrations, models

TRIGGERS = [f"search_entry_words_{event}" for event in ("insert", "delete", "update")]


def drop_place_words(apps, schema_editor):
    """Removes what the database itself derives from the table of places. Every `migrate` ends by creating it, with the
    new column, and by indexing the rows again that lack a value in it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_entry DROP COLUMN IF EXISTS vector")
    else:
        for name in TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        schema_editor.execute("DROP TABLE IF EXISTS search_entry_words")


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="joined",
            field=models.TextField(
                help_text="The words that compounds of the heading and the text mean. Empty in rows of an earlier"
                " release.",
                null=True,
            ),
        ),
        migrations.RunPython(drop_place_words, drop_place_words),
    ]
