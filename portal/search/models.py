"""The index: what there is to find, its words by weight, and the words themselves. All of it can be made again
from the published editions; what only one database has is made in its own module (see backends)."""

from django.db import models


class Document(models.Model):
    """The words of one edition, folded, by weight. Its id begins with the second of publication, so the order of
    the ids is that of publication, and a span of days is a span of ids (see texts.document_id)."""

    id = models.BigIntegerField(primary_key=True)
    edition = models.OneToOneField("records.Edition", models.CASCADE, related_name="+")
    effective_from = models.DateField(null=True)
    effective_until = models.DateField(null=True)
    title = models.TextField()
    headings = models.TextField()
    points = models.TextField()
    body = models.TextField()
    rest = models.TextField()
    facets = models.TextField(help_text="A code for each thing that readers can narrow a search to.")

    def __str__(self):
        return self.title


class Entry(models.Model):
    """One place of an edition that a result leads to: a point, or, with an empty key, the title and the body."""

    edition = models.ForeignKey("records.Edition", models.CASCADE, related_name="+")
    point_key = models.CharField(max_length=80, blank=True)
    number = models.PositiveSmallIntegerField()
    heading = models.TextField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "point_key"], name="%(app_label)s_%(class)s_once"),
        ]

    def __str__(self):
        return f"{self.edition_id} {self.point_key}"


class Term(models.Model):
    """A word of the index, to suggest or to finish it, or a choice of a filter."""

    WORD, CODE = "word", "code"
    WORDS = (WORD, CODE)

    name = models.CharField(
        max_length=12, help_text="“word”, “code” of a word that is never suggested, or the name of the filter."
    )
    value = models.CharField(max_length=120)
    label = models.CharField(max_length=250, blank=True)
    public_at = models.DateTimeField(
        null=True, help_text="When the first text with it becomes public. Suggestions leave it out before."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "value"], name="%(app_label)s_%(class)s_once"),
        ]

    def __str__(self):
        return f"{self.name} {self.value}"
