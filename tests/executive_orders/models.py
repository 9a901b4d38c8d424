from django.db import models

from portal.records.models import Edition, EditionPart, Point, Record
from portal.records.querysets import EditionKindManager

EXECUTIVE_ORDER = "executive_order"


class ExecutiveOrderManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(kind=EXECUTIVE_ORDER)


class ExecutiveOrder(Record):
    objects = ExecutiveOrderManager()

    class Meta:
        proxy = True


class OrderSection(Point):
    statute = models.CharField(max_length=100, blank=True)

    def as_data(self):
        return {**super().as_data(), "statute": self.statute}


class LegalBasis(EditionPart):
    part_name = "legal_basis"
    is_omitted_if_empty = True

    name = models.CharField(max_length=200)

    def as_data(self):
        return {"name": self.name}


class OrderEdition(Edition):
    objects = EditionKindManager(EXECUTIVE_ORDER)

    class Meta:
        proxy = True
        verbose_name = "executive order version"
