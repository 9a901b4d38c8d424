from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string

from portal.records import frozen
from portal.register import guards


class RecordsConfig(AppConfig):
    name = "portal.records"
    label = "records"
    verbose_name = "Records"

    def ready(self):
        guards.GUARDS.append(frozen.refusals)
        # By name, because what names a table can be imported only now.
        import_string("portal.records.workflow.AFTER_STEP").append(import_string("portal.records.referring.follow"))
        import_string("portal.records.workflow.AFTER_STEP").append(
            import_string("portal.records.printing.keeping.follow")
        )
        post_migrate.connect(
            import_string("portal.records.referring.fill_if_new"), sender=self, dispatch_uid="records references"
        )
