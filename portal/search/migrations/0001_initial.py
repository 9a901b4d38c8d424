import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    # Databases of release 0.1 have applied all of these.
    replaces = [
        ("search", "0002_full_text"),
        ("search", "0003_choices_public_at"),
        ("search", "0004_stems_and_recent"),
        ("search", "0005_words_of_places"),
        ("search", "0006_words_public_at"),
    ]

    dependencies = [
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("effective_from", models.DateField(null=True)),
                ("effective_until", models.DateField(null=True)),
                ("title", models.TextField()),
                ("headings", models.TextField()),
                ("points", models.TextField()),
                ("body", models.TextField()),
                ("rest", models.TextField()),
                ("facets", models.TextField(help_text="Codes of the values by which readers can filter a search.")),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.edition"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="“word”, “code” for a word that is never suggested, or the name of a filter.",
                        max_length=12,
                    ),
                ),
                ("value", models.CharField(max_length=120)),
                ("label", models.CharField(blank=True, max_length=250)),
                (
                    "public_at",
                    models.DateTimeField(
                        help_text="When the first text that contains it becomes public. Suggestions omit it until then.",
                        null=True,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("name", "value"), name="search_term_once")],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("point_key", models.CharField(blank=True, max_length=80)),
                ("number", models.PositiveSmallIntegerField()),
                ("heading", models.TextField()),
                ("text", models.TextField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.edition"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("edition", "point_key"), name="search_entry_once")],
            },
        ),
    ]
