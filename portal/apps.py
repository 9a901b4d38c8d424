from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self):
        from portal.publication import AFTER_PUBLICATION
        from portal.records import workflow

        workflow.PUBLICATION_HOOKS[:] = AFTER_PUBLICATION
