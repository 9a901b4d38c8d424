"""Questions of officials to the issuer about a recommendation, and the answers. Rows are only added."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

QUESTION_LIMIT, ANSWER_LIMIT = 2000, 8000
ANSWER_PERMISSION = "guidance.add_inquiryanswer"


class InquiryQuerySet(models.QuerySet):
    def about(self, post, record, point_key: str):
        """Returns the post's questions about the recommendation, in all versions, newest first."""
        return self.filter(post=post, edition__record=record, point_key=point_key)

    def open(self):
        """Returns the questions without an answer."""
        return self.filter(~Exists(InquiryAnswer.objects.filter(inquiry=OuterRef("pk"))))


class Inquiry(models.Model):
    """A question. It belongs to the post, so a successor sees it. `text_hash` is the hash of the words that it is
    about."""

    post = models.ForeignKey("accounts.Post", models.PROTECT, related_name="inquiries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="inquiries")
    edition = models.ForeignKey("records.Edition", models.PROTECT, related_name="inquiries")
    point_key = models.CharField(max_length=80)
    text_hash = models.CharField(max_length=64)
    text = models.TextField(validators=[MaxLengthValidator(QUESTION_LIMIT)])
    text_digest = models.CharField(max_length=64, help_text="SHA-256 of the question. Prevents duplicates.")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "question to the issuer"
        verbose_name_plural = "questions to the issuer"
        constraints = [
            models.UniqueConstraint(
                fields=["post", "edition", "point_key", "text_digest"], name="%(app_label)s_%(class)s_once"
            ),
        ]

    def __str__(self):
        return f"{self.text[:60]} ({self.post})"


class InquiryAnswer(models.Model):
    """An answer for the post that asked. A later answer replaces the earlier ones, which stay stored."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="answers")
    text = models.TextField("answer", validators=[MaxLengthValidator(ANSWER_LIMIT)])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return self.text[:60]


class InquiryPlacement(models.Model):
    """Records that a question and its answer were added to a draft of questions and answers. The draft may be deleted,
    so record and number identify it."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="placements")
    record = models.ForeignKey("records.Record", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    point_key = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.record}, version {self.number}"
