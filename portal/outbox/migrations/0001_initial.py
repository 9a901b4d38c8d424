import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    # A database of release 0.1 has all of these.
    replaces = [
        ("outbox", "0001_messages"),
        ("outbox", "0002_called_letters"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="What it is about. Each key gets only one letter.", max_length=200, unique=True
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("to", models.EmailField(max_length=254)),
                ("subject", models.CharField(max_length=300)),
                ("body", models.TextField(blank=True)),
                ("is_secret", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("dropped", "No longer needed"),
                            ("unsure", "Unsure whether sent"),
                            ("failed", "Failed"),
                            ("given_up", "Given up"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("problem", models.TextField(blank=True, help_text="Why it was not sent, as a sentence.")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("queued_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(help_text="Not before this moment.")),
                ("started_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["state", "next_at"], name="outbox_message_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["queued", "sending", "sent", "dropped", "unsure", "failed", "given_up"])
                        ),
                        name="outbox_message_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="outbox_message_sent_at",
                    ),
                    models.CheckConstraint(condition=models.Q(("to", ""), _negated=True), name="outbox_message_to"),
                ],
            },
        ),
    ]
