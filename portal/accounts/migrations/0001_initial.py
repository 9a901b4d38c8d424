import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    # A database of release 0.1 has all of these.
    replaces = [
        ("accounts", "0002_agencies_posts_holdings"),
        ("accounts", "0003_posts_as_entered_and_tiles"),
        ("accounts", "0004_sign_in"),
        ("accounts", "0005_posts_open"),
        ("accounts", "0006_invitations"),
        ("accounts", "0007_roles"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="email address")),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="Shown to other staff, never to the public.", max_length=150
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Clear this instead of deleting the account, which the log of steps names.",
                    ),
                ),
                ("is_staff", models.BooleanField(default=False, verbose_name="may enter the editorial desk")),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                ("date_joined", models.DateTimeField(auto_now_add=True)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "ordering": ["email"],
            },
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("police_department", "Police department"),
                            ("school_district", "School district"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("town", models.CharField(max_length=100)),
                (
                    "grid_column",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Column of the town’s tile in reports, from the left. Leave empty for alphabetical order.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(40),
                        ],
                        verbose_name="column on the map",
                    ),
                ),
                (
                    "grid_row",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Row of the tile, from the top.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(40),
                        ],
                        verbose_name="row on the map",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "agencies",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="accounts_agency_name",
                        violation_error_message="An agency with this name already exists.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["police_department", "school_district", "other"])),
                        name="accounts_agency_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grid_column__isnull", True), ("grid_row__isnull", True)),
                            models.Q(("grid_column__range", (1, 40)), ("grid_row__range", (1, 40))),
                            _connector="OR",
                        ),
                        name="accounts_agency_tile",
                        violation_error_message="A tile needs both a column and a row, from 1 to 40.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("police_chiefs", "Police chiefs"),
                            ("school_superintendents", "School superintendents"),
                        ],
                        help_text="Guidance to this audience is addressed to it.",
                        max_length=30,
                        verbose_name="post",
                    ),
                ),
                (
                    "open_from",
                    models.DateField(
                        blank=True,
                        help_text="The first day. Leave empty if it always existed.",
                        null=True,
                        verbose_name="exists from",
                    ),
                ),
                (
                    "open_until",
                    models.DateField(
                        blank=True,
                        help_text="The first day on which it no longer exists, or empty.",
                        null=True,
                        verbose_name="exists until",
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, null=True
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "ordering": ["agency__name", "audience"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="email address")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[("editor", "Editor"), ("reviewer", "Reviewer"), ("administrator", "Administrator")],
                        max_length=20,
                        verbose_name="role on the editorial desk",
                    ),
                ),
                (
                    "held_from",
                    models.DateField(
                        blank=True, help_text="The first day.", null=True, verbose_name="holds the post from"
                    ),
                ),
                (
                    "held_until",
                    models.DateField(
                        blank=True, help_text="The first day after the holding.", null=True, verbose_name="until"
                    ),
                ),
                (
                    "is_deputy",
                    models.BooleanField(
                        default=False, help_text="Acts for the holder and needs an end.", verbose_name="deputy"
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("made_at", models.DateTimeField(editable=False, verbose_name="created")),
                ("expires_at", models.DateTimeField(editable=False, verbose_name="valid until")),
                ("accepted_at", models.DateTimeField(editable=False, null=True, verbose_name="accepted")),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="canceled")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations_accepted",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="accounts.post",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Holding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_from", models.DateField(help_text="The first day.", verbose_name="from")),
                (
                    "held_until",
                    models.DateField(
                        blank=True, help_text="The first day after the holding.", null=True, verbose_name="until"
                    ),
                ),
                (
                    "is_deputy",
                    models.BooleanField(
                        default=False, help_text="Acts for the holder and needs an end.", verbose_name="deputy"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holdings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="accounts.post"
                    ),
                ),
            ],
            options={
                "ordering": ["post", "-held_from", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                name="accounts_user_email",
                violation_error_message="An account with this email address already exists.",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                fields=("agency", "audience"),
                name="accounts_post_once",
                violation_error_message="The agency already has this post.",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["police_chiefs", "school_superintendents"])),
                name="accounts_post_audience",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("open_from__isnull", True),
                    ("open_until__isnull", True),
                    ("open_until__gt", models.F("open_from")),
                    _connector="OR",
                ),
                name="accounts_post_span",
                violation_error_message="The end must be later than the first day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_from__isnull", False), ("post__isnull", False), ("role", "")),
                    models.Q(
                        models.Q(("role", ""), _negated=True),
                        ("held_from", None),
                        ("held_until", None),
                        ("is_deputy", False),
                        ("post", None),
                    ),
                    _connector="OR",
                ),
                name="accounts_invitation_purpose",
                violation_error_message="Enter a role on the desk, or a post with its first day, but not both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_until", None), ("held_until__gt", models.F("held_from")), _connector="OR"),
                name="accounts_invitation_span",
                violation_error_message="The end must be later than the first day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_deputy", False), ("held_until__isnull", False), _connector="OR"),
                name="accounts_invitation_deputy_ends",
                violation_error_message="A deputy needs an end.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_at", None), ("ended_at", None), _connector="OR"),
                name="accounts_invitation_one_end",
            ),
        ),
        migrations.AddIndex(
            model_name="holding",
            index=models.Index(fields=["person", "held_from"], name="accounts_holding_of_person"),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("held_until__isnull", True), ("held_until__gt", models.F("held_from")), _connector="OR"
                ),
                name="accounts_holding_span",
                violation_error_message="The end must be later than the first day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_deputy", False), ("held_until__isnull", False), _connector="OR"),
                name="accounts_holding_deputy_ends",
                violation_error_message="A deputy needs an end.",
            ),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.UniqueConstraint(
                fields=("post", "person", "held_from"),
                name="accounts_holding_once",
                violation_error_message="This person already holds the post from that day.",
            ),
        ),
    ]
