from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    # A database of release 0.1 has all of these.
    replaces = [
        ("kept", "0001_public_state"),
    ]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PublicState",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("stamp", models.CharField(max_length=40)),
            ],
        ),
    ]
