import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    # A database of release 0.1 has all of these.
    replaces = [
        ("announcements", "0002_days_of_review"),
    ]

    dependencies = [
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("records.record",),
        ),
        migrations.CreateModel(
            name="NoticeEdition",
            fields=[],
            options={
                "verbose_name": "service notice version",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("records.edition",),
        ),
        migrations.CreateModel(
            name="ReleaseEdition",
            fields=[],
            options={
                "verbose_name": "press release version",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("records.edition",),
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("name", models.CharField(max_length=200)),
                ("office", models.CharField(blank=True, max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("office_phone", models.CharField(blank=True, max_length=40)),
                ("cell_phone", models.CharField(blank=True, max_length=40)),
                ("fax", models.CharField(blank=True, max_length=40)),
                ("other_phone", models.CharField(blank=True, max_length=40)),
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
            name="Service",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "place",
                    models.CharField(
                        help_text="Where the service is. The services board is grouped by place.", max_length=200
                    ),
                ),
            ],
            options={
                "ordering": ["place", "name"],
                "constraints": [models.UniqueConstraint(fields=("place", "name"), name="announcements_service_name")],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "dateline",
                    models.CharField(
                        blank=True, help_text="The place at the beginning of the text, as printed.", max_length=100
                    ),
                ),
                (
                    "release_line",
                    models.CharField(
                        blank=True, help_text="As printed, such as: For Immediate Release.", max_length=200
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
                "constraints": [models.UniqueConstraint(fields=("edition",), name="announcements_release_once")],
            },
        ),
        migrations.CreateModel(
            name="NoticeItem",
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
                    "availability",
                    models.CharField(
                        choices=[
                            ("regular_hours", "Regular hours"),
                            ("by_appointment", "By appointment"),
                            ("by_mail_only", "By mail only"),
                            ("limited", "Limited"),
                            ("no_service", "No service"),
                            ("requirement_suspended", "Requirement suspended"),
                            ("information", "Information"),
                        ],
                        max_length=24,
                    ),
                ),
                ("review_on", models.DateField(blank=True, help_text="The day on which staff review it.", null=True)),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="announcements.service"
                    ),
                ),
            ],
            options={
                "verbose_name": "item",
                "indexes": [models.Index(fields=["review_on"], name="announcements_item_review")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "availability__in",
                                [
                                    "regular_hours",
                                    "by_appointment",
                                    "by_mail_only",
                                    "limited",
                                    "no_service",
                                    "requirement_suspended",
                                    "information",
                                ],
                            )
                        ),
                        name="announcements_noticeitem_availability",
                    )
                ],
            },
            bases=("records.point",),
        ),
    ]
