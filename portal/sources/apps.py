from django.apps import AppConfig

from portal.register.triggers import TRIGGERS
from portal.sources import triggers


class SourcesConfig(AppConfig):
    name = "portal.sources"
    label = "sources"
    verbose_name = "Source documents"

    def ready(self):
        from portal.records.link_checks import KEY_LOOKUPS
        from portal.records.models.parts import register_parts
        from portal.sources.models import Citation, Conflict, get_known_keys

        register_parts(Citation, Conflict)
        TRIGGERS.append(triggers.build_triggers)
        KEY_LOOKUPS["source"] = get_known_keys
