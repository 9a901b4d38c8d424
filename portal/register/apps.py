from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from portal.register import checks, triggers  # noqa: F401  loading the check registers it


class RegisterConfig(AppConfig):
    name = "portal.register"
    label = "register"
    verbose_name = "Register"

    def ready(self):
        pre_migrate.connect(triggers.drop_before_migrate, sender=self, dispatch_uid="register-guards-aside")
        post_migrate.connect(triggers.install_all_triggers, sender=self, dispatch_uid="register-guards")
