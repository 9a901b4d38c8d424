"""Register entries together with what they are about: the register stands below the records and cannot tell."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from portal.records.models import Edition
from portal.register.models import RegisterEntry


def with_subjects(entries, at: datetime):
    """Adds `is_third_party` and `is_retracted` (the entry keeps a text that was published in error) to a queryset."""
    about = Edition.objects.filter(Q(publication=OuterRef("number")) | Q(withdrawal=OuterRef("number")))
    retracted = Edition.objects.filter(
        publication=OuterRef("number"), withdrawal_kind=Edition.WithdrawalKind.PUBLISHED_IN_ERROR, withdrawn_at__lte=at
    )
    return entries.annotate(
        is_third_party=Exists(about.filter(record__is_official=False)), is_retracted=Exists(retracted)
    )


def of_editions(editions: list[Edition], at: datetime):
    """What the register says of these editions of one record, newest first."""
    addresses = [edition.url() for edition in editions]
    return with_subjects(RegisterEntry.objects.public(at).filter(address__in=addresses), at).defer("content")
