from django.apps import AppConfig

from guidance import kept
from portal.outbox.jobs import JOBS, Job
from portal.outbox.letters import WRITERS
from portal.register import guards


class GuidanceConfig(AppConfig):
    name = "guidance"

    def ready(self):
        from guidance.reminding import planning, writing

        guards.GUARDS.append(kept.refusals)
        WRITERS[writing.KIND] = writing.write
        JOBS.append(Job("The reminders", planning.run, planning.preview))
