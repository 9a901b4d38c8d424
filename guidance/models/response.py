"""Decisions of local agencies about recommendations. Rows are only added, and the newest counts."""

from django.conf import settings
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from portal.attachments.file_names import build_file_name

NOTE_LIMIT = 4000


def policy_address(response, file_name: str) -> str:
    """Returns the path of the file in the storage. It is not in the folder of attachments, because attachments can be
    public and are deleted when no version has them."""
    return f"policies/{response.policy_sha256[:2]}/{response.policy_sha256}"


class ResponseQuerySet(models.QuerySet):
    def of_memo(self, post, record):
        """Returns the post's responses to recommendations of the memo, in all its versions, newest first."""
        return self.filter(post=post, edition__record=record).order_by("-id")


class Response(models.Model):
    """What a local agency decided about a recommendation. `text_hash` is the hash of the words that it decided about.
    The file of the local policy is stored under its SHA-256 and is only for the post and staff."""

    POLICY = ("policy_file", "policy_name", "policy_sha256", "policy_size", "policy_media_type")

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
    policy_file = models.FileField(blank=True, upload_to=policy_address)
    policy_name = models.CharField(max_length=200, blank=True)
    policy_sha256 = models.CharField(max_length=64, blank=True)
    policy_size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Bytes.")
    policy_media_type = models.CharField(max_length=100, blank=True)
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
            models.CheckConstraint(
                condition=Q(policy_file="", policy_sha256="", policy_size__isnull=True, policy_media_type="")
                | ~Q(policy_file="") & ~Q(policy_sha256="") & ~Q(policy_media_type="") & Q(policy_size__isnull=False),
                name="%(app_label)s_%(class)s_policy_held_or_not",
            ),
        ]

    def __str__(self):
        return f"{self.get_decision_display()}: {self.point_key}, {self.post}"

    @property
    def policy_file_name(self) -> str:
        """The name of the file for a download."""
        return build_file_name(self.policy_name, self.policy_media_type, "policy")
