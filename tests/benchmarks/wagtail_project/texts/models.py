"""One indexed model, as Wagtail's documentation describes it for models that are not pages: the same words by weight
as the portal indexes, and whether readers see the text."""

from django.db import models
from wagtail.search import index


class Text(index.Indexed, models.Model):
    title = models.TextField()
    headings = models.TextField()
    points = models.TextField()
    body = models.TextField()
    rest = models.TextField()
    is_live = models.BooleanField(db_index=True)

    search_fields = [
        index.SearchField("title", boost=10),
        index.SearchField("headings", boost=6),
        index.SearchField("points", boost=4),
        index.SearchField("body", boost=2),
        index.SearchField("rest"),
        index.FilterField("is_live"),
    ]

    def __str__(self):
        return self.title
