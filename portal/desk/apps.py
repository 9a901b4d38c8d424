from django.apps import AppConfig
from django.utils.module_loading import import_string

from portal.desk import frozen
from portal.register import guards


class DeskConfig(AppConfig):
    name = "portal.desk"
    label = "desk"
    verbose_name = "Editorial desk"

    def ready(self):
        guards.GUARDS.append(frozen.refusals)
        import_string("portal.records.workflow.AFTER_STEP").append(import_string("portal.desk.drafts.forget"))
