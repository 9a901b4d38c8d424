from django.apps import AppConfig

from guidance import triggers
from portal.outbox.jobs import JOBS, DueJob
from portal.outbox.letters import WRITERS
from portal.register.triggers import TRIGGERS


class GuidanceConfig(AppConfig):
    name = "guidance"

    def ready(self):
        from guidance import kinds, memo_import, models
        from guidance.reminders import emails, scheduling
        from portal.accounts.roles import register_desk_permissions, register_text_models
        from portal.importer.drafts.readers import register_part_readers, register_point_reader
        from portal.records.document_keys import register_keys
        from portal.records.kinds import register_kind
        from portal.records.models.parts import register_parts

        for spec in kinds.KINDS:
            register_kind(spec)
        register_keys(*kinds.KEYS)
        register_parts(models.Signer, models.Addressee)
        register_text_models(models.Guidance, models.Recommendation, models.Signer, models.Addressee, models.Deadline)
        register_desk_permissions(
            "guidance.view_acknowledgement",
            "guidance.view_response",
            "guidance.view_inquiry",
            "guidance.add_inquiryanswer",
        )
        register_part_readers(*memo_import.PART_READERS)
        register_point_reader(models.Recommendation, memo_import.build_recommendation_columns)
        TRIGGERS.append(triggers.build_triggers)
        WRITERS[emails.MESSAGE_KIND] = emails.render_reminder_email
        JOBS.append(DueJob("The reminders", scheduling.run_reminders, scheduling.preview_reminders))
