"""Words, too, are told of from their first text’s moment on, and words with digits are kept, to finish the last one of a
question; what is indexed already is dated by its documents."""

from datetime import UTC, datetime

from django.db import migrations, models

from portal.search import postgresql_tables

LOW_BITS = 24
WORDS = ("title", "headings", "points", "body", "rest")


def date_words(apps, schema_editor):
    """As portal.search.texts spelled the ids of documents when this was written."""
    first: dict[str, int] = {}
    documents = apps.get_model("search", "Document").objects.order_by("-id").values_list("id", *WORDS)
    for number, *texts in documents.iterator():
        first |= dict.fromkeys(" ".join(texts).split(), number >> LOW_BITS)
    terms = apps.get_model("search", "Term").objects
    dated = [term for term in terms.filter(name="word") if term.value in first]
    for term in dated:
        term.public_at = datetime.fromtimestamp(first[term.value] + 1, UTC)
    terms.bulk_update(dated, ["public_at"], batch_size=500)
    term = apps.get_model("search", "Term")
    codes = sorted(word for word in first if not word.isalpha() and 3 <= len(word) <= 40)
    made = [term(name="code", value=word, public_at=datetime.fromtimestamp(first[word] + 1, UTC)) for word in codes]
    terms.bulk_create(made, batch_size=500, ignore_conflicts=True)


def remove_codes(apps, schema_editor):
    apps.get_model("search", "Term").objects.filter(name="code").delete()


def index_beginnings(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(postgresql_tables.BEGINNING)


class Migration(migrations.Migration):
    dependencies = [("search", "0005_words_of_places")]

    operations = [
        migrations.AlterField(
            model_name="term",
            name="name",
            field=models.CharField(
                help_text="“word”, “code” of a word that is never suggested, or the name of the filter.", max_length=12
            ),
        ),
        migrations.AlterField(
            model_name="term",
            name="public_at",
            field=models.DateTimeField(
                help_text="When the first text with it becomes public; nobody is told of it before.", null=True
            ),
        ),
        migrations.RunPython(date_words, remove_codes),
        migrations.RunPython(index_beginnings, migrations.RunPython.noop),
    ]
