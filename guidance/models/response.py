"""What a local agency decided about a recommendation: rows that are only ever added, the newest counts."""

from django.conf import settings
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

NOTE_LIMIT = 4000


class ResponseQuerySet(models.QuerySet):
    def of_memo(self, post, record):
        """The post's responses to recommendations of the memo, in all its versions, newest first."""
        return self.filter(post=post, edition__record=record).order_by("-id")


class Response(models.Model):
    """Local agencies decide; the desk records it. `text_hash` names the words that were decided about."""

    class Decision(models.TextChoices):
        ADOPTED = "adopted", "Adopted"
        ADAPTED = "adapted", "Adapted"
        NOT_APPLICABLE = "not_applicable", "Not applicable"
        DECLINED = "declined", "Declined"
        UNDER_REVIEW = "under_review", "Under review"

    post = models.ForeignKey("accounts.Post", models.PROTECT, related_name="responses")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="responses")
    edition = models.ForeignKey("records.Edition", models.PROTECT, related_name="responses")
    point_key = models.CharField(max_length=80)
    text_hash = models.CharField(max_length=64)
    decision = models.CharField(max_length=20, choices=Decision)
    note = models.TextField(blank=True, validators=[MaxLengthValidator(NOTE_LIMIT)])
    policy_url = models.CharField(max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])])
    contact = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["post", "edition"], name="guidance_response_by_post")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=["adopted", "adapted", "not_applicable", "declined", "under_review"]),
                name="%(app_label)s_%(class)s_decision",
            ),
        ]

    def __str__(self):
        return f"{self.get_decision_display()}: {self.point_key}, {self.post}"
