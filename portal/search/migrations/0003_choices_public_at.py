"""Filters offer what is public and nothing before; what is indexed already is dated by its documents."""

from datetime import UTC, datetime
from hashlib import sha256

from django.db import migrations, models

LOW_BITS = 24


def date_choices(apps, schema_editor):
    """As portal.search.texts spelled the codes and the ids of documents when this was written."""
    terms = apps.get_model("search", "Term").objects.exclude(name="word")
    first: dict[str, int] = {}
    for number, facets in apps.get_model("search", "Document").objects.order_by("-id").values_list("id", "facets"):
        first |= dict.fromkeys(facets.split(), number)
    for term in terms:
        code = "=" + sha256(f"{term.name} {term.value}".encode()).hexdigest()[:20]
        if code in first:
            term.public_at = datetime.fromtimestamp((first[code] >> LOW_BITS) + 1, UTC)
            term.save(update_fields=["public_at"])


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text")]

    operations = [
        migrations.AddField(
            model_name="term",
            name="public_at",
            field=models.DateTimeField(
                help_text="Of a choice: when the first text with it became public; no name shows before.", null=True
            ),
        ),
        migrations.RunPython(date_choices, migrations.RunPython.noop),
    ]
