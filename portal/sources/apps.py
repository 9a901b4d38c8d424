from django.apps import AppConfig

from portal.register import guards
from portal.sources import frozen


class SourcesConfig(AppConfig):
    name = "portal.sources"
    label = "sources"
    verbose_name = "Source documents"

    def ready(self):
        guards.GUARDS.append(frozen.refusals)
