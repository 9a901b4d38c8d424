import django.db.models.deletion
from django.db import migrations, models

import portal.records.models.digest_field


class Migration(migrations.Migration):
    initial = True
    # A database of release 0.1 has all of these.
    replaces = [
        ("sources", "0002_conflicts_between_records"),
        ("sources", "0003_name_of_contradictions"),
    ]

    dependencies = [
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=80, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("page", "Web page of the state"),
                            ("republication", "Copy on another site"),
                            ("qa", "Questions and answers"),
                            ("news", "News article"),
                            ("other", "Other"),
                        ],
                        max_length=14,
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                (
                    "publisher",
                    models.CharField(blank=True, help_text="As named in the text.", max_length=200),
                ),
                ("byline", models.CharField(blank=True, max_length=200)),
                ("url", models.URLField(blank=True, help_text="As named in the text.", max_length=500)),
                ("dated_on", models.DateField(blank=True, null=True)),
                ("is_official", models.BooleanField()),
                ("note", models.TextField(blank=True, help_text="Description of the text in the portal’s own words.")),
                ("file_name", models.CharField(max_length=120, unique=True)),
                ("text", models.TextField()),
                ("sha256", portal.records.models.digest_field.DigestField(editable=False, of=("text",), unique=True)),
                (
                    "comment_count",
                    models.PositiveIntegerField(default=0, help_text="Number of readers’ comments under a copy."),
                ),
                (
                    "withheld_from",
                    models.PositiveIntegerField(
                        blank=True, help_text="Offset at which the hidden part begins.", null=True
                    ),
                ),
                ("withheld_until", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "copied_from",
                    models.PositiveIntegerField(
                        blank=True, help_text="Start of the copied text in this document.", null=True
                    ),
                ),
                ("copied_until", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "original_from",
                    models.PositiveIntegerField(
                        blank=True, help_text="Start of the same text in the original.", null=True
                    ),
                ),
                ("original_until", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "copy_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="sources.sourcedocument",
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "field",
                    models.CharField(
                        help_text="title, subtitle, dateline, body, text, contact, signer, attachment…", max_length=20
                    ),
                ),
                ("point_key", models.SlugField(blank=True, max_length=80)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="records.edition"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citations",
                        to="sources.sourcedocument",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("point_key", models.SlugField(max_length=80)),
                (
                    "other_key",
                    models.SlugField(
                        blank=True,
                        help_text="Leave empty if the other place is the running text of another record.",
                        max_length=80,
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True, help_text="The words of the point that contradict the other text.", max_length=400
                    ),
                ),
                (
                    "other_words",
                    models.CharField(
                        blank=True,
                        help_text="The words of the other text that contradict the point.",
                        max_length=400,
                    ),
                ),
                ("note", models.TextField(help_text="What each text states, without a judgment.")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="records.edition"
                    ),
                ),
                (
                    "other_record",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave empty if the other place is a point of the same version.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflicts_here",
                        to="records.record",
                    ),
                ),
            ],
            options={
                "verbose_name": "contradiction",
                "ordering": ["edition", "position", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("other_key", ""), _negated=True), ("other_record__isnull", False), _connector="OR"
                        ),
                        name="sources_conflict_other_place",
                        violation_error_message="Name the other point or the other record.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="sourcedocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("withheld_until__gt", models.F("withheld_from"))),
                name="sources_sourcedocument_withheld",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcedocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("copy_of__isnull", True),
                    models.Q(
                        ("copied_until__gt", models.F("copied_from")), ("original_until__gt", models.F("original_from"))
                    ),
                    _connector="OR",
                ),
                name="sources_sourcedocument_copy_has_spans",
            ),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))),
                name="sources_citation_span",
                violation_error_message="A citation must end after it starts.",
            ),
        ),
    ]
