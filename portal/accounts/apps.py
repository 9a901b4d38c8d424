from django.apps import AppConfig
from django.db.models.signals import post_migrate

from portal.accounts import rate_limits, roles, triggers
from portal.register.triggers import TRIGGERS


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self):
        from portal.accounts import account_log, checks, invitations, middleware  # noqa: F401  they import models

        TRIGGERS.append(triggers.build_triggers)
        post_migrate.connect(rate_limits.create_cache_table, sender=self, dispatch_uid="accounts-cache-table")
        post_migrate.connect(roles.install_roles, sender=self, dispatch_uid="accounts-roles")
        middleware.connect_signals()
        account_log.connect_account_signals()
        invitations.register_email_writer()
