from django.apps import AppConfig
from django.utils.module_loading import import_string

from portal.register import guards
from portal.sources import frozen


class SourcesConfig(AppConfig):
    name = "portal.sources"
    label = "sources"
    verbose_name = "Source documents"

    def ready(self):
        guards.GUARDS.append(frozen.refusals)
        known = import_string("portal.records.addresses.KEYS_KNOWN")
        known["source"] = import_string("portal.sources.models.known_keys")
