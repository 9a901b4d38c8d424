from django.db import migrations, models
from django.db.models import Q

NAME = "records_edition_change_is_explained"


class Migration(migrations.Migration):
    dependencies = [("records", "0005_confirmations")]

    operations = [
        migrations.RemoveConstraint(model_name="edition", name=NAME),
        migrations.AlterField(
            model_name="edition",
            name="change_note",
            field=models.TextField(blank=True, help_text="What changed and why, for readers who have another version."),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=Q(status__in=["draft", "in_review"])
                | Q(number=1)
                | Q(change_kind="", change_note="")
                | ~Q(change_kind="") & ~Q(change_note=""),
                name=NAME,
            ),
        ),
    ]
