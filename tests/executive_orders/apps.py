from django.apps import AppConfig


class ExecutiveOrdersConfig(AppConfig):
    name = "tests.executive_orders"
    label = "executive_orders"

    def ready(self):
        from portal.accounts.audiences import register_audience
        from portal.accounts.roles import register_text_models
        from portal.importer.drafts.readers import register_point_reader
        from portal.importer.parser import register_document_kind
        from portal.records.document_keys import register_keys
        from portal.records.kinds import register_kind
        from portal.records.models.parts import register_parts
        from tests.executive_orders import document_parser, kinds, models

        register_kind(kinds.EXECUTIVE_ORDER)
        register_keys(*kinds.KEYS)
        register_parts(models.LegalBasis)
        register_text_models(models.ExecutiveOrder, models.OrderSection, models.LegalBasis)
        register_document_kind("executive_order", document_parser.parse_executive_order)
        register_point_reader(models.OrderSection, kinds.build_section_columns)
        register_audience(kinds.FIRE_CHIEFS)
