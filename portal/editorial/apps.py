from django.apps import AppConfig

from portal.attachments import pending_uploads
from portal.editorial import triggers
from portal.outbox.jobs import JOBS, DueJob
from portal.register.triggers import TRIGGERS


class EditorialConfig(AppConfig):
    name = "portal.editorial"
    # The tables, permissions and content types keep their original name.
    label = "desk"
    verbose_name = "Editorial desk"

    def ready(self):
        JOBS.append(
            DueJob(
                "Files of refused forms", pending_uploads.remove_expired_files, pending_uploads.preview_expired_files
            )
        )
        TRIGGERS.append(triggers.build_triggers)
