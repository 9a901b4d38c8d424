import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import guidance.models.response


class Migration(migrations.Migration):
    initial = True
    # A database of release 0.1 has all of these.
    replaces = [
        ("guidance", "0002_acknowledgements"),
        ("guidance", "0003_responses"),
        ("guidance", "0004_deadlines_and_reminders"),
        ("guidance", "0005_policy_files"),
        ("guidance", "0006_questions_to_the_issuer"),
    ]

    dependencies = [
        ("accounts", "0001_initial"),
        ("outbox", "0001_initial"),
        ("records", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MemoEdition",
            fields=[],
            options={
                "verbose_name": "memo version",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("records.edition",),
        ),
        migrations.CreateModel(
            name="Guidance",
            fields=[],
            options={
                "verbose_name": "guidance",
                "verbose_name_plural": "guidance",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="QuestionsEdition",
            fields=[],
            options={
                "verbose_name": "questions and answers version",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("records.edition",),
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("method", models.CharField(choices=[("web", "On this site, signed in")], max_length=10)),
                ("at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("content", models.TextField(help_text="The receipt in canonical JSON.")),
                ("digest", models.CharField(help_text="SHA-256 of the receipt.", max_length=64, unique=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgements",
                        to="records.edition",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acknowledgements", to="accounts.post"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="AcknowledgedPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80)),
                ("text_hash", models.CharField(max_length=64)),
                (
                    "acknowledgement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="guidance.acknowledgement",
                    ),
                ),
            ],
            options={
                "ordering": ["acknowledgement", "id"],
            },
        ),
        migrations.CreateModel(
            name="Addressee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("police_chiefs", "Police chiefs"),
                            ("school_superintendents", "School superintendents"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="records.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("point_key", models.CharField(max_length=80)),
                ("text_hash", models.CharField(max_length=64)),
                ("text", models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)])),
                (
                    "text_digest",
                    models.CharField(help_text="SHA-256 of the question. Prevents duplicates.", max_length=64),
                ),
                ("at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inquiries", to="records.edition"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inquiries", to="accounts.post"
                    ),
                ),
            ],
            options={
                "verbose_name": "question to the issuer",
                "verbose_name_plural": "questions to the issuer",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="InquiryAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "text",
                    models.TextField(
                        validators=[django.core.validators.MaxLengthValidator(8000)], verbose_name="answer"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "inquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="guidance.inquiry"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="InquiryPlacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("point_key", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "inquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="placements", to="guidance.inquiry"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.record"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                (
                    "point_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="records.point",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("police_chiefs", "Police chiefs"),
                            ("school_superintendents", "School superintendents"),
                        ],
                        help_text="Who is to act on it.",
                        max_length=30,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["police_chiefs", "school_superintendents"])),
                        name="guidance_recommendation_audience",
                    )
                ],
            },
            bases=("records.point",),
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asked", "New or changed"),
                            ("week", "Due in 7 days"),
                            ("tomorrow", "Due tomorrow"),
                            ("overdue", "Overdue"),
                            ("escalated", "Escalated"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="records.edition"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="outbox.message"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="accounts.post"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("point_key", models.CharField(max_length=80)),
                ("text_hash", models.CharField(max_length=64)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("adopted", "Adopted"),
                            ("adapted", "Adapted"),
                            ("not_applicable", "Not applicable"),
                            ("declined", "Declined"),
                            ("under_review", "Under review"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(4000)])),
                (
                    "policy_url",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                    ),
                ),
                ("policy_file", models.FileField(blank=True, upload_to=guidance.models.response.policy_address)),
                ("policy_name", models.CharField(blank=True, max_length=200)),
                ("policy_sha256", models.CharField(blank=True, max_length=64)),
                ("policy_size", models.PositiveBigIntegerField(blank=True, help_text="Bytes.", null=True)),
                ("policy_media_type", models.CharField(blank=True, max_length=100)),
                ("contact", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="responses", to="records.edition"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="responses", to="accounts.post"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Signer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("name", models.CharField(max_length=200)),
                ("office", models.CharField(blank=True, max_length=200)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="records.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "due_on",
                    models.DateField(help_text="The last day on which to acknowledge it.", verbose_name="due"),
                ),
                ("escalate_after", models.PositiveSmallIntegerField(default=7, help_text="Days after the due day.")),
                (
                    "escalate_to",
                    models.ForeignKey(
                        blank=True,
                        help_text="The staff member to inform of posts that have not acknowledged. If empty, nobody is informed.",
                        limit_choices_to={"is_active": True, "is_staff": True},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.OneToOneField(
                        help_text="The version to acknowledge. Minor versions and corrections after it keep its deadline.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadline",
                        to="guidance.memoedition",
                        verbose_name="memo version",
                    ),
                ),
            ],
            options={
                "ordering": ["-due_on", "-id"],
            },
        ),
        migrations.AddIndex(
            model_name="acknowledgement",
            index=models.Index(fields=["post", "edition"], name="guidance_acknowledged_by_post"),
        ),
        migrations.AddConstraint(
            model_name="acknowledgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("method__in", ["web"])), name="guidance_acknowledgement_method"
            ),
        ),
        migrations.AddConstraint(
            model_name="acknowledgedpoint",
            constraint=models.UniqueConstraint(
                fields=("acknowledgement", "key"), name="guidance_acknowledgedpoint_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="addressee",
            constraint=models.UniqueConstraint(fields=("edition", "audience"), name="guidance_addressee_once"),
        ),
        migrations.AddConstraint(
            model_name="addressee",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["police_chiefs", "school_superintendents"])),
                name="guidance_addressee_audience",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.UniqueConstraint(
                fields=("post", "edition", "point_key", "text_digest"), name="guidance_inquiry_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("person", "post", "edition", "kind", "on"), name="guidance_reminder_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["asked", "week", "tomorrow", "overdue", "escalated"])),
                name="guidance_reminder_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["post", "edition"], name="guidance_response_by_post"),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decision__in", ["adopted", "adapted", "not_applicable", "declined", "under_review"])
                ),
                name="guidance_response_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("policy_file", ""),
                        ("policy_media_type", ""),
                        ("policy_sha256", ""),
                        ("policy_size__isnull", True),
                    ),
                    models.Q(
                        models.Q(("policy_file", ""), _negated=True),
                        models.Q(("policy_sha256", ""), _negated=True),
                        models.Q(("policy_media_type", ""), _negated=True),
                        ("policy_size__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="guidance_response_policy_held_or_not",
            ),
        ),
    ]
