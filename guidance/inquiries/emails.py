"""The letter to anyone who holds the post that asked, once its question is answered."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from guidance.models import InquiryAnswer
from portal.accounts.models import User
from portal.lib.dates import get_local_date
from portal.outbox.models import Message

MESSAGE_KIND = "answered question"
SUBJECT = "The issuer has answered your question"
BODY = """The question that the {post} asked about a recommendation has an answer.

Read it here, after signing in:
{url}

{site} sent you this email because you hold the post or are its deputy. It does not repeat question or answer.
"""


def queue_answer_emails(answer: InquiryAnswer, at: datetime) -> None:
    """Queues a letter to each holder and deputy of that day, without a word of the text; once for each answer."""
    inquiry = answer.inquiry
    page = reverse("official-inquiries", args=[inquiry.post_id, inquiry.edition.record.key, inquiry.point_key])
    if not inquiry.edition.record.is_for_everybody:
        page = reverse("official")  # whose address names no memo
    body = BODY.format(post=inquiry.post, url=settings.SITE_URL + page, site=settings.SITE_NAME)
    holdings = inquiry.post.holdings.current(get_local_date(at))
    for person in User.objects.filter(is_active=True, pk__in=holdings.values("person")):
        key = f"{MESSAGE_KIND}:{answer.pk}:{person.pk}"
        Message.objects.queue(key, kind=MESSAGE_KIND, subject=SUBJECT, body=body, at=at, person=person)
