from django.apps import AppConfig

from portal.outbox.jobs import JOBS, DueJob


class SentFormsConfig(AppConfig):
    name = "portal.sent_forms"
    label = "sent_forms"
    verbose_name = "Sent forms"

    def ready(self):
        from portal.sent_forms.models import preview_pruning, prune_sent_forms

        JOBS.append(DueJob("The deletion of old sent forms", prune_sent_forms, preview_pruning))
