from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="RegisterEntry",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("published", "Published"),
                            ("corrected", "Corrected"),
                            ("confirmed", "Confirmed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
                ("public_at", models.DateTimeField(help_text="When the public could read it.")),
                ("recorded_at", models.DateTimeField(help_text="The database's clock when this portal recorded it.")),
                ("address", models.CharField(db_index=True, max_length=300)),
                ("title", models.TextField()),
                ("content", models.TextField(help_text="The canonical JSON of what was published.")),
                ("content_digest", models.CharField(max_length=64)),
                ("previous", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "verbose_name_plural": "register entries",
                "ordering": ["-number"],
                "indexes": [models.Index(fields=["-public_at", "-number"], name="register_entry_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("action__in", ["published", "corrected", "confirmed", "withdrawn"])),
                        name="register_registerentry_action",
                    )
                ],
            },
        ),
    ]
