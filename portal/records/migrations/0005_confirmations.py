from itertools import groupby

import django.db.models.deletion
from django.db import migrations, models


def build_protected_key(model: str, **facts) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="confirmations", to=model, **facts
    )


def add_earlier_confirmations(apps, schema_editor):
    """Until now, only the log of steps had them. Each step of an edition wrote the next of its register entries."""
    entries = apps.get_model("register", "RegisterEntry").objects.filter(action="confirmed").order_by("number")
    steps = apps.get_model("records", "Transition").objects.filter(action="confirm").order_by("edition", "pk")
    confirmations = apps.get_model("records", "Confirmation").objects
    for edition, of_edition in groupby(steps.select_related("edition__publication"), key=lambda step: step.edition):
        own = entries.filter(address=edition.publication.address).defer("content")
        for step, entry in zip(of_edition, own, strict=False):
            confirmations.create(edition=edition, entry=entry, at=step.at)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0004_days_of_changed_points"),
        ("register", "0002_canceled_publications"),
    ]

    operations = [
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(help_text="The moment of the step.")),
                (
                    "next_review_on",
                    models.DateField(help_text="The next day of review, in place of the one before.", null=True),
                ),
                ("edition", build_protected_key("records.edition")),
                ("entry", build_protected_key("register.registerentry")),
                ("point", build_protected_key("records.point", null=True, help_text="Empty: the whole version.")),
            ],
            options={"ordering": ["edition", "id"]},
        ),
        migrations.RunPython(add_earlier_confirmations, migrations.RunPython.noop),
    ]
