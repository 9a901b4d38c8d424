from django.apps import AppConfig

from portal.editorial import triggers
from portal.register.triggers import TRIGGERS


class EditorialConfig(AppConfig):
    name = "portal.editorial"
    # The tables, permissions and content types keep their original name.
    label = "desk"
    verbose_name = "Editorial desk"

    def ready(self):
        TRIGGERS.append(triggers.build_triggers)
