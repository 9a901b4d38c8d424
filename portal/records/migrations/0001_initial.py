import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import portal.attachments.storage
import portal.records.models.digest_field
import portal.records.models.parts


class Migration(migrations.Migration):
    initial = True
    # A database of release 0.1 has all of these.
    replaces = [
        ("records", "0002_attachment_address"),
        ("records", "0003_references"),
        ("records", "0004_begun_at"),
        ("records", "0005_issuers_publish_totals"),
        ("records", "0006_for_officials_alone"),
        ("records", "0007_analyze_for_readers"),
        ("records", "0008_days_ahead"),
    ]

    dependencies = [
        ("register", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Issuer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=200, unique=True)),
                (
                    "short_name",
                    models.CharField(blank=True, help_text="An abbreviation, such as DESPP.", max_length=60),
                ),
                (
                    "publishes_totals",
                    models.BooleanField(
                        default=False,
                        help_text="Shows everybody, week by week and in steps of five, how many agencies have acknowledged a memo of this issuer.",
                        verbose_name="publishes totals",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.SlugField(
                        help_text="The last part of the permanent address. It cannot be changed after publication.",
                        max_length=120,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("service_notice", "Service notice"),
                            ("press_release", "Press release"),
                            ("memo", "Guidance memo"),
                            ("questions", "Questions and answers"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "is_official",
                    models.BooleanField(
                        default=True,
                        help_text="Clear this for a text that is not the state’s. Such a text is labeled and never in effect.",
                        verbose_name="official",
                    ),
                ),
                (
                    "readers",
                    models.CharField(
                        choices=[
                            ("everybody", "Everybody"),
                            ("officials", "Only the officials to whom it is addressed"),
                        ],
                        default="everybody",
                        help_text="A record for officials only appears on the officials’ desk, for holders of a post to which it or one of its points is addressed. The public register shows that something was recorded on that day. It cannot be changed after publication.",
                        max_length=12,
                        verbose_name="readers",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="records.issuer",
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("subtitle", models.CharField(blank=True, max_length=300)),
                ("language", models.CharField(default="en", max_length=10)),
                ("body", models.TextField(blank=True, help_text="Markdown. Readers see it above the points.")),
                (
                    "provenance",
                    models.TextField(
                        blank=True,
                        help_text="Markdown. The portal’s note to readers: the origin of the text, and what is missing.",
                        verbose_name="about this text",
                    ),
                ),
                (
                    "is_reconstructed",
                    models.BooleanField(
                        default=False,
                        help_text="Reconstructed from a source document. The day of its publication is known, but not the hour.",
                    ),
                ),
                ("signed_on", models.DateField(blank=True, help_text="The date on the document.", null=True)),
                (
                    "effective_from",
                    models.DateField(blank=True, help_text="The first day on which it applies.", null=True),
                ),
                (
                    "effective_until",
                    models.DateField(blank=True, help_text="The first day on which it no longer applies.", null=True),
                ),
                (
                    "change_kind",
                    models.CharField(
                        blank=True,
                        choices=[("major", "Major change"), ("minor", "Minor change"), ("correction", "Correction")],
                        max_length=12,
                    ),
                ),
                (
                    "change_note",
                    models.TextField(blank=True, help_text="What changed and why, for readers. From version 2 on."),
                ),
                (
                    "begun_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="The time of the database; empty if it is unknown.",
                        null=True,
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(editable=False, help_text="When the public could read it.", null=True),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(editable=False, help_text="When the withdrawal became public.", null=True),
                ),
                (
                    "withdrawn_from",
                    models.DateField(editable=False, help_text="The first day it no longer applied.", null=True),
                ),
                (
                    "withdrawal_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_longer_applies", "No longer applies"),
                            ("published_in_error", "Published in error"),
                        ],
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("withdrawal_reason", models.TextField(blank=True, editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "publication",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition",
                        to="register.registerentry",
                    ),
                ),
                (
                    "withdrawal",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawn",
                        to="register.registerentry",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="records.record"
                    ),
                ),
            ],
            options={
                "ordering": ["record", "number"],
                "permissions": [
                    ("submit_edition", "Can submit an edition for review"),
                    ("review_edition", "Can review an edition and send it back"),
                    ("publish_edition", "Can publish, confirm and withdraw an edition"),
                    ("force_publish_edition", "Can publish an edition without review"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_point_key", models.CharField(blank=True, max_length=80)),
                ("to_point_key", models.CharField(blank=True, max_length=80)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("link", "Link in the text"),
                            ("relation", "Relation"),
                            ("conflict", "Contradiction"),
                            ("attachment", "The same file"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="references", to="records.edition"
                    ),
                ),
                (
                    "to_record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="references_here", to="records.record"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("announces", "Announces"),
                            ("replaces", "Replaces"),
                            ("amends", "Amends"),
                            ("concerns", "Is about"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="records.edition"
                    ),
                ),
                (
                    "to_record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="relations_here", to="records.record"
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SealedAttachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(max_length=300)),
                ("file", models.FileField(blank=True, upload_to=portal.attachments.storage.get_upload_path)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.PositiveBigIntegerField(blank=True, help_text="Bytes.", null=True)),
                ("media_type", models.CharField(blank=True, max_length=100)),
                (
                    "seal_key",
                    models.CharField(
                        default=portal.records.models.parts.generate_seal_key, editable=False, max_length=64
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
            name="Transition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("from_status", models.CharField(max_length=12)),
                ("to_status", models.CharField(max_length=12)),
                ("at", models.DateTimeField(help_text="The moment of the step.")),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        help_text="Empty for the operator at the command line.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="transitions", to="records.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "id"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(max_length=300)),
                ("file", models.FileField(blank=True, upload_to=portal.attachments.storage.get_upload_path)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.PositiveBigIntegerField(blank=True, help_text="Bytes.", null=True)),
                ("media_type", models.CharField(blank=True, max_length=100)),
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file", ""), ("sha256", ""), ("size__isnull", True)),
                            models.Q(
                                models.Q(("file", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                                ("size__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="records_attachment_held_or_not",
                        violation_error_message="A held file has a digest and a size; a file that is not held has neither.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Point",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.SlugField(
                        help_text="Keep it the same in every version, so that links and history stay correct.",
                        max_length=80,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)])),
                ("heading", models.CharField(blank=True, max_length=400)),
                ("text", models.TextField(blank=True, help_text="Markdown.")),
                ("text_hash", portal.records.models.digest_field.DigestField(editable=False, of=("heading", "text"))),
                ("posted_on", models.DateField(blank=True, null=True)),
                ("effective_from", models.DateField(blank=True, null=True)),
                (
                    "effective_until",
                    models.DateField(blank=True, help_text="The first day on which it no longer applies.", null=True),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="points", to="records.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "number"],
                "indexes": [
                    models.Index(fields=["key", "edition"], name="records_point_by_key"),
                    models.Index(
                        condition=models.Q(("effective_from__isnull", False)),
                        fields=["effective_from"],
                        name="records_point_begins",
                    ),
                    models.Index(
                        condition=models.Q(("effective_until__isnull", False)),
                        fields=["effective_until"],
                        name="records_point_ends",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "key"),
                        name="records_point_key",
                        violation_error_message="Two points of this version have the same key.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effective_until__gt", models.F("effective_from"))),
                        name="records_point_span",
                        violation_error_message="The end must be later than the first day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("heading", ""), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="records_point_says_something",
                        violation_error_message="A point needs a heading or a text.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["kind"], name="records_record_by_kind"),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["service_notice", "press_release", "memo", "questions"])),
                name="records_record_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_official", False), ("issuer__isnull", False), _connector="OR"),
                name="records_record_official_has_issuer",
                violation_error_message="An official record needs an issuer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("readers", "everybody"),
                    models.Q(("is_official", True), ("kind", "memo"), ("readers", "officials")),
                    _connector="OR",
                ),
                name="records_record_readers",
                violation_error_message="Only an official memo can be for officials alone.",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["record", "-effective_from", "-number"], name="records_edition_in_force"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["-published_at", "-id", "effective_from"], name="records_edition_newest"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", False)),
                fields=["-published_at", "-id"],
                name="records_edition_withdrawn",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("effective_until__isnull", False)),
                fields=["effective_until"],
                name="records_edition_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(fields=("record", "number"), name="records_edition_number"),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="records_edition_number_from_1"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("publication__isnull", True),
                        ("published_at__isnull", True),
                        ("status__in", ["draft", "in_review"]),
                    ),
                    models.Q(
                        ("publication__isnull", False),
                        ("published_at__isnull", False),
                        ("status__in", ["published", "withdrawn"]),
                    ),
                    _connector="OR",
                ),
                name="records_edition_published_is_registered",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("status", "withdrawn"), _negated=True),
                        ("withdrawal__isnull", True),
                        ("withdrawal_kind", ""),
                        ("withdrawn_at__isnull", True),
                        ("withdrawn_from__isnull", True),
                    ),
                    models.Q(
                        ("status", "withdrawn"),
                        ("withdrawal__isnull", False),
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_from__isnull", False),
                        models.Q(("withdrawal_kind", ""), _negated=True),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="records_edition_withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "in_review"]),
                    ("number", 1),
                    models.Q(
                        models.Q(("change_kind", ""), _negated=True), models.Q(("change_note", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="records_edition_change_is_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("effective_until__gt", models.F("effective_from"))),
                name="records_edition_span",
                violation_error_message="The end must be later than the first day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.UniqueConstraint(
                fields=("edition", "from_point_key", "to_record", "to_point_key", "how"), name="records_reference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.UniqueConstraint(fields=("edition", "kind", "to_record"), name="records_relation_once"),
        ),
        migrations.AddConstraint(
            model_name="sealedattachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", ""), ("sha256", ""), ("size__isnull", True)),
                    models.Q(
                        models.Q(("file", ""), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                        ("size__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="records_sealedattachment_held_or_not",
                violation_error_message="A held file has a digest and a size; a file that is not held has neither.",
            ),
        ),
        migrations.AddIndex(
            model_name="transition",
            index=models.Index(fields=["edition", "action"], name="records_transition_action"),
        ),
    ]
