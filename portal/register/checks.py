"""System check: the triggers that guard published texts and the register exist (`check --deploy --database default`).
Migrate does not ask it, for it would refuse to put back what is missing."""

from django.core.checks import Error, Tags, register

from portal.register import guards, triggers


@register(Tags.database, deploy=True)
def guards_exist(databases=None, **kwargs):
    if not databases:
        return []
    present = triggers.installed()
    return [
        Error(
            f"The trigger {name} is missing: the database would let rows of {table} be changed.",
            hint="Run `manage.py migrate`; it puts every trigger back.",
            id="register.E001",
        )
        for name, table in triggers.made_for(guards.refusals()).items()
        if name not in present
    ]
