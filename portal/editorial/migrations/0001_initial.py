import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    # A database of release 0.1 has all of these.
    replaces = [
        ("desk", "0001_draft_links"),
        ("desk", "0002_drafts_in_hand"),
    ]

    dependencies = [
        ("records", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "for_whom",
                    models.CharField(
                        help_text="Name and office. Shown to this person and in the log.",
                        max_length=200,
                        verbose_name="for whom",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draft_links", to="records.edition"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="DraftOrigin",
            fields=[
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="origin",
                        serialize=False,
                        to="records.edition",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts_from_here",
                        to="records.edition",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DraftSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("state", models.JSONField(help_text="As made by portal.records.snapshots.")),
                ("saved_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="snapshots", to="records.edition"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LinkOpening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("content_digest", models.CharField(max_length=64)),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="openings", to="desk.draftlink"
                    ),
                ),
            ],
            options={
                "ordering": ["link", "id"],
            },
        ),
        migrations.CreateModel(
            name="LinkReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("comment", "Comment"), ("approval", "Approval")], max_length=10)),
                ("name", models.CharField(max_length=200, verbose_name="your name and office")),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="remark")),
                ("at", models.DateTimeField()),
                (
                    "content_digest",
                    models.CharField(help_text="SHA-256 of the canonical JSON of the text.", max_length=64),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="desk.draftlink"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "link replies",
                "ordering": ["link", "id"],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="records.edition"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="draftlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))), name="desk_draftlink_span"
            ),
        ),
        migrations.AddConstraint(
            model_name="draftlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="desk_draftlink_ended_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftsnapshot",
            constraint=models.UniqueConstraint(fields=("edition", "digest"), name="desk_draftsnapshot_once"),
        ),
        migrations.AddConstraint(
            model_name="linkreply",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "approval"),
                    models.Q(("kind", "comment"), models.Q(("text", ""), _negated=True)),
                    _connector="OR",
                ),
                name="desk_linkreply_comment_has_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(fields=("edition", "user"), name="desk_presence_once"),
        ),
    ]
