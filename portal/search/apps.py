from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "portal.search"
    label = "search"
    verbose_name = "Search"

    def ready(self):
        from portal.search import backends, checks, index  # noqa: F401  importing the check registers it

        post_migrate.connect(backends.install_after_migrate, sender=self, dispatch_uid="search schema")
        post_migrate.connect(index.renew_index, sender=self, dispatch_uid="search index")
