from django.apps import AppConfig

from portal.register.triggers import TRIGGERS
from portal.security_log import triggers


class SecurityLogConfig(AppConfig):
    name = "portal.security_log"
    label = "security_log"
    verbose_name = "Security log"

    def ready(self):
        TRIGGERS.append(triggers.build_triggers)
