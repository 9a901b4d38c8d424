"""Questions of officials to the issuer about a recommendation, and the answers. Rows are only added."""

from datetime import date, datetime

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Now, TruncDate

from portal.accounts.models import Holding
from portal.lib.dates import get_time_zone

QUESTION_LIMIT, ANSWER_LIMIT = 2000, 8000
ANSWER_COLUMNS = {"answer": "pk", "answer_text": "text", "answered_at": "at"}
ANSWER_PERMISSION = "guidance.add_inquiryanswer"


class InquiryQuerySet(models.QuerySet):
    def with_answers(self, person, on: date):
        """Adds `answer`, `answer_text` and `answered_at` of the newest answer, and `is_new`: whether the person, who
        holds the post on the day, has not read it. What was answered before the person held the post is not new."""
        answers = InquiryAnswer.objects.filter(inquiry=OuterRef("pk")).order_by("-pk")
        newest = {name: Subquery(answers.values(column)[:1]) for name, column in ANSWER_COLUMNS.items()}
        rows = self.annotate(**newest).annotate(answered_on=TruncDate("answered_at", tzinfo=get_time_zone()))
        held = Holding.objects.of(person).current(on).filter(post=OuterRef("post"))
        read = AnswerReading.objects.filter(answer=OuterRef("answer"), person=person.pk)
        return rows.annotate(is_new=Exists(held.filter(held_from__lte=OuterRef("answered_on"))) & ~Exists(read))

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


class AnswerReadingQuerySet(models.QuerySet):
    def mark_read(self, inquiries, *, by, at: datetime) -> None:
        """Marks the answers of these questions, which have the columns of with_answers(), as read by a person."""
        new = [self.model(answer_id=inquiry.answer, person=by, at=at) for inquiry in inquiries if inquiry.is_new]
        self.bulk_create(new, ignore_conflicts=True)


class AnswerReading(models.Model):
    """A person who holds the post has read an answer, so that the desk no longer shows it as new."""

    answer = models.ForeignKey(InquiryAnswer, models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects = AnswerReadingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "person"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return f"{self.answer_id} by {self.person_id}"


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
