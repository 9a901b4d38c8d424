"""System check: the triggers that invalidate the cache exist (`check --deploy --database default`)."""

from django.core.checks import Error, Tags, register

from portal.lib import sql_triggers
from portal.response_cache import version


@register(Tags.database, deploy=True)
def check_version_triggers(databases=None, **kwargs):
    if not databases:
        return []
    present = sql_triggers.get_installed_triggers()
    return [
        Error(
            f"The trigger {name} is missing: cached responses would outlive a change of {table}.",
            hint="Run `manage.py migrate`, which creates every trigger again.",
            id="kept.E001",
        )
        for table in version.get_watched_tables()
        for name in version.get_trigger_names(table)
        if name not in present
    ]
