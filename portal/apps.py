from django.apps import AppConfig

from portal import checks  # noqa: F401  loading the check registers it


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self):
        from portal.publication import AFTER_PUBLICATION
        from portal.records import workflow

        workflow.PUBLICATION_HOOKS[:] = AFTER_PUBLICATION
