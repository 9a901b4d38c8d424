"""Queries that join register entries and editions. They are here because the register does not import the records."""

from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from portal.records.models import Edition
from portal.records.querysets import build_retracted_condition
from portal.register.models import RegisterEntry


def annotate_subjects(entries, at: datetime):
    """Adds `is_third_party` and `is_retracted` (the entry has a text that was published in error) to a queryset, which
    are the id of the edition, or None; `canceled_by`, the number of the entry that cancels it, or None; and the
    `language` of the title.

    The values are scalar subqueries because for EXISTS, PostgreSQL would first read every edition."""
    number = OuterRef("number")
    foreign = Edition.objects.filter(record__is_official=False)
    retracted = Edition.objects.filter(build_retracted_condition(at), publication=number)
    return entries.annotate(
        is_third_party=Coalesce(
            build_first_pk_subquery(foreign.filter(publication=number)),
            build_first_pk_subquery(foreign.filter(withdrawal=number)),
        ),
        is_retracted=build_first_pk_subquery(retracted),
        canceled_by=build_first_pk_subquery(RegisterEntry.objects.filter(cancels=number)),
        # Every entry about an edition has the address of its publication.
        language=Subquery(
            Edition.objects.filter(publication__address=OuterRef("address")).order_by().values("language")[:1]
        ),
    )


def build_first_pk_subquery(rows) -> Subquery:
    return Subquery(rows.order_by().values("pk")[:1])


def get_edition_entries(editions: list[Edition], at: datetime):
    """Returns the register entries of these editions of one record, newest first."""
    addresses = [edition.url() for edition in editions]
    return annotate_subjects(RegisterEntry.objects.public(at).filter(address__in=addresses), at).defer("content")
