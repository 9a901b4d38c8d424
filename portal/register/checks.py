"""System check: the triggers that protect published texts and the register exist (`check --deploy --database default`).
It runs only with --deploy, because it would otherwise stop the `migrate` that restores missing triggers."""

from django.core.checks import Error, Tags, register

from portal.lib import sql_triggers
from portal.register import triggers


@register(Tags.database, deploy=True)
def check_triggers(databases=None, **kwargs):
    if not databases:
        return []
    present = sql_triggers.get_installed_triggers()
    return [
        Error(
            f"The trigger {name} is missing: the database would let rows of {table} be changed.",
            hint="Run `manage.py migrate`, which creates every trigger again.",
            id="register.E001",
        )
        for name, table in sql_triggers.get_trigger_tables(triggers.get_all_triggers()).items()
        if name not in present
    ]
