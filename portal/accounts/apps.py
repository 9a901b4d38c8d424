from django.apps import AppConfig
from django.db.models.signals import post_migrate

from portal.accounts import posts, roles
from portal.register import guards


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self):
        from portal.accounts import demonstration, inviting, second_factor  # noqa: F401  their models come first

        guards.GUARDS.append(posts.refusals)
        post_migrate.connect(roles.install, sender=self, dispatch_uid="accounts-roles")
        second_factor.install()
        inviting.install()
