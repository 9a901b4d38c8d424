from django.apps import AppConfig

from portal.records import frozen
from portal.register import guards


class RecordsConfig(AppConfig):
    name = "portal.records"
    label = "records"
    verbose_name = "Records"

    def ready(self):
        guards.GUARDS.append(frozen.refusals)
