from django.apps import AppConfig

from guidance import triggers
from portal.outbox.jobs import JOBS, DueJob
from portal.outbox.letters import WRITERS
from portal.register.triggers import TRIGGERS


class GuidanceConfig(AppConfig):
    name = "guidance"

    def ready(self):
        from guidance.reminders import emails, scheduling

        TRIGGERS.append(triggers.build_triggers)
        WRITERS[emails.MESSAGE_KIND] = emails.render_reminder_email
        JOBS.append(DueJob("The reminders", scheduling.run_reminders, scheduling.preview_reminders))
