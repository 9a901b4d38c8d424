from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ResponseCacheConfig(AppConfig):
    name = "portal.response_cache"
    # The label is the original name of the app; another label would rename its table.
    label = "kept"
    verbose_name = "Response cache"

    def ready(self):
        from portal.response_cache import checks, version  # noqa: F401  importing the check registers it

        pre_migrate.connect(version.drop_before_migrate, sender=self, dispatch_uid="response cache triggers off")
        post_migrate.connect(version.install_version_triggers, sender=self, dispatch_uid="response cache triggers")
