"""Texts from outside, stored as found, the steps that show or hide them, and the citations and contradictions that link
them to editions."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from portal.records.models import EditionPart
from portal.records.models.digest_field import DigestField
from portal.sources import citation_copy
from portal.sources.querysets import SourceQuerySet, SourceState


class SourceDocument(models.Model):
    """A text from outside. Readers see it while a public edition cites it, or after two people published it by itself:
    see SourceQuerySet.public(). Only staff see it before."""

    state_then: str
    """Annotation of SourceQuerySet.with_state()."""

    class Kind(models.TextChoices):
        PAGE = "page", "Web page of the state"
        REPUBLICATION = "republication", "Copy on another site"
        QA = "qa", "Questions and answers"
        NEWS = "news", "News article"
        OTHER = "other", "Other"

    key = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=14, choices=Kind)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True, help_text="As named in the text.")
    byline = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True, help_text="As named in the text.")
    dated_on = models.DateField(null=True, blank=True)
    is_official = models.BooleanField()
    note = models.TextField(blank=True, help_text="Description of the text in the portal’s own words.")
    file_name = models.CharField(max_length=120, unique=True)
    text = models.TextField()
    sha256 = DigestField(of=("text",), unique=True)
    comment_count = models.PositiveIntegerField(default=0, help_text="Number of readers’ comments under a copy.")
    withheld_from = models.PositiveIntegerField(
        null=True, blank=True, help_text="Offset at which the hidden part begins."
    )
    withheld_until = models.PositiveIntegerField(null=True, blank=True)
    copy_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    copied_from = models.PositiveIntegerField(
        null=True, blank=True, help_text="Start of the copied text in this document."
    )
    copied_until = models.PositiveIntegerField(null=True, blank=True)
    original_from = models.PositiveIntegerField(
        null=True, blank=True, help_text="Start of the same text in the original."
    )
    original_until = models.PositiveIntegerField(null=True, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withheld_until__gt=F("withheld_from")), name="%(app_label)s_%(class)s_withheld"
            ),
            models.CheckConstraint(
                condition=Q(copy_of__isnull=True)
                | Q(copied_until__gt=F("copied_from"), original_until__gt=F("original_from")),
                name="%(app_label)s_%(class)s_copy_has_spans",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("source", kwargs={"key": self.key})

    @property
    def shown_text(self) -> str:
        """The text with spaces in place of the withheld part, so that offsets stay the same."""
        start, end = self.withheld_from or 0, self.withheld_until or 0
        return self.text[:start] + " " * (end - start) + self.text[end:]

    def get_state(self, at: datetime) -> str:
        return type(self).objects.with_state(at).values_list("state_then", flat=True).get(pk=self.pk)

    def get_withdrawal(self, at: datetime) -> "SourceStep | None":
        """Returns the withdrawal that hides the text at the moment."""
        step = self.steps.decisions(at).first()
        return step if step and step.action == SourceStep.Action.WITHDRAW else None

    def get_proposal(self) -> "SourceStep | None":
        """Returns the proposal that a second person has to decide."""
        step = self.steps.select_related("by").order_by("-pk").first()
        return step if step and step.action == SourceStep.Action.PROPOSE else None

    def is_deletable(self) -> bool:
        """Whether no version cites the text and readers have never seen it. A copy of it must be deleted first."""
        return not (self.citations.exists() or self.copies.exists() or self.steps.decisions().exists())


class SourceStepQuerySet(models.QuerySet):
    def decisions(self, at: datetime | None = None):
        """Returns the publications and withdrawals by the moment, or all of them; the newest first."""
        rows = self.filter(action__in=SourceStep.DECISIONS).order_by("-pk")
        return rows if at is None else rows.filter(at__lte=at)


class SourceStep(models.Model):
    """One step that shows a source document to readers by itself, or hides it. The log of steps is append-only; see
    portal.sources.source_steps."""

    class Action(models.TextChoices):
        PROPOSE = "propose", "Propose publication"
        DECLINE = "decline", "Decline the proposal"
        PUBLISH = "publish", "Publish"
        WITHDRAW = "withdraw", "Withdraw"

    DECISIONS = (Action.PUBLISH, Action.WITHDRAW)
    """The steps that decide what readers see."""

    source = models.ForeignKey(SourceDocument, models.CASCADE, related_name="steps")
    action = models.CharField(max_length=10, choices=Action)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty for the operator at the command line.",
    )
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SourceStepQuerySet.as_manager()

    class Meta:
        ordering = ["source", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(action="withdraw") | ~Q(note=""), name="%(app_label)s_%(class)s_withdrawn_with_reason"
            ),
        ]

    def __str__(self):
        return f"{self.source_id}: {self.action}"


class Citation(EditionPart):
    """The origin of words of an edition: characters start to end (half-open, counted from 0) of a source document."""

    part_name = "citations"
    is_copied = False
    data_related = ("source",)

    field = models.CharField(
        max_length=20, help_text="title, subtitle, dateline, body, text, contact, signer, attachment…"
    )
    point_key = models.SlugField(max_length=80, blank=True)
    source = models.ForeignKey(SourceDocument, models.PROTECT, related_name="citations")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta(EditionPart.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="%(app_label)s_%(class)s_span",
                violation_error_message="A citation must end after it starts.",
            ),
        ]

    def __str__(self):
        return f"{self.field} {self.point_key}: {self.source_id} {self.start}–{self.end}"

    @property
    def quote(self) -> str:
        return self.source.text[self.start : self.end]

    def as_data(self):
        return {
            "field": self.field,
            "point": self.point_key or None,
            "source": self.source.key,
            "source_title": self.source.title,
            "source_is_official": self.source.is_official,
            "sha256": self.source.sha256,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
        }

    @classmethod
    def parse_data(cls, data, known):
        place = {"source": known.sources[data["source"]], "start": data["start"], "end": data["end"]}
        return {"field": data["field"], "point_key": data["point"] or "", **place}

    @classmethod
    def follow_text(cls, edition):
        citation_copy.update_citations(edition, cls)


class Conflict(EditionPart):
    """A contradiction between a point of this edition and another point of it, or a place in another record. The portal
    reports it and does not decide which place is right. It belongs to this edition; the other record does not change.
    """

    part_name = "conflicts"
    data_related = ("other_record",)

    point_key = models.SlugField(max_length=80)
    other_record = models.ForeignKey(
        "records.Record",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="conflicts_here",
        help_text="Leave empty if the other place is a point of the same version.",
    )
    other_key = models.SlugField(
        max_length=80, blank=True, help_text="Leave empty if the other place is the running text of another record."
    )
    words = models.CharField(
        max_length=400, blank=True, help_text="The words of the point that contradict the other text."
    )
    other_words = models.CharField(
        max_length=400, blank=True, help_text="The words of the other text that contradict the point."
    )
    note = models.TextField(help_text="What each text states, without a judgment.")

    class Meta(EditionPart.Meta):
        verbose_name = "contradiction"
        constraints = [
            models.CheckConstraint(
                condition=~Q(other_key="") | Q(other_record__isnull=False),
                name="%(app_label)s_%(class)s_other_place",
                violation_error_message="Name the other point or the other record.",
            ),
        ]

    def __str__(self):
        return f"{self.point_key} and {self.other_key or self.other_record_id}"

    def as_data(self):
        """Leaves out empty keys that were added later, so that older documents keep their digest."""
        data = {"points": [self.point_key, self.other_key or None], "note": self.note}
        if self.other_record:
            data["record"] = self.other_record.key
        if self.words or self.other_words:
            data["words"] = [self.words, self.other_words]
        return data

    @classmethod
    def parse_data(cls, data, known):
        here, there = data["points"]
        words, other_words = data.get("words", ["", ""])
        return {
            "point_key": here,
            "other_key": there or "",
            "other_record": known.records[data["record"]] if "record" in data else None,
            "words": words,
            "other_words": other_words,
            "note": data["note"],
        }

    def get_references(self):
        return [("conflict", self.point_key, self.other_record_id, self.other_key)] if self.other_record_id else []


def get_known_keys(keys: set[str], edition, at: datetime) -> set[str]:
    """Returns those keys whose source document readers can open once the edition is public at the moment."""
    cited = Citation.objects.filter(edition=edition.pk).values("source") if edition.record.is_for_everybody else []
    rows = SourceDocument.objects.filter(key__in=keys).with_state(at)
    is_shown = Q(state_then=SourceState.PUBLIC) | Q(pk__in=cited) & ~Q(state_then=SourceState.WITHDRAWN)
    return set(rows.filter(is_shown).values_list("key", flat=True))
