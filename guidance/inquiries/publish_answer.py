"""Adds a question and its answer as a point to a draft of questions and answers, which is reviewed and published like
any other draft."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from guidance.models import Inquiry, InquiryPlacement
from guidance.models.memo import QUESTIONS
from portal.editorial.propagate_corrections import begin_draft
from portal.records.models import Edition, Point, Record, Relation
from portal.records.workflow import WorkflowError, lock_edition

FOR_OFFICIALS_ONLY = "The memo is for officials only, so a public question cannot name it. Answer it privately."


def get_question_records():
    """Returns the records to which a question and its answer can be added."""
    return Record.objects.filter(kind=QUESTIONS, is_official=True).order_by("key")


@transaction.atomic
def add_answer_to_draft(inquiry: Inquiry, record: Record, *, question: str, answer: str, by, at: datetime) -> Edition:
    """Adds the question and its answer to the record's newest draft, or to a new one, with a link to the
    recommendation and a relation to its memo. Returns the draft. Raises WorkflowError with a sentence."""
    Record.objects.select_for_update().get(pk=record.pk)
    memo = inquiry.edition
    if not memo.record.is_for_everybody:
        raise WorkflowError([FOR_OFFICIALS_ONLY])
    edition = record.editions.filter(status="draft").order_by("-number").first()
    edition = lock_edition(
        edition or begin_draft(record, by=by, **({} if record.editions.exists() else {"title": str(record)}))
    )
    keys = set(edition.points.values_list("key", flat=True))
    number = 1 + max(edition.points.values_list("number", flat=True), default=0)
    key = slugify(question)[:60] or "question"
    candidates = (key, *(f"{key}-{n}" for n in range(2, len(keys) + 3)))
    key = next(candidate for candidate in candidates if candidate not in keys)
    recommendation = next(point for point in memo.document["points"] if point["key"] == inquiry.point_key)
    link = f"{memo.url()}#{inquiry.point_key}"
    text = f"{answer}\n\nThis is about [recommendation {recommendation['number']}]({link}) of “{memo.title}”."
    Point.objects.create(edition=edition, key=key, number=number, heading=question, text=text)
    Relation.objects.get_or_create(edition=edition, kind=Relation.Kind.CONCERNS, to_record=memo.record)
    edition.perform("edit", by=by, at=at)
    facts = {"record": record, "number": edition.number, "point_key": key, "by": by, "at": at}
    InquiryPlacement.objects.create(inquiry=inquiry, **facts)
    return edition
