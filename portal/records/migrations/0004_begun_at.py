"""When an edition was begun. Of those that are there already nobody noted it, so the default comes second."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("records", "0003_references")]

    operations = [
        migrations.AddField("edition", "begun_at", models.DateTimeField(null=True, editable=False)),
        migrations.AlterField(
            "edition",
            "begun_at",
            models.DateTimeField(
                db_default=Now(),
                null=True,
                editable=False,
                help_text="The database's clock; empty where nobody noted it.",
            ),
        ),
    ]
