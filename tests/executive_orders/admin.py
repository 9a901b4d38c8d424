from django.contrib import admin

from portal.editorial.edition_admin import EditionAdmin
from portal.editorial.inlines import PartInline, PointInline
from portal.editorial.record_admin import RecordAdmin
from tests.executive_orders.models import ExecutiveOrder, LegalBasis, OrderEdition, OrderSection


class OrderSectionInline(PointInline):
    model = OrderSection
    fields = (("number", "key", "statute"), "text")


class LegalBasisInline(PartInline):
    model = LegalBasis
    fields = ("position", "name")


@admin.register(OrderEdition)
class OrderEditionAdmin(EditionAdmin):
    text_inlines = (LegalBasisInline, OrderSectionInline)


@admin.register(ExecutiveOrder)
class ExecutiveOrderAdmin(RecordAdmin):
    pass
