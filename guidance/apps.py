from django.apps import AppConfig

from guidance import kept
from portal.register import guards


class GuidanceConfig(AppConfig):
    name = "guidance"

    def ready(self):
        guards.GUARDS.append(kept.refusals)
