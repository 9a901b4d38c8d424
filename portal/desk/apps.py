from django.apps import AppConfig

from portal.desk import frozen
from portal.register import guards


class DeskConfig(AppConfig):
    name = "portal.desk"
    label = "desk"
    verbose_name = "Editorial desk"

    def ready(self):
        guards.GUARDS.append(frozen.refusals)
