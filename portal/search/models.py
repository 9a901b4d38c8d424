"""The search index: documents with their words by weight, the places that results link to, and the terms. All rows can
be rebuilt from the published editions. Each backend creates the tables that only its database has."""

from django.db import models


class Document(models.Model):
    """The words of one edition, folded, by weight. The id begins with the second of publication, so the ids are in the
    order of publication and a span of days is a span of ids (see `documents.build_document_id`)."""

    id = models.BigIntegerField(primary_key=True)
    edition = models.OneToOneField("records.Edition", models.CASCADE, related_name="+")
    effective_from = models.DateField(null=True)
    effective_until = models.DateField(null=True)
    title = models.TextField()
    headings = models.TextField()
    points = models.TextField()
    body = models.TextField()
    rest = models.TextField()
    facets = models.TextField(help_text="Codes of the values by which readers can filter a search.")

    def __str__(self):
        return self.title


class Entry(models.Model):
    """A place of an edition that a result links to: a point or, with an empty key, the title and the body."""

    edition = models.ForeignKey("records.Edition", models.CASCADE, related_name="+")
    point_key = models.CharField(max_length=80, blank=True)
    number = models.PositiveSmallIntegerField()
    heading = models.TextField()
    text = models.TextField()
    joined = models.TextField(  # noqa: DJ001  null and "" differ: an earlier release wrote the row
        null=True,
        help_text="The words that compounds of the heading and the text mean. Empty in rows of an earlier release.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "point_key"], name="%(app_label)s_%(class)s_once"),
        ]

    def __str__(self):
        return f"{self.edition_id} {self.point_key}"


class Term(models.Model):
    """A word of the index, for suggestions and completions, or a choice of a filter."""

    WORD, CODE = "word", "code"
    WORDS = (WORD, CODE)

    name = models.CharField(
        max_length=12, help_text="“word”, “code” for a word that is never suggested, or the name of a filter."
    )
    value = models.CharField(max_length=120)
    label = models.CharField(max_length=250, blank=True)
    public_at = models.DateTimeField(
        null=True, help_text="When the first text that contains it becomes public. Suggestions omit it until then."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "value"], name="%(app_label)s_%(class)s_once"),
        ]

    def __str__(self):
        return f"{self.name} {self.value}"
