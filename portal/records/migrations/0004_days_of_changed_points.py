from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0003_record_changes")]

    operations = [
        migrations.AddField(
            model_name="point",
            name="days_confirmed_for",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="The digest of the words for which a person confirmed the days; see "
                "portal.records.point_days.",
                max_length=64,
            ),
        ),
    ]
