from django.apps import AppConfig

from portal.outbox import checks  # noqa: F401  loading the check registers it


class OutboxConfig(AppConfig):
    name = "portal.outbox"
    label = "outbox"
    verbose_name = "Outbox"
