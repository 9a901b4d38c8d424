from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps

from portal import checks  # noqa: F401  loading the check registers it
from portal.lib.hidden_characters import protect_model

PACKAGES = ("portal.", "announcements.", "guidance.")


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self):
        from portal.publication import AFTER_PUBLICATION
        from portal.records import workflow

        workflow.PUBLICATION_HOOKS[:] = AFTER_PUBLICATION
        for model in apps.get_models():
            if type(apps.get_app_config(model._meta.app_label)).__module__.startswith(PACKAGES):
                protect_model(model)


class PortalAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "portal.admin_site.PortalAdminSite"
