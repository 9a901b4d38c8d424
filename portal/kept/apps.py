from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import import_string


class KeptConfig(AppConfig):
    name = "portal.kept"
    label = "kept"
    verbose_name = "Kept answers"

    def ready(self):
        # By name, because what names a table can be imported only now. Loading the check registers it.
        import_string("portal.kept.checks.triggers_exist")
        step_aside, install = map(import_string, ("portal.kept.state.step_aside", "portal.kept.state.install"))
        pre_migrate.connect(step_aside, sender=self, dispatch_uid="kept-state-aside")
        post_migrate.connect(install, sender=self, dispatch_uid="kept-state")
