"""The email that informs the holders of a post that its question has an answer."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from guidance.models import InquiryAnswer
from portal.accounts.models import User
from portal.lib.dates import get_local_date
from portal.outbox.models import Message

MESSAGE_KIND = "answered question"
SUBJECT = "The issuer has answered your question"
BODY = """The issuer has answered the question that the {post} asked about a recommendation.

Read it here, after signing in:
{url}

{site} sent you this email because you hold the post or are its deputy. The question and the answer are not repeated
here.
"""


def queue_answer_emails(answer: InquiryAnswer, at: datetime) -> None:
    """Queues an email to each person who holds the post on the day of `at`, deputies included. The email repeats no
    text. A second call for the same answer queues nothing."""
    inquiry = answer.inquiry
    page = reverse("official-inquiries", args=[inquiry.post_id, inquiry.edition.record.key, inquiry.point_key])
    if not inquiry.edition.record.is_for_everybody:
        page = reverse("official")  # The address of the desk names no memo.
    body = BODY.format(post=inquiry.post, url=settings.SITE_URL + page, site=settings.SITE_NAME)
    holdings = inquiry.post.holdings.current(get_local_date(at))
    for person in User.objects.filter(is_active=True, pk__in=holdings.values("person")):
        key = f"{MESSAGE_KIND}:{answer.pk}:{person.pk}"
        Message.objects.queue(key, kind=MESSAGE_KIND, subject=SUBJECT, body=body, at=at, person=person)
