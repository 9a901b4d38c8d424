"""Memos to officials, questions and answers, and the parts that only they have."""

from datetime import date, datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from portal.accounts.audiences import get_audience_choices
from portal.records.kinds import get_section_kind_values
from portal.records.models import Edition, EditionPart, Point, Record
from portal.records.querysets import EditionKindManager, PointQuerySet

MEMO = "memo"
QUESTIONS = "questions"


class GuidanceManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(kind__in=get_section_kind_values("guidance"))


class Guidance(Record):
    """A record of one of this app's kinds. It has no columns of its own."""

    objects = GuidanceManager()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "guidance"


class RecommendationQuerySet(PointQuerySet):
    def applying(self, on: date, known: datetime):
        """Returns the recommendations that apply on the day `on`, by what was published by the moment `known`: those
        of memos that apply, unless their own days exclude the day. Memos for officials only are included, so combine
        it with `for_audiences`."""
        return self.begun(on).not_ended(on).filter(edition__in=Edition.objects.applying_to_officials(on, known))

    def for_audiences(self, audiences):
        """Returns the recommendations addressed to these audiences."""
        return self.filter(audience__in=audiences)


class Recommendation(Point):
    decided_columns = ("audience",)

    audience = models.CharField(max_length=30, choices=get_audience_choices, help_text="Who is to act on it.")

    objects = RecommendationQuerySet.as_manager()

    def as_data(self):
        return {**super().as_data(), "audience": self.audience}

    def obstacles(self, *, is_new):
        return [] if self.audience else [f"Recommendation {self.number}: choose who is to act on it."]


class Signer(EditionPart):
    """A person who signs the memo, as named in the text."""

    part_name = "signers"

    name = models.CharField(max_length=200)
    office = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return self.name

    def as_data(self):
        return {"name": self.name, "office": self.office}


class Addressee(EditionPart):
    """An audience to which the memo is sent."""

    part_name = "addressees"

    audience = models.CharField(max_length=30, choices=get_audience_choices)

    class Meta(EditionPart.Meta):
        constraints = [
            models.UniqueConstraint(fields=["edition", "audience"], name="%(app_label)s_%(class)s_once"),
        ]

    def __str__(self):
        return self.get_audience_display()

    def as_data(self):
        return {"audience": self.audience, "name": self.get_audience_display()}

    @classmethod
    def parse_data(cls, data, known):
        return {"audience": data["audience"]}

    @classmethod
    def obstacles(cls, edition, rows):
        """A text or attachment for officials only needs an audience."""
        is_sealed = edition.sealedattachments.exists() if edition.record.is_for_everybody else True
        if rows or not is_sealed or Recommendation.objects.filter(edition=edition).exists():
            return []
        what = "An attachment" if edition.record.is_for_everybody else "A text"
        return [f"{what} for officials only needs readers: add an addressee or a recommendation."]


def is_addressed_to(audiences) -> Q:
    """Returns the condition that an edition, or one of its recommendations, is addressed to one of these audiences."""
    return Q(
        Exists(Addressee.objects.filter(edition=OuterRef("pk"), audience__in=audiences))
        | Exists(Recommendation.objects.for_audiences(audiences).filter(edition=OuterRef("pk")))
    )


class MemoEdition(Edition):
    """A version of a memo, for its pages on the editorial desk."""

    objects = EditionKindManager(MEMO)

    class Meta:
        proxy = True
        verbose_name = "memo version"


class QuestionsEdition(Edition):
    """A version of questions and answers, for its pages on the editorial desk."""

    objects = EditionKindManager(QUESTIONS)

    class Meta:
        proxy = True
        verbose_name = "questions and answers version"
