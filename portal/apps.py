from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps

from portal import checks  # noqa: F401  loading the check registers it


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self):
        from portal.publication import AFTER_PUBLICATION
        from portal.records import workflow

        workflow.PUBLICATION_HOOKS[:] = AFTER_PUBLICATION


class PortalAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "portal.admin_site.PortalAdminSite"
