from django.db import migrations
from django.db.models.functions import Now


def publish_loaded_sources(apps, schema_editor):
    """Keeps public what the operator loaded: only the seeds set a note or an original. The public texts that a version
    cites need no step; an import that no public version cites is hidden from now on."""
    sources = apps.get_model("sources", "SourceDocument").objects
    steps = apps.get_model("sources", "SourceStep").objects
    loaded = sources.exclude(note="", copy_of=None)
    steps.bulk_create(steps.model(source=source, action="publish", at=Now()) for source in loaded.only("pk"))


class Migration(migrations.Migration):
    dependencies = [("sources", "0002_source_steps")]

    operations = [migrations.RunPython(publish_loaded_sources, migrations.RunPython.noop)]
