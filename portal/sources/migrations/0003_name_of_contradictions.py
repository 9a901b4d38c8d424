from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sources", "0002_conflicts_between_records")]

    operations = [
        migrations.AlterModelOptions(
            name="conflict",
            options={"ordering": ["edition", "position", "id"], "verbose_name": "contradiction"},
        ),
    ]
