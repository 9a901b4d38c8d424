"""System check: the triggers that tell of every public change exist (`check --deploy --database default`)."""

from django.core.checks import Error, Tags, register

from portal.kept import state
from portal.register import triggers


@register(Tags.database, deploy=True)
def triggers_exist(databases=None, **kwargs):
    if not databases:
        return []
    present = triggers.installed()
    return [
        Error(
            f"The trigger {name} is missing: kept answers would outlive a change of {table}.",
            hint="Run `manage.py migrate`; it puts every trigger back.",
            id="kept.E001",
        )
        for table in state.tables()
        for name in state.names(table)
        if name not in present
    ]
