from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "announcements"

    def ready(self):
        from announcements import kinds, models, notice_import
        from portal.accounts.roles import register_text_models
        from portal.importer.drafts.readers import register_part_readers, register_point_reader
        from portal.records.document_keys import register_keys
        from portal.records.kinds import register_kind
        from portal.records.models.parts import register_parts

        for spec in kinds.KINDS:
            register_kind(spec)
        register_keys(*kinds.KEYS)
        register_parts(models.Contact, models.Release)
        register_text_models(models.Announcement, models.NoticeItem, models.Contact, models.Release)
        register_text_models(models.Service, is_lasting=True)
        register_part_readers(*notice_import.PART_READERS)
        register_point_reader(models.NoticeItem, notice_import.build_item_columns)
