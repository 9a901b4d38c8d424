from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string


class SearchConfig(AppConfig):
    name = "portal.search"
    label = "search"
    verbose_name = "Search"

    def ready(self):
        # By name, because what names a table can be imported only now. Loading the check registers it.
        import_string("portal.records.workflow.AFTER_STEP").append(import_string("portal.search.index.follow"))
        import_string("portal.search.checks.functions_exist")
        for what in ("backends.after_migrate", "index.fill_if_new"):
            post_migrate.connect(import_string(f"portal.search.{what}"), sender=self, dispatch_uid=f"search {what}")
