"""An index of the records to which published texts refer. It is updated at publication and can be rebuilt at any
time."""

from django.db import models


class Reference(models.Model):
    """A reference from an edition, or one of its points, to a record or one of its points. It is derived from the
    links, relations, contradictions and attachments of the text, and is no part of it."""

    class How(models.TextChoices):
        LINK = "link", "Link in the text"
        RELATION = "relation", "Relation"
        CONFLICT = "conflict", "Contradiction"
        ATTACHMENT = "attachment", "The same file"

    edition = models.ForeignKey("records.Edition", models.CASCADE, related_name="references")
    from_point_key = models.CharField(max_length=80, blank=True)
    to_record = models.ForeignKey("records.Record", models.CASCADE, related_name="references_here")
    to_point_key = models.CharField(max_length=80, blank=True)
    how = models.CharField(max_length=10, choices=How)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "from_point_key", "to_record", "to_point_key", "how"],
                name="%(app_label)s_%(class)s_once",
            ),
        ]

    def __str__(self):
        return f"{self.edition_id} {self.from_point_key} → {self.to_record_id} {self.to_point_key}"
